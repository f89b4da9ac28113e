"""Drafts in the admin: the form is kept as it is, shown again later, and saved like any form."""

from copy import copy

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.forms import Script
from django.http import Http404, JsonResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST
from unfold.decorators import display

from ..admin_pages import admin_address, draft_form_address, form_address
from ..models import Draft, Version
from .drafting import DraftingAdmin
from .keys import key_in
from .trials import is_trial

SAVES = ("save", "save_and_continue", "save_and_add_another")
# What a form sends besides its content: each form of a page has its own.
NOT_KEPT = {
    "csrfmiddlewaretoken",
    "_draft",
    "_draft_read",
    "_save",
    "_continue",
    "_addanother",
    "_publish_at",
    # A draft is opened, and saved, in a window of its own.
    "_popup",
    "_to_field",
}


class DraftAdmin(DraftingAdmin):
    """Mixed into the admin of content, behind PreviewAdmin: keeps forms that are not saved.

    What is sent by who may only draft is kept instead of saved.
    """

    list_before_template = "editorial/drafts_of_new.html"

    class Media:
        js = [Script("admin/drafts.js", type="module")]

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view
        keep = view(require_POST(self.draft_view))
        return [
            path("add/draft/", keep, name="{}_{}_draft_new".format(*info)),
            path("<path:object_id>/change/draft/", keep, name="{}_{}_draft".format(*info)),
            path(
                "drafts/<int:draft_id>/discard/",
                view(self.discard_view),
                name="{}_{}_discard".format(*info),
            ),
            *super().get_urls(),
        ]

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        is_new = object_id is None
        if self.may_draft(request, is_new) and not self.may_save(request, is_new):
            if request.method == "POST" and not is_trial(request):
                return self.draft_view(request, object_id)
            request.drafting = self.model
        if request.method == "GET" and (draft := self._asked_for(request, object_id)):
            request = _as_sent(request, draft)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _asked_for(self, request, object_id):
        """The draft that the address of a form names."""
        number = request.GET.get("draft", "")
        return number and self.draft_named(number, self._key(object_id) if object_id else None)

    def drafts(self):
        """The drafts of this admin's pages."""
        drafts = Draft.objects.filter(model=self.opts.label_lower)
        return drafts.select_related("author")

    def page_of(self, request, draft):
        """The page that a draft is of, if it is there."""
        return None if draft.is_new else self.get_object(request, draft.page_key)

    def draft_named(self, number, key):
        """The draft of a page that a form or an address names, if there is one."""
        return self.drafts().filter(object_id=key, pk=key_in(number)).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not getattr(request, "draft", None):
            return form

        class ShownForm(form):
            """Told as not valid, a form is shown to its editor instead of saved."""

            def is_valid(self):
                super().is_valid()
                return False

        return ShownForm

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if context["is_popup"] or not self.may_draft(request, obj is None):
            return super().render_change_form(request, context, *args, obj=obj, **kwargs)
        opened = getattr(request, "draft", None)
        named = self.draft_named(request.POST.get("_draft", ""), obj and obj.pk)
        drafts = self.drafts().filter(object_id=obj and obj.pk)
        drafts = drafts.exclude(pk=named and named.pk)
        if obj is None:
            drafts = drafts.filter(author=request.user)
        context |= {
            "draft": opened,
            "draft_key": request.POST.get("_draft", ""),
            "draft_read": request.POST.get("_draft_read", ""),
            "draft_address": self.form_target("draft", obj),
            "presence_address": self.form_target("presence", obj),
            "drafts": drafts,
            "merge": getattr(request, "merge", None),
            "may_publish": self.may_save(request, obj is None),
        }
        if not self.may_save(request, obj is None):
            context |= {f"show_{name}": False for name in SAVES}
        elif obj:
            # Its place is taken by what is done with a page that is there.
            context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Keeping

    def draft_view(self, request, object_id=None):
        """Keep what was sent; answer a script with the draft's number, else open the draft."""
        draft = self.keep_draft(request, object_id)
        address = draft_form_address(draft)
        if request.accepts("text/html"):
            self.message_user(request, f"Your draft of “{draft}” is kept.", messages.SUCCESS)
            return redirect(address)
        return JsonResponse({"draft": draft.pk, "read": draft.stamp, "address": address})

    def keep_draft(self, request, object_id):
        """Return the Draft of what was sent.

        Of a page that somebody has deleted meanwhile too: it can be recovered.
        """
        key = self._key(object_id) if object_id else None
        if not self.may_draft(request, key is None):
            raise PermissionDenied
        page = self.get_object(request, str(key)) if key else None
        request.drafting = self.model
        return self._keep(request, key, self._title(request, key, page))

    def _key(self, object_id):
        """The primary key in an address, of a page that is there or was."""
        key = key_in(unquote(object_id))
        if key is None:
            raise Http404(f"No {self.opts.verbose_name} has the key {object_id}.")
        return key

    @transaction.atomic
    def _keep(self, request, key, title):
        begun = self.draft_named(request.POST.get("_draft", ""), key)
        read = request.POST.get("_draft_read", "")
        is_known = begun and begun.stamp == read
        # Written over by none but its author, in the window that knows what is in it.
        if is_known and begun.author == request.user:
            draft = begun
        else:
            draft = Draft(author=request.user, model=self.opts.label_lower, object_id=key)
            draft.origin, draft.origin_read = begun, read if is_known else ""
        form = request.POST.copy()
        for name in NOT_KEPT & set(form):
            del form[name]
        draft.form, draft.title = form.urlencode(), title[:200]
        draft.save()
        return draft

    def _title(self, request, key, page):
        """What the page is called; one that is not there yet, by what its form says so far."""
        if page:
            return str(page)
        if key:
            last = get_list_or_404(Version.objects.of(self.model, [key]).defer("state"))[0]
            return last.title
        # A question about the name would take the name from the form.
        request.is_trial = True
        form = self.get_form(request, change=False)(request.POST)
        form.is_valid()
        try:
            title = str(form.instance)
        except ObjectDoesNotExist:
            title = ""
        return title or f"New {self.opts.verbose_name}"

    # What becomes of it

    def log_addition(self, request, page, message):
        request.ending = self.draft_named(request.POST.get("_draft", ""), None)
        entry = super().log_addition(request, page, message)
        self._end_drafts(request)
        return entry

    def log_change(self, request, page, message):
        request.ending = self.draft_named(request.POST.get("_draft", ""), page.pk)
        entry = super().log_change(request, page, message)
        self._end_drafts(request)
        return entry

    def revision_note(self, request):
        """Whose words are saved, where an editor saves the draft of another."""
        draft = getattr(request, "ending", None)
        while draft and draft.origin:
            draft = draft.origin
        note = super().revision_note(request)
        if note or draft is None or draft.author == request.user:
            return note
        return f"Draft by {draft.author}" + (f": {draft.note}" if draft.note else "")

    def _end_drafts(self, request):
        """End the draft that is saved now, and those of others from which it went on."""
        draft, read = request.ending, request.POST.get("_draft_read", "")
        # One that was written on since it was read holds words that are not saved yet.
        while draft and draft.stamp == read:
            origin, read = draft.origin, draft.origin_read
            draft.delete()
            draft = origin

    def discard_view(self, request, draft_id):
        """Ask whether a draft of one's own is to go; by POST, let it go."""
        draft = get_object_or_404(self.drafts(), pk=draft_id, author=request.user)
        page = self.page_of(request, draft)
        if request.method == "POST":
            draft.delete()
            self.message_user(request, f"Your draft of “{draft}” is discarded.", messages.SUCCESS)
            pages = admin_address(self.model, "changelist")
            return redirect(form_address(page) if page else pages)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Discard the draft of “{draft}”?",
            "draft": draft,
            "page": page,
            "back": draft_form_address(draft),
        }
        return TemplateResponse(request, "editorial/discard.html", context)

    # In the list

    def changelist_view(self, request, extra_context=None):
        context = {"drafts_of_new": self.drafts().filter(object_id=None)}
        if self.may_draft(request, is_new=True):
            context["has_add_permission"] = True
        return super().changelist_view(request, context | (extra_context or {}))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        pages = {page.pk: page for page in changelist.result_list}
        for draft in self.drafts().filter(object_id__in=pages):
            page = pages[draft.object_id]
            page.drafted_by = [*getattr(page, "drafted_by", ()), draft.author]
        return changelist

    def get_list_display(self, request):
        """Show a column for drafts where there are any."""
        columns = super().get_list_display(request)
        if not hasattr(request, "has_drafts"):
            request.has_drafts = self.drafts().exclude(object_id=None).exists()
        return [*columns, "drafted_by"] if request.has_drafts else columns

    @display(description="Drafts")
    def drafted_by(self, page):
        if names := sorted({str(author) for author in getattr(page, "drafted_by", ())}):
            return f"Draft by {get_text_list(names, 'and')}"
        return None

    def form_target(self, name, page):
        """Where the form of a page is sent by a button that does not save, or of one to be made."""
        if page is None:
            return admin_address(self.model, f"{name}_new")
        return admin_address(self.model, name, page.pk)


def _as_sent(request, draft):
    """The request as if its editor had just sent the draft, whose form is then shown."""
    request.FILES  # noqa: B018 - read now, as empty: a POST would have them read from its body.
    sent = copy(request)
    sent.method = "POST"
    sent.POST = draft.sent
    sent.draft = draft
    return sent
