"""What content of any kind rests on. It has no pages and knows no film."""

from django.db import models


class ContentVersion(models.Model):
    """One row, whose number grows whenever content is written.

    Triggers of the database move it (triggers.py), in the transaction that writes: who sees the
    change sees the new number, and after a rollback there is neither. version.py reads it.
    """

    number = models.PositiveBigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="content_has_one_version",
                condition=models.Q(id=1),
                violation_error_message="Content has one version.",
            )
        ]

    def __str__(self):
        return str(self.number)


class ContentChange(models.Model):
    """A mark that a transaction leaves in PostgreSQL until it commits; see triggers.py."""

    def __str__(self):
        return str(self.pk)
