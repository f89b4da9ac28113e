"""Scheduling a draft: it is published when its time has come, by editorial/schedule.py."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import drafts, history, saving
from ..admin_urls import draft_url
from ..models import OUT_OF_YEARS, YEARS, Draft
from ..time_zones import in_words, zone_of_form
from .drafts import kept

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        error_messages={
            "required": "Choose a date and a time.",
            "invalid": "Enter a date and time such as 2026-12-24 18:00.",
        }
    )

    def clean_publish_at(self) -> datetime:
        publish_at = self.cleaned_data["publish_at"]
        if publish_at <= timezone.now():
            raise forms.ValidationError("This time is in the past. Choose a later one.")
        if publish_at.year not in YEARS:
            raise forms.ValidationError(OUT_OF_YEARS)
        return publish_at


@require_POST
def schedule_draft(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Keep the form as a draft of one's own, to be published at `_publish_at`."""
    draft = kept(request, model_admin, object_id)
    if not model_admin.may_save(request.user, draft.is_new):
        raise PermissionDenied
    with timezone.override(zone_of_form(request.POST)):
        form = ScheduleForm({"publish_at": request.POST.get("_publish_at", "")})
        form.is_valid()
    if form.errors:
        model_admin.message_user(request, " ".join(form.errors["publish_at"]), messages.ERROR)
    elif saving.problems_of(model_admin, draft, request.user):
        model_admin.message_user(
            request,
            "Fix the errors below and schedule it again. Your draft is saved.",
            messages.ERROR,
        )
    else:
        when = form.cleaned_data["publish_at"]
        drafts.move(
            draft,
            Draft.State.SCHEDULED,
            history.Action.SCHEDULED,
            request.user,
            history_note=f"For {in_words(when)}",
            publish_at=when,
        )
        model_admin.message_user(
            request, f"“{draft}” will be published on {in_words(when)}.", messages.SUCCESS
        )
    return redirect(draft_url(draft))


@require_POST
def unschedule_draft(
    request: HttpRequest, model_admin: EditorialAdmin, draft_id: int
) -> HttpResponse:
    draft = get_object_or_404(drafts.drafts_of(model_admin.model), pk=draft_id)
    if not model_admin.may_save(request.user, draft.is_new):
        raise PermissionDenied
    if draft.state == Draft.State.SCHEDULED:
        drafts.move(draft, Draft.State.WRITTEN, history.Action.CANCELLED, request.user)
        model_admin.message_user(
            request, f"“{draft}” is no longer scheduled. It is a draft again.", messages.SUCCESS
        )
    return redirect(draft_url(draft))


ROUTES = [
    ("add/schedule/", schedule_draft, "schedule_new"),
    ("<path:object_id>/change/schedule/", schedule_draft, "schedule"),
    ("drafts/<int:draft_id>/unschedule/", unschedule_draft, "unschedule"),
]
