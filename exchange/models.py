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

# After a week nobody is still waiting to review an upload.
KEEP_FOR = timedelta(days=7)


def upload_storage() -> Storage:
    """Where uploads wait to be reviewed: out of reach of visitors."""
    return storages["uploads"]


class PendingUploadQuerySet(models.QuerySet):
    def delete_old(self):
        """Delete those that nobody has applied within a week."""
        for upload in self.filter(uploaded_at__lt=timezone.now() - KEEP_FOR):
            upload.discard()


class PendingUpload(models.Model):
    """An uploaded file that waits until it is applied or discarded."""

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pending_uploads", editable=False
    )
    name = models.CharField(max_length=200, help_text="The file’s name on its sender’s computer.")
    file = models.FileField(storage=upload_storage, max_length=200)
    notes = models.JSONField(
        default=dict, help_text="What is left for the sender to check, as lines by heading."
    )
    task_id = models.CharField(
        max_length=64, blank=True, help_text="The task that applies the file, if a worker does."
    )
    uploaded_at = models.DateTimeField(auto_now_add=True, db_column="arrived_at")

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        # Tables and columns keep the names that they had first.
        db_table = "exchange_arrival"
        ordering = ["-uploaded_at", "-pk"]
        permissions = [("apply_content", "Can apply files of content")]

    def __str__(self):
        return self.name

    @property
    def task_result(self) -> TaskResult | None:
        """The task that applies the file, finished or not; None if none is known."""
        if not self.task_id:
            return None
        try:
            return default_task_backend.get_result(self.task_id)
        except (TaskResultDoesNotExist, NotImplementedError):
            return None

    def discard(self):
        self.file.delete(save=False)
        self.delete()


class ImportRecord(models.Model):
    """A row as a file last declared it, so that what a person changes later is kept.

    It belongs to this site and is never exported, so it may name the row by its primary key: a row
    that is renamed later is still the one that the file means.
    """

    model = models.CharField(max_length=100, help_text="The row's model, such as films.film.")
    key = models.TextField(help_text="Its natural key in the file, as JSON.")
    object_id = models.PositiveBigIntegerField(help_text="The row's key.")
    digests = models.JSONField(help_text="By field, for each value that was not the default.")

    class Meta:
        db_table = "exchange_imported"
        constraints = [
            models.UniqueConstraint(
                name="imported_once",
                # In this order it serves the lookup by model.
                fields=["model", "key"],
                violation_error_message="This row already has an import record.",
            )
        ]
        # Finds the records of rows that an import deletes.
        indexes = [models.Index(fields=["model", "object_id"], name="imported_by_row")]

    def __str__(self):
        return f"{self.model}: {self.key}"
