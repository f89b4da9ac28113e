"""The history of a page in the admin: who changed what, what differs, and back again."""

from contextlib import nullcontext, suppress

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection, models, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import history
from ..admin_pages import admin_address
from ..differences import differences
from ..models import Version
from .keys import key_in

VERSIONS_A_PAGE = 50


class HistoryAdmin(admin.ModelAdmin):
    """Mixed into the admin of any content: no change of a page goes unrecorded."""

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        history.register(model, *_parts_of(model, self.inlines))

    # What is recorded, within the transaction of the change itself

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        request.POST = _with_plain_lines(request.POST)
        with transaction.atomic():
            if object_id:
                self.lock(pk=unquote(object_id))
                page = self.get_object(request, unquote(object_id))
                if page and self.has_change_permission(request, page):
                    self.before_save(request, page)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def lock(self, **rows):
        """Let one editor after the other change pages; where writers queue, they do so already."""
        if connection.features.has_select_for_update:
            # What an address names may be no key.
            with suppress(ValueError):
                pages = self.model._base_manager.select_for_update().filter(**rows)
                list(pages.order_by("pk").values("pk"))

    def before_save(self, request, page):
        """Do what comes before a form is checked, within the transaction and with the page locked.

        Here: keep the page as it is found.
        """
        history.catch_up([page])

    def changelist_view(self, request, *args, **kwargs):
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return super().changelist_view(request, *args, **kwargs)

    def log_addition(self, request, page, message):
        self._record(request, history.Action.ADDED, [page])
        return super().log_addition(request, page, message)

    def log_change(self, request, page, message):
        # Django names the kind of row with each change, but of the page's own fields.
        is_own = all("name" not in told for each in message for told in each.values())
        self._record(request, history.Action.CHANGED, [page], with_parts=not is_own)
        return super().log_change(request, page, message)

    def log_deletions(self, request, pages):
        pages = list(pages)
        self.lock(pk__in=[page.pk for page in pages])
        request.pages_losing_parts = history.record_deletion(pages, author=request.user)
        return super().log_deletions(request, pages)

    def delete_model(self, request, page):
        super().delete_model(request, page)
        self._record(request, history.Action.CHANGED, request.pages_losing_parts)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self._record(request, history.Action.CHANGED, request.pages_losing_parts)

    def _record(self, request, action, pages, with_parts=True):
        note = self.revision_note(request)
        history.record(action, pages, author=request.user, note=note, with_parts=with_parts)

    def revision_note(self, request):
        """What the history tells besides what changed."""
        return sent_words(request, "_note")

    # What is shown

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name="{}_{}_deleted".format(*info)),
            path(
                "deleted/<int:version_id>/recover/",
                view(require_POST(self.recover_view)),
                name="{}_{}_recover".format(*info),
            ),
            path(
                "<path:object_id>/history/<int:version_id>/",
                view(self.version_view),
                name="{}_{}_version".format(*info),
            ),
            path(
                "<path:object_id>/history/<int:version_id>/revert/",
                view(require_POST(self.revert_view)),
                name="{}_{}_revert".format(*info),
            ),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        page = self.page_or_404(request, object_id)
        versions = self._versions(page.pk).with_revision()
        context = {
            "title": f"History: {page}",
            "original": page,
            "page": Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("p")),
        }
        return self._render(request, "editorial/history.html", context)

    def version_view(self, request, object_id, version_id):
        """Show what a version changed; what changed since `from`, where the address has one."""
        page = self.page_or_404(request, object_id)
        versions = self._versions(page.pk).select_related("revision")
        version = get_object_or_404(versions, pk=version_id)
        older = versions.filter(pk__lt=version.pk)
        if key := request.GET.get("from"):
            before = get_object_or_404(older, pk=key_in(key))
        else:
            before = older.first()
        context = {
            "title": f"{page}: what changed",
            "original": page,
            "version": version,
            "before": before,
            "changes": differences(before.state if before else [], version.state),
            # What no editor changed is kept before the next change: looking at it writes nothing.
            "is_now": version.state == history.state_of(page),
            "older": older.with_revision()[:VERSIONS_A_PAGE],
            "can_revert": self.has_change_permission(request, page),
        }
        return self._render(request, "editorial/version.html", context)

    def revert_view(self, request, object_id, version_id):
        with transaction.atomic():
            page = self.page_or_404(request, object_id)
            if not self.has_change_permission(request, page):
                raise PermissionDenied
            self.lock(pk=page.pk)
            history.catch_up([page])
            version = get_object_or_404(self._versions(page.pk), pk=version_id)
            when = timezone.localtime(version.revision.made_at)
            return self._restored(
                request,
                version,
                history.Action.REVERTED,
                f"“{page}” is again as it was on {when:%-d %B %Y at %H:%M}.",
            )

    def deleted_view(self, request):
        """List the pages of this kind that are deleted, the last first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        here = self.model._base_manager.values("pk")
        gone = self._deletions().exclude(object_id__in=here)
        versions = gone.latest().with_revision()
        context = {
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "page": Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("p")),
            "can_recover": self.has_add_permission(request),
        }
        return self._render(request, "editorial/deleted.html", context)

    def recover_view(self, request, version_id):
        if not self.has_add_permission(request):
            raise PermissionDenied
        version = get_object_or_404(self._deletions(), pk=version_id)
        if self.model._base_manager.filter(pk=version.object_id).exists():
            self.message_user(request, f"“{version.title}” is here already.", messages.INFO)
            return redirect(admin_address(self.model, "change", version.object_id))
        return self._restored(
            request, version, history.Action.RECOVERED, f"“{version.title}” is back."
        )

    def _restored(self, request, version, action, done):
        """Bring a page back, and go to it; say why where it cannot be."""
        try:
            with transaction.atomic():
                self.page_restored(history.restore(version, action, author=request.user))
        except history.CannotRestore as error:
            for problem in error.problems:
                self.message_user(request, problem, messages.ERROR)
            came_from = request.META.get("HTTP_REFERER")
            return redirect(came_from or admin_address(self.model, "deleted"))
        self.message_user(request, done, messages.SUCCESS)
        return redirect(admin_address(self.model, "change", version.object_id))

    def page_restored(self, page):
        """Do what a page needs besides its rows when it is brought back: nothing, here."""

    def shown_in_history(self, row):
        """Return how a row is shown, besides its name, where a change names it: not at all, here.

        The row may be gone: it is then as it was, and not saved.
        """
        return ""

    def page_or_404(self, request, object_id):
        """The page that an address names, for an editor who may see it."""
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404(f"No {self.opts.verbose_name} has the key {object_id}.")
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    def _deletions(self):
        return Version.objects.filter(model=self.opts.label_lower, action=history.Action.DELETED)

    def _versions(self, key):
        return Version.objects.of(self.model, [key])

    def _render(self, request, template, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)


def sent_words(request, name):
    """What an editor says of a change, short enough to be kept, and without what no row can hold.

    It is in no form that would say so: PostgreSQL takes a null character in no text.
    """
    return request.POST.get(name, "").replace("\0", "").strip()[:300]


class Sent(QueryDict):
    """What a form sent. The admin copies it for each of its tables: the texts need no copies."""

    def copy(self):
        copied = Sent(mutable=True)
        dict.update(copied, {name: [*texts] for name, texts in self.lists()})
        return copied


def _with_plain_lines(data):
    """What a form sent, lines ended as texts keep them: a browser ends them with two characters.

    Else every text of a page that was loaded, not typed, would change with the first save.
    """
    plain = Sent(mutable=True)
    for name, texts in data.lists():
        plain.setlist(name, [text.replace("\r\n", "\n") for text in texts])
    return plain


def _parts_of(model, inlines):
    """The rows that a form edits besides the page's own: of its inlines, and what these own."""
    for inline in inlines:
        path = _get_foreign_key(model, inline.model, fk_name=inline.fk_name).name
        yield history.Part(inline.model, path)
        for relation in inline.model._meta.related_objects:
            if relation.on_delete is models.CASCADE:
                yield history.Part(relation.related_model, f"{relation.field.name}__{path}")
