"""What editors have written and not saved: forms, kept as they were sent."""

from urllib.parse import parse_qsl

from django.conf import settings
from django.db import models
from django.http import QueryDict


class DraftQuerySet(models.QuerySet):
    def of(self, model, key):
        """The drafts of a page, known by its primary key; with None, of pages yet to be made."""
        return self.filter(model=model._meta.label_lower, object_id=key)


class Draft(models.Model):
    """A page's form as an editor left it, kept instead of saved, mistakes and all.

    It is shown by binding the form to it, and published by sending it the way of any form. Known
    by model and primary key, as a Version is; of a page that is not there yet, by no key. One
    editor may have several of a page: one for each window in which it was begun.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", editable=False
    )
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=200)
    form = models.TextField(help_text="What the browser sent, as in an address (x=1&y=2).")
    origin = models.ForeignKey(
        "self", models.SET_NULL, null=True, help_text="Another editor's, from which it goes on."
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            # Whoever opens a page, or a list of pages, is told who has drafts.
            models.Index(fields=["model", "object_id"], name="draft_by_page")
        ]
        permissions = [("draft_pages", "Can draft changes of the pages that they may see")]

    def __str__(self):
        return self.title

    @property
    def sent(self):
        """The form as a QueryDict that may be changed."""
        sent = QueryDict(mutable=True)
        for name, value in parse_qsl(self.form, keep_blank_values=True):
            sent.appendlist(name, value)
        return sent
