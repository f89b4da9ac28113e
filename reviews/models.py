"""What critics wrote about films. A review points at its film; no film knows of reviews.

Reception (counts, shares) is computed from published reviews in reception.py, never stored.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.dates import PartialDateField
from content.literals import IsPositive, IsTrue, IsUndated
from content.natural_keys import NaturalKeyQuerySet, Slugged
from content.page_urls import page_url
from content.prose import ProseField
from content.search_keys import SearchKeyField
from content.translations import TranslationsField
from editorial.models import Publishable, PublishableQuerySet, ends_after_it_begins, work_indexes
from films.models import Film, Language
from films.models.parts import Ordered

# Stands in URLs for the critic of a review that names none.
UNSIGNED = "unsigned"


class ReviewerQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Publications and critics are seen where a published review names them."""
        return self.filter(IsPositive("review_count"))


class Reviewer(Slugged):
    """Who publishes or signs reviews."""

    url = models.URLField("website", max_length=500, blank=True)
    folded = SearchKeyField("name")
    # How many reviews of theirs visitors see: see stored.py.
    review_count = models.PositiveIntegerField(
        "published reviews", default=0, editable=False, serialize=False
    )

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["folded", "pk"]

    def get_absolute_url(self):
        return page_url(f"{self._meta.model_name}_detail", self.slug)


class Publication(Reviewer):
    name = models.CharField(max_length=200, help_text="For example, The Hollywood Reporter.")

    class Meta(Reviewer.Meta):
        constraints = [
            filled(
                "slug",
                "name",
                name="publication_has_slug_and_name",
                message="A publication needs a name.",
            )
        ]


class Critic(Reviewer):
    name = models.CharField(max_length=200, help_text="As they sign their reviews: Jordan Mintzer.")

    reserved_slugs = (UNSIGNED,)

    class Meta(Reviewer.Meta):
        constraints = [
            filled(
                "slug", "name", name="critic_has_slug_and_name", message="A critic needs a name."
            ),
            models.CheckConstraint(
                name="critic_slug_not_reserved",
                condition=~Q(slug=UNSIGNED),
                violation_error_message="The slug “unsigned” is reserved for reviews that name no "
                "critic. Choose another.",
            ),
        ]


class ReviewQuerySet(NaturalKeyQuerySet, PublishableQuerySet):
    def published(self):
        """A review is seen when it is published itself and its film is."""
        return super().published().filter(IsTrue("film_is_visible"))

    def with_byline(self):
        """Load what a review is shown with: its critic, publication and language."""
        return self.select_related("publication", "critic", "language")

    def with_film(self):
        """Load the film that is reviewed."""
        return self.prefetch_related("film")

    def newest_first(self):
        return self.order_by(*ORDERS["newest"])


# What visitors see: published() as the condition of an index.
IS_VISIBLE = Q(is_visible=True, film_is_visible=True)
# In which orders reviews are listed. The key makes each order total.
ORDERS = {
    "newest": (F("published_on").desc(), F("id").asc()),
    "oldest": (IsUndated("published_on").asc(), F("published_on").asc(), F("id").asc()),
    "film": (F("film_folded").asc(), F("position").asc(), F("id").asc()),
    "publication": (F("publication_folded").asc(), F("id").asc()),
}


class Verdict(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    MIXED = "mixed", _("Mixed")
    NEGATIVE = "negative", _("Negative")


class Review(Ordered, Publishable):
    Verdict = Verdict
    children = ()

    film = models.ForeignKey(Film, models.CASCADE, related_name="reviews")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="reviews")
    critic = models.ForeignKey(
        Critic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="Leave empty if the publication names none.",
    )
    url = models.URLField("URL", max_length=500, blank=True, help_text="Where to read the review.")
    published_on = PartialDateField(
        "published", help_text="A day, a month or a year: 2020-06-19, 2020-06 or 2020."
    )
    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="The language of the quote. Leave empty to use that of the publication's last "
        "quote.",
    )
    quote = models.TextField(
        blank=True, help_text="A sentence or two, word for word, without quotation marks."
    )
    quote_translation = models.TextField(
        blank=True, help_text="The quote in English, if it is in another language."
    )
    summary = ProseField(
        blank=True,
        can_cite=False,
        help_text="Markdown. What the critic says, in your own words: one or two sentences.",
    )
    verdict = models.CharField(
        max_length=8,
        choices=Verdict,
        blank=True,
        help_text="The critic's overall opinion. Leave empty if you are not sure.",
    )
    score_text = models.CharField(
        "original score",
        max_length=30,
        blank=True,
        help_text="As printed: 4/5, B+, 80%. The numbers are read from it.",
    )
    score_value = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The score as a number: 3.5. Leave empty to read it from the original score.",
    )
    score_scale = models.DecimalField(
        "out of",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The highest possible score: 5.",
    )

    translations = TranslationsField("quote_translation", "summary")
    # Whether the film's own gate is open: see stored.py.
    film_is_visible = models.BooleanField(default=False, editable=False, serialize=False)
    # What lists sort by, the search key there: an index has no other table's column. See stored.py.
    film_folded = models.TextField(default="", editable=False, serialize=False)
    publication_folded = models.TextField(default="", editable=False, serialize=False)

    natural_key_fields = ("film__slug", "publication__slug", "critic__slug")

    objects = ReviewQuerySet.as_manager()

    class Meta(Ordered.Meta):
        constraints = [
            one_of(Publishable.Status, "status", name="review_status_known"),
            ends_after_it_begins("review_ends_after_it_begins"),
            models.UniqueConstraint(
                name="review_once_per_critic",
                fields=["film", "publication", "critic"],
                violation_error_message="There is already a review by this critic.",
            ),
            # Two nulls differ in a unique constraint: this one covers unsigned reviews.
            models.UniqueConstraint(
                name="review_once_unsigned",
                fields=["film", "publication"],
                condition=Q(critic=None),
                violation_error_message="There is already an unsigned review from this "
                "publication.",
            ),
            one_of(Verdict, "verdict", name="review_verdict_known", or_none=True),
            models.CheckConstraint(
                name="review_score_within_scale",
                condition=Q(score_value=None, score_scale=None)
                | Q(
                    score_value__isnull=False,
                    score_scale__isnull=False,
                    score_scale__gt=0,
                    score_value__gte=0,
                    score_value__lte=models.F("score_scale"),
                ),
                violation_error_message="Enter both the score and the highest possible score; the "
                "score must be between 0 and that.",
            ),
        ]
        indexes = [
            # The reviews page and the API's list in each of their orders, and how many there are.
            *(
                models.Index(*by, name=f"review_visible_by_{order}", condition=IS_VISIBLE)
                for order, by in ORDERS.items()
            ),
            *work_indexes("review"),
        ]

    def __str__(self):
        return f"{self.film}: {self.critic or self.publication}"

    @property
    def is_live(self):
        return super().is_live and self.film.is_live

    @property
    def byline(self):
        """Jordan Mintzer, The Hollywood Reporter; or the publication alone."""
        return f"{self.critic}, {self.publication}" if self.critic else str(self.publication)

    @property
    def verdict_label(self):
        """As get_verdict_display(), which translates every verdict to find one."""
        return Verdict(self.verdict).label

    @property
    def anchor(self):
        """Its place on the film's page: no two reviews of a film share publication and critic.

        The point between the two is in no slug.
        """
        return f"review-{self.publication.slug}.{self.critic.slug if self.critic else UNSIGNED}"

    def get_absolute_url(self):
        return f"{self.film.get_absolute_url()}#{self.anchor}"
