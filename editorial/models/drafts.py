"""What editors have written and not saved: forms, kept as they were sent."""

from urllib.parse import parse_qsl

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone


class State(models.TextChoices):
    WRITTEN = "written", "In progress"
    WAITING = "waiting", "Waiting for review"
    RETURNED = "returned", "Sent back"
    SCHEDULED = "scheduled", "Scheduled"


class DraftQuerySet(models.QuerySet):
    def waiting(self):
        """Those whose authors ask somebody else to publish them, the longest first."""
        return self.filter(state=State.WAITING).order_by("saved_at", "pk")

    def scheduled(self):
        """Those that are published at a time, the next first."""
        return self.filter(state=State.SCHEDULED).order_by("publish_at", "pk")

    def due(self):
        return self.scheduled().filter(publish_at__lte=timezone.now())


class Draft(models.Model):
    """A page's form as an editor left it, kept instead of saved, mistakes and all.

    It is shown by binding the form to it, and published by sending it the way of any form. Known
    by model and primary key, as a Version is; of a page that is not there yet, by no key. One
    editor may have several of a page: one for each window in which it was begun.
    """

    State = State

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", editable=False
    )
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=200)
    form = models.TextField(help_text="The submitted form, URL-encoded (x=1&y=2).")
    origin = models.ForeignKey(
        "self", models.SET_NULL, null=True, help_text="The draft from which it goes on."
    )
    origin_read = models.CharField(
        max_length=32, blank=True, help_text="The stamp of what was read."
    )
    state = models.CharField(max_length=9, choices=State, default=State.WRITTEN)
    note = models.CharField(max_length=300, blank=True, help_text="A note by its author.")
    answer = models.CharField(max_length=300, blank=True, help_text="Why it was sent back.")
    publish_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, help_text="Why it was not published when it was due.")
    begun_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            # Whoever opens a page, or a list of pages, is told who has drafts.
            models.Index(fields=["model", "object_id"], name="draft_by_page")
        ]
        constraints = [
            models.CheckConstraint(
                name="draft_scheduled_has_time",
                condition=models.Q(state=State.SCHEDULED, publish_at__isnull=False)
                | models.Q(publish_at=None) & ~models.Q(state=State.SCHEDULED),
                violation_error_message="A scheduled draft needs a time.",
            )
        ]
        permissions = [("draft_pages", "Can draft changes to pages they can view")]

    def __str__(self):
        return self.title

    @property
    def model_class(self):
        return apps.get_model(self.model)

    @property
    def is_new(self):
        """Whether it is of a page that is not there yet."""
        return self.object_id is None

    @property
    def page(self):
        """Its page, None of one that is not there yet, or that somebody has deleted."""
        return self.model_class._base_manager.filter(pk=self.object_id).first()

    @property
    def stamp(self):
        """What a form that shows the draft knows it by: another since the draft was written on."""
        return self.saved_at.isoformat()

    @property
    def sent(self):
        """The form as it would be sent now: a QueryDict that may be changed."""
        sent = QueryDict(mutable=True)
        for name, value in parse_qsl(self.form, keep_blank_values=True):
            sent.appendlist(name, value)
        sent["_draft"], sent["_draft_read"] = str(self.pk), self.stamp
        return sent
