"""Who has a page open."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# Each open form says so every 15 seconds, and every minute from a tab that is not looked at.
PRESENT = timedelta(seconds=90)


class PresenceQuerySet(models.QuerySet):
    def of(self, page):
        return self.filter(model=page._meta.label_lower, object_id=page.pk)

    def now(self):
        return self.filter(seen_at__gt=timezone.now() - PRESENT)


class Presence(models.Model):
    """That an editor had the form of a page open, and when it last said so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="presence_once_per_editor",
                # In this order it serves the look-up by page too.
                fields=["model", "object_id", "user"],
                violation_error_message="This editor already has the page open.",
            )
        ]

    def __str__(self):
        return f"{self.user} at {self.model} {self.object_id}"
