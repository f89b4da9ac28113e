"""How content travels: as files that can be reviewed, with a plan before they are applied.

Knows no film: any model that says its natural key is served. What is live, and what was changed
when, belongs to editorial/.
"""

from django.db import models


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
        permissions = [("apply_content", "Can apply files of content")]

    def __str__(self):
        return f"{self.model}: {self.key}"
