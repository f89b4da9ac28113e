"""Review before publishing: one editor asks, another publishes a draft or sends it back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from .. import history
from ..admin_pages import draft_form_address
from ..differences import differences
from ..models import Draft
from .history import sent_words
from .sending import sent_by

State = Draft.State
GONE = "The page is deleted: recover it first."


class ApprovalAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of DraftAdmin and behind TrialAdmin."""

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view
        ask = view(require_POST(self.ask_view))
        return [
            path("add/ask/", ask, name="{}_{}_ask_new".format(*info)),
            path("<path:object_id>/change/ask/", ask, name="{}_{}_ask".format(*info)),
            path(
                "drafts/<int:draft_id>/changes/",
                view(self.draft_changes_view),
                name="{}_{}_draft_changes".format(*info),
            ),
            path(
                "drafts/<int:draft_id>/settle/",
                view(require_POST(self.settle_draft_view)),
                name="{}_{}_settle_draft".format(*info),
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["ask_address"] = self.form_target("ask", obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def ask_view(self, request, object_id=None):
        """Keep the form as a draft and put it into the queue, once nothing is wrong with it."""
        draft = self.keep_draft(request, object_id)
        opened = draft_form_address(draft)
        if self.problems_of(draft, request.user):
            self.message_user(
                request, "Mend what is marked below, then ask again: it is kept.", messages.ERROR
            )
            return redirect(opened)
        note = sent_words(request, "_note")
        words = {"note": note, "answer": ""}
        self.move_draft(request.user, draft, State.WAITING, history.Action.ASKED, note, **words)
        self.message_user(
            request, f"“{draft}” waits for review. You can go on writing it.", messages.SUCCESS
        )
        return redirect(opened)

    def settle_draft_view(self, request, draft_id):
        """Send a draft back with a reason, or take one's own out of the queue again."""
        draft = get_object_or_404(self.drafts(), pk=draft_id)
        opened = redirect(draft_form_address(draft))
        if "withdraw" in request.POST and draft.author == request.user:
            # Another tab may have withdrawn or scheduled it since.
            if draft.state == State.WAITING:
                self.move_draft(request.user, draft, State.WRITTEN, history.Action.WITHDRAWN)
            return opened
        if not self.may_save(request, draft.is_new):
            raise PermissionDenied
        reason = sent_words(request, "answer")
        if draft.state != State.WAITING:
            self.message_user(request, "This draft does not wait for review.", messages.ERROR)
        elif not reason:
            self.message_user(request, "Write what is to be changed first.", messages.ERROR)
        else:
            self.move_draft(
                request.user, draft, State.RETURNED, history.Action.RETURNED, reason, answer=reason
            )
            self.message_user(request, f"“{draft}” is sent back.", messages.SUCCESS)
            return redirect("admin:index")
        return opened

    def move_draft(self, user, draft, state, action, told="", **fields):
        """Put a draft into another state, and say so in the history of its page."""
        fields = {"publish_at": None, "problem": "", **fields, "state": state}
        # Not when it was kept last: nobody has written.
        Draft.objects.filter(pk=draft.pk).update(**fields)
        self.mark_draft(draft, action, author=user, note=told)

    def mark_draft(self, draft, action, author=None, note=""):
        """Note in the history of a draft's page what became of the draft."""
        if page := self.model._base_manager.filter(pk=draft.object_id).first():
            history.mark(action, page, author=author, note=note)

    # What a draft would change

    def draft_changes_view(self, request, draft_id):
        """Show what a draft changes of its page as it is now."""
        draft = get_object_or_404(self.drafts(), pk=draft_id)
        page = self.page_of(request, draft)
        if not self.may_draft(request, page is None):
            raise PermissionDenied
        before = history.state_of(page) if page else []
        response = self.try_draft(draft, request.user, _with_state)
        state = getattr(response, "state", None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"What the draft of “{draft}” changes",
            "draft": draft,
            "changes": differences(before, state) if state else [],
            "problems": [] if state else response.problems,
            "back": draft_form_address(draft),
        }
        return TemplateResponse(request, "editorial/draft_changes.html", context)

    def problems_of(self, draft, user):
        """What keeps a draft from being saved by a user, as problems_in() tells it."""
        response = self.try_draft(draft, user, lambda made: HttpResponse(), is_rehearsal=True)
        return getattr(response, "problems", [])

    def try_draft(self, draft, user, look, is_rehearsal=False):
        """Do as `try_form()` does with a draft, merged with what others have saved since."""
        if self.is_page_gone(draft):
            response = HttpResponse(GONE, status=422)
            response.problems = [("", "", GONE)]
            return response
        sent = sent_by(user, draft)
        sent.is_rehearsal = is_rehearsal
        return self.try_form(sent, draft.page_key, look)

    def is_page_gone(self, draft):
        """Whether somebody has deleted the page since the draft was begun."""
        pages = self.model._base_manager.filter(pk=draft.object_id)
        return not draft.is_new and not pages.exists()


def _with_state(made):
    response = HttpResponse()
    response.state = history.state_of(made)
    return response
