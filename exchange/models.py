"""How content travels: as files that can be reviewed, with a plan before they are applied.

Knows no film: any model that says its natural key is served. What is live, and what was changed
when, belongs to editorial/.
"""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.tasks import TaskResult, default_task_backend
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

# Beyond it nobody waits for a plan any more.
KEPT_FOR = timedelta(days=7)


def waiting_room() -> Storage:
    """Where files wait for their plans to be read: apart from what visitors can ask for."""
    return storages["arrivals"]


class ArrivalQuerySet(models.QuerySet):
    def forget_old(self):
        """Delete those whose plan nobody has carried out in a week."""
        for arrival in self.filter(arrived_at__lt=timezone.now() - KEPT_FOR):
            arrival.discard()


class Arrival(models.Model):
    """A file that somebody has sent, and that waits until its plan is carried out or dropped."""

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="arrivals", editable=False
    )
    name = models.CharField(max_length=200, help_text="As its sender calls it.")
    file = models.FileField(storage=waiting_room, max_length=200)
    notes = models.JSONField(
        default=dict, help_text="What its maker leaves to its sender, as lines by heading."
    )
    task_id = models.CharField(
        max_length=64, blank=True, help_text="Of the task that applies it, where a worker does."
    )
    arrived_at = models.DateTimeField(auto_now_add=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        permissions = [("apply_content", "Can apply files of content")]

    def __str__(self):
        return self.name

    @property
    def task_result(self) -> TaskResult | None:
        """The task that applies it, as far as it is; None where none does, or none is known."""
        if not self.task_id:
            return None
        try:
            return default_task_backend.get_result(self.task_id)
        except (TaskResultDoesNotExist, NotImplementedError):
            return None

    def discard(self):
        self.file.delete(save=False)
        self.delete()


class Imported(models.Model):
    """A row as it was when a file last told of it, so that what a person changes later is kept.

    It belongs to this site and travels with no file, so it may name the row by its key: one that
    was renamed since is still the one that the file means.
    """

    model = models.CharField(max_length=100, help_text="The row's model, such as films.film.")
    key = models.TextField(help_text="Its natural key in the file, as JSON.")
    object_id = models.PositiveBigIntegerField(help_text="The row's key.")
    digests = models.JSONField(help_text="Of each value that was no default, by field.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="imported_once",
                # In this order it serves the look-up by kind.
                fields=["model", "key"],
                violation_error_message="This row is known as imported already.",
            )
        ]
        # Rows that are deleted by a file are forgotten.
        indexes = [models.Index(fields=["model", "object_id"], name="imported_by_row")]

    def __str__(self):
        return f"{self.model}: {self.key}"
