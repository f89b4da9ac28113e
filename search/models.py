"""What search knows. Not content: it follows from what the apps below hold, and is rebuilt."""

from django.db import models


class SearchEntry(models.Model):
    """What search knows of one row: see search/.

    `words` is normalized: each word once more in lower case ASCII, parted by single spaces. A
    full-text index of the database lies on it (migration 0007 of franchise). Not content: it is
    rebuilt at will and travels with no fixture.
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    title = models.TextField(help_text="The normalized words of the title or name.")
    words = models.TextField(help_text="The normalized words of the title and of the text.")
    # Whether visitors see the row: see stored.py.
    is_visible = models.BooleanField(db_default=False, editable=False)

    class Meta:
        # Of the time when the app of franchises held it.
        db_table = "franchise_searchentry"
        constraints = [
            models.UniqueConstraint(
                name="search_entry_once_per_object",
                fields=["kind", "object_id"],
                violation_error_message="This is already in the search index.",
            )
        ]

    def __str__(self):
        return f"{self.kind}: {self.title}"
