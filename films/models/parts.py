"""What the parts of a page have in common: a place in an order, a link elsewhere."""

from django.db import models

from content.natural_keys import NaturallyKeyed, free_slug, without_empty
from content.prose import ProseField

LONGEST_SECTION = 700  # words


class Ordered(NaturallyKeyed):
    """A part that an editor puts in order.

    No constraint makes `position` unique: it would refuse every swap half-way.
    """

    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Section(Ordered):
    """A headed passage of a film's page, known within the film by its key."""

    key = models.SlugField(
        "anchor",
        max_length=80,
        blank=True,
        help_text="Its anchor in the page's URL, such as the-robbery. Leave empty to create it "
        "from the heading.",
    )
    heading = models.CharField(max_length=200)
    body = ProseField(
        longest=LONGEST_SECTION,
        help_text="Markdown. Cite a source with [^source-key]. "
        "Separate paragraphs with an empty line.",
    )

    natural_key_fields = ("film__slug", "key")

    class Meta(Ordered.Meta):
        abstract = True

    def __str__(self):
        return self.local.heading

    def get_absolute_url(self):
        return f"{self.film.get_absolute_url()}#{self.anchor}"

    def validate_constraints(self, exclude=None):
        super().validate_constraints(without_empty(self, "key", exclude))

    def save(self, *args, **kwargs):
        if not self.key:
            siblings = type(self)._base_manager.filter(film=self.film_id)
            self.key = free_slug(self.heading, siblings, "key")
        super().save(*args, **kwargs)


class ExternalLink(Ordered):
    """Where to read on: an official site, a database entry."""

    label = models.CharField(max_length=100, help_text="What the link points to, such as Netflix.")
    url = models.URLField("URL", max_length=500)

    class Meta(Ordered.Meta):
        abstract = True

    def __str__(self):
        return self.label
