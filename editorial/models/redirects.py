"""The URLs that pages had and left."""

from django.db import models
from django.utils import timezone


class Redirect(models.Model):
    """A slug under which visitors have seen a page, and which still leads to it.

    It names the row, whatever that is called now, and no other URL: a page that moves again
    makes no chain, and no two URLs lead to each other. As a Dismissal it belongs to this
    site and travels with no fixture, so it may name the row by its key.
    """

    model = models.CharField(max_length=100, help_text="The page's model, such as films.film.")
    slug = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField(help_text="The page's key.")
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Of the time when it was called so.
        db_table = "editorial_formeraddress"
        ordering = ["-left_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="former_address_leads_to_one_page",
                # In this order it serves the visitor's look-up.
                fields=["model", "slug"],
                violation_error_message="This URL already redirects to another page.",
            ),
            models.CheckConstraint(
                name="former_address_has_slug",
                condition=~models.Q(slug=""),
                violation_error_message="A redirect needs a slug.",
            ),
        ]
        # A page's own, in its form.
        indexes = [models.Index(fields=["model", "object_id"], name="former_address_by_page")]

    def __str__(self):
        return f"{self.model}: {self.slug}"
