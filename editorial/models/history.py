"""What content was: every change of a page, by whom and when, and the page as each left it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Max

# Who changed what no editor did.
PROGRAM = "A program"


class Revision(models.Model):
    """One change of content, of one page or of many at once."""

    made_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="revisions"
    )
    author_name = models.CharField(
        max_length=150,
        blank=True,
        help_text="Kept after the account is deleted. Empty if no editor made the change.",
    )
    note = models.CharField(
        max_length=300, blank=True, help_text="The author's reason for the change."
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.author_name}".strip()


class Action(models.TextChoices):
    # By no editor: loaded from a fixture, or there before history began.
    FOUND = "found", "Initial version"
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    REVERTED = "reverted", "Reverted"
    DELETED = "deleted", "Deleted"
    RECOVERED = "recovered", "Recovered"
    # What became of a draft, while the page stayed as it was.
    ASKED = "asked", "Review requested"
    WITHDRAWN = "withdrawn", "Withdrawn from review"
    RETURNED = "returned", "Sent back"
    SCHEDULED = "scheduled", "Draft scheduled"
    CANCELLED = "cancelled", "Schedule cancelled"
    FAILED = "failed", "Not published when due"


# What changes no page.
MARKS = (
    Action.ASKED,
    Action.WITHDRAWN,
    Action.RETURNED,
    Action.SCHEDULED,
    Action.CANCELLED,
    Action.FAILED,
)


class VersionQuerySet(models.QuerySet):
    def of(self, model, keys):
        """The versions of a model's pages, known by their primary keys."""
        return self.filter(model=model._meta.label_lower, object_id__in=keys)

    def changes(self):
        """Those that changed their page."""
        return self.exclude(action__in=MARKS)

    def with_revision(self):
        """With who changed what and when, and without the states, which are long."""
        return self.select_related("revision").defer("state", "taken_along")

    def authors(self):
        """The names of those who made these, each once."""
        names = self.order_by().values_list("revision__author_name", flat=True).distinct()
        return sorted(name or PROGRAM for name in names)

    def latest(self):
        """The last version of each page among these."""
        last = self.order_by().values("model", "object_id").annotate(last=Max("pk"))
        return self.model.objects.filter(pk__in=last.values("last"))


class Version(models.Model):
    """One page as a revision left it: its row and those of its parts, as `states_of()` reads them.

    Of a deleted page it is the state before; what of other pages went with it is apart from that,
    for those pages go on without it. Known by model and primary key, not by a foreign key: it
    outlives the page.
    """

    Action = Action

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="versions")
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    action = models.CharField(max_length=9, choices=Action)
    summary = models.TextField(blank=True, help_text="A one-line summary of the changes.")
    state = models.JSONField(encoder=DjangoJSONEncoder)
    taken_along = models.JSONField(
        default=list,
        encoder=DjangoJSONEncoder,
        help_text="Parts of other pages that were deleted with this page.",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="version_once_per_revision",
                fields=["revision", "model", "object_id"],
                violation_error_message="This revision already contains the page.",
            )
        ]
        # A page's history, newest first.
        indexes = [models.Index(fields=["model", "object_id", "-id"], name="version_by_page")]

    def __str__(self):
        return f"{self.title}, {self.get_action_display().lower()}"
