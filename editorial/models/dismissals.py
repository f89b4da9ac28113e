"""What an editor decided not to mend."""

from django.conf import settings
from django.db import models


class Dismissal(models.Model):
    """Hides one finding of a rule of checks.py for as long as what was found stays as it was.

    It belongs to this site's dashboard and travels with no fixture, so it may name a row by its
    key: no key is given twice.
    """

    rule = models.CharField(max_length=100)
    model = models.CharField(max_length=100, help_text="The row's model, such as films.credit.")
    object_id = models.PositiveBigIntegerField(help_text="The row's key.")
    digest = models.CharField(max_length=64, help_text="The SHA-256 of what was found.")
    reason = models.CharField(max_length=300)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="finding_dismissed_once",
                # In this order it serves the look-up by rule too.
                fields=["rule", "model", "object_id", "digest"],
                violation_error_message="This finding has already been dismissed.",
            ),
            models.CheckConstraint(
                name="dismissal_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message="A dismissal needs a reason.",
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.model} {self.object_id}"
