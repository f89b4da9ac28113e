"""Review before publishing: one editor asks, another publishes a draft or sends it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from .. import drafts, history, saving
from ..admin_urls import draft_url
from ..differences import differences
from ..models import Draft
from ..requests import sent_words
from .drafts import kept

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

State = Draft.State


@require_POST
def ask_for_review(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Keep the form as a draft and put it into the queue, once nothing is wrong with it."""
    draft = kept(request, model_admin, object_id)
    opened = draft_url(draft)
    if saving.problems_of(model_admin, draft, request.user):
        model_admin.message_user(
            request, "Fix the errors below and resubmit. Your draft is saved.", messages.ERROR
        )
        return redirect(opened)
    note = sent_words(request.POST, "_note")
    drafts.move(
        draft,
        State.WAITING,
        history.Action.ASKED,
        request.user,
        history_note=note,
        note=note,
        answer="",
    )
    model_admin.message_user(
        request, f"“{draft}” is waiting for review. You can keep editing it.", messages.SUCCESS
    )
    return redirect(opened)


@require_POST
def settle_draft(request: HttpRequest, model_admin: EditorialAdmin, draft_id: int) -> HttpResponse:
    """Send a draft back with a reason, or take one's own out of the queue again."""
    draft = get_object_or_404(drafts.drafts_of(model_admin.model), pk=draft_id)
    opened = redirect(draft_url(draft))
    if "withdraw" in request.POST and draft.author == request.user:
        # Another tab may have withdrawn or scheduled it since.
        if draft.state == State.WAITING:
            drafts.move(draft, State.WRITTEN, history.Action.WITHDRAWN, request.user)
        return opened
    if not model_admin.may_save(request.user, draft.is_new):
        raise PermissionDenied
    reason = sent_words(request.POST, "answer")
    if draft.state != State.WAITING:
        model_admin.message_user(request, "This draft is not waiting for review.", messages.ERROR)
    elif not reason:
        model_admin.message_user(
            request, "Say what needs changing before you send it back.", messages.ERROR
        )
    else:
        drafts.move(
            draft,
            State.RETURNED,
            history.Action.RETURNED,
            request.user,
            history_note=reason,
            answer=reason,
        )
        model_admin.message_user(request, f"“{draft}” was sent back.", messages.SUCCESS)
        return redirect("admin:index")
    return opened


def draft_changes(request: HttpRequest, model_admin: EditorialAdmin, draft_id: int) -> HttpResponse:
    """Show what a draft changes of its page as it is now."""
    draft = get_object_or_404(drafts.drafts_of(model_admin.model), pk=draft_id)
    page = draft.page
    submission = saving.submission_of(model_admin, draft, request.user, asks=False)
    before = history.state_of(page) if page else []
    try:
        problems, after = saving.dry_run(submission, _problems_and_state)
    except saving.PageIsGone as error:
        problems, after = [saving.Problem("", "", str(error))], None
    return model_admin.render(
        request,
        "editorial/draft_changes.html",
        title=f"Changes in the draft of “{draft}”",
        draft=draft,
        changes=differences(before, after) if after else [],
        problems=problems,
        back=draft_url(draft),
    )


def _problems_and_state(form: saving.PageForm) -> tuple[list[saving.Problem], list | None]:
    return form.problems(), history.state_of(form.page) if form.is_saved else None


ROUTES = [
    ("add/ask/", ask_for_review, "ask_new"),
    ("<path:object_id>/change/ask/", ask_for_review, "ask"),
    ("drafts/<int:draft_id>/changes/", draft_changes, "draft_changes"),
    ("drafts/<int:draft_id>/settle/", settle_draft, "settle_draft"),
]
