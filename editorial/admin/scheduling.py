"""Publishing at a time: drafts that are saved while nobody sits at the desk."""

import logging
import time

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import history
from ..admin_pages import draft_form_address
from ..models import OUT_OF_YEARS, YEARS, Draft, Publishable
from ..time_zones import in_words, zone_of_form
from .approval import GONE
from .sending import sent_by
from .trials import problems_in

State = Draft.State
logger = logging.getLogger(__name__)
# Between two drafts, in seconds. Whoever waits for SQLite asks it ten times a second at least, and
# would find it taken each time: after five seconds an editor's save would fail.
PAUSE = 0.12


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        error_messages={
            "required": "Choose a day and a time for it.",
            "invalid": "Write day and time such as 2026-12-24 18:00.",
        }
    )

    def clean_publish_at(self):
        publish_at = self.cleaned_data["publish_at"]
        if publish_at <= timezone.now():
            raise forms.ValidationError("This time is over: choose one to come.")
        if publish_at.year not in YEARS:
            raise forms.ValidationError(OUT_OF_YEARS)
        return publish_at


class ScheduleAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of ApprovalAdmin: publishes drafts at a time."""

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view
        schedule = view(require_POST(self.schedule_view))
        return [
            path("add/schedule/", schedule, name="{}_{}_schedule_new".format(*info)),
            path(
                "<path:object_id>/change/schedule/",
                schedule,
                name="{}_{}_schedule".format(*info),
            ),
            path(
                "drafts/<int:draft_id>/unschedule/",
                view(require_POST(self.unschedule_view)),
                name="{}_{}_unschedule".format(*info),
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["schedule_address"] = self.form_target("schedule", obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def schedule_view(self, request, object_id=None):
        """Keep the form as a draft of one's own, to be published at `_publish_at`."""
        draft = self.keep_draft(request, object_id)
        if not self.may_save(request, draft.is_new):
            raise PermissionDenied
        with timezone.override(zone_of_form(request)):
            form = ScheduleForm({"publish_at": request.POST.get("_publish_at", "")})
            form.is_valid()
        if form.errors:
            self.message_user(request, " ".join(form.errors["publish_at"]), messages.ERROR)
        elif self.problems_of(draft, request.user):
            self.message_user(
                request, "Mend what is marked below, then schedule it: it is kept.", messages.ERROR
            )
        else:
            self._schedule(request, draft, form.cleaned_data["publish_at"])
        return redirect(draft_form_address(draft))

    def _schedule(self, request, draft, when):
        told = in_words(when)
        action, words = history.Action.SCHEDULED, f"For {told}"
        self.move_draft(request.user, draft, State.SCHEDULED, action, words, publish_at=when)
        self.message_user(request, f"“{draft}” is published on {told}.", messages.SUCCESS)

    def unschedule_view(self, request, draft_id):
        draft = get_object_or_404(self.drafts(), pk=draft_id)
        if not self.may_save(request, draft.is_new):
            raise PermissionDenied
        if draft.state == State.SCHEDULED:
            self.move_draft(request.user, draft, State.WRITTEN, history.Action.CANCELLED)
            self.message_user(
                request, f"“{draft}” is not scheduled any more: it is a draft.", messages.SUCCESS
            )
        return redirect(draft_form_address(draft))

    def publish_draft(self, draft):
        """Save a draft in its author's name; return what is wrong, nothing if it is done."""
        if self.is_page_gone(draft):
            return GONE
        sent = sent_by(draft.author, draft)
        if issubclass(self.model, Publishable):
            sent.POST["status"] = Publishable.Status.PUBLISHED
        try:
            with transaction.atomic():
                return self._save_sent(sent, draft)
        except PermissionDenied:
            return f"{draft.author} may no longer publish this: schedule it in your name."
        except Exception:
            logger.exception("The draft %s could not be published.", draft.pk)
            return "The site failed at it: whoever runs it finds the fault in its log."

    def _save_sent(self, sent, draft):
        if not (draft.author.is_active and self.may_save(sent, draft.is_new)):
            raise PermissionDenied
        response = self.changeform_view(sent, draft.page_key)
        if not hasattr(response, "context_data"):
            return ""
        if (merged := getattr(sent, "merge", None)) and merged["conflicts"]:
            return f"{merged['authors']} changed the same meanwhile: open the draft and decide."
        problems = problems_in(response.context_data)
        return " ".join(f"{label}: {text}" if label else text for _, label, text in problems)


def publish_due():
    """Publish the drafts that are due; yield each with what kept it back, if anything did.

    May run twice at once, and after any pause: each draft is published once. One that could not
    be stays scheduled, says why, and is tried again the next time.
    """
    for key in list(Draft.objects.due().values_list("pk", flat=True)):
        with transaction.atomic():
            drafts = Draft.objects.due().select_related("author")
            if connection.features.has_select_for_update_skip_locked:
                drafts = drafts.select_for_update(skip_locked=True, of=["self"])
            draft = drafts.filter(pk=key).first()
            if draft is None:
                continue
            model_admin = _admin_of(draft)
            problem = model_admin.publish_draft(draft)
            if problem and problem != draft.problem:
                Draft.objects.filter(pk=draft.pk).update(problem=problem)
                model_admin.mark_draft(draft, history.Action.FAILED, note=problem)
        yield draft, problem
        if not connection.features.has_select_for_update:
            time.sleep(PAUSE)


def _admin_of(draft):
    return next(
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.label_lower == draft.model
    )
