"""What the rules of checks.py find, kept as rows so that it is counted and listed at once."""

from collections.abc import Mapping

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, Sum

from ..admin_urls import admin_url

# A condition of indexes: SQLite does not look for a false value in one.
IS_OPEN = Q(is_dismissed=False)


class StoredFinding(models.Model):
    """One finding on a page, as editorial.findings keeps it.

    The page is named by its key, as in Dismissal: what is found on one that is gone is forgotten.
    """

    model = models.CharField(max_length=100, help_text="The page's model, such as films.film.")
    object_id = models.PositiveBigIntegerField(help_text="The page's key.")
    rule = models.CharField(max_length=100)
    anchor = models.CharField(max_length=200, help_text="Its place in the page's form.")
    message = models.TextField()
    digest = models.CharField(max_length=64, help_text="The SHA-256 of what was found.")
    is_dismissed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="finding_stored_once",
                fields=["digest"],
                violation_error_message="This finding is already stored.",
            )
        ]
        indexes = [
            # What is found on a page: written anew when it is saved, shown on the dashboard.
            models.Index(fields=["model", "object_id", "rule"], name="finding_by_page"),
            # The list of what is open, the newest first: of all, of a kind of page, of a rule.
            models.Index(fields=["-id"], name="newest_findings", condition=IS_OPEN),
            models.Index(
                fields=["model", "-id"], name="newest_findings_of_model", condition=IS_OPEN
            ),
            models.Index(fields=["rule", "-id"], name="newest_findings_of_rule", condition=IS_OPEN),
            # The list of what was dismissed, which is little.
            models.Index(fields=["-id"], name="newest_dismissed", condition=Q(is_dismissed=True)),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def url(self) -> str:
        """The field of the page's form."""
        page_model = apps.get_model(self.model)
        return f"{admin_url(page_model, 'change', self.object_id)}#{self.anchor}"


class FindingCountQuerySet(models.QuerySet["FindingCount"]):
    def worst(self) -> "FindingCountQuerySet":
        """Pages with something to mend, those with the most first."""
        return self.filter(open_count__gt=0)

    def totals(self) -> Mapping[str, int]:
        """Return how much is open and dismissed, and on how many pages something is open."""
        return self.aggregate(
            open=Sum("open_count", default=0),
            dismissed=Sum("dismissed_count", default=0),
            pages=Count("pk", filter=Q(open_count__gt=0)),
        )


class FindingCount(models.Model):
    """How much is found on a page on which anything is."""

    model = models.CharField(max_length=100, help_text="The page's model, such as films.film.")
    object_id = models.PositiveBigIntegerField(help_text="The page's key.")
    open_count = models.PositiveIntegerField()
    dismissed_count = models.PositiveIntegerField()

    objects = FindingCountQuerySet.as_manager()

    class Meta:
        ordering = ["-open_count", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="findings_counted_once",
                fields=["model", "object_id"],
                violation_error_message="This page's findings are already counted.",
            )
        ]
        indexes = [
            # The dashboard's worst pages: of all kinds, and for those who may mend one kind.
            models.Index(fields=["-open_count", "id"], name="worst_pages"),
            models.Index(fields=["model", "-open_count", "id"], name="worst_pages_of_model"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}: {self.open_count}"
