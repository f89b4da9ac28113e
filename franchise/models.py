"""Franchises: which films belong together, in which order.

A film may be an installment of several franchises, or of none; what is said of a film itself
belongs to `films`.
"""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.natural_keys import NaturalKeyQuerySet, Slugged
from content.page_urls import page_url
from content.prose import ProseField
from content.search_keys import SearchKeyField
from content.translations import TranslationsField
from editorial.models import Publishable, PublishableQuerySet, ends_after_it_begins, work_indexes
from films.models import Film, Language, Picture
from films.models.parts import Ordered

from .colours import validate_accent

# What a reader can take in at a time, and a server can draw.
MOST_FILMS = 30


class FranchiseQuerySet(NaturalKeyQuerySet, PublishableQuerySet):
    def with_card(self):
        """Load what a franchise's card shows: its hero and the language of its original title."""
        return self.select_related("hero", "original_language")


class Franchise(Slugged, Publishable):
    children = ("installments",)

    title = models.CharField(max_length=200, help_text="As it is known in English: Lost Bullet.")
    original_title = models.CharField(
        max_length=200,
        blank=True,
        help_text="In the original language, if different: Balle perdue.",
    )
    original_language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="franchises",
        help_text="The language of the original title.",
    )
    tagline = models.CharField(max_length=200, blank=True, help_text="One line under the title.")
    introduction = ProseField(
        blank=True,
        help_text="Markdown. What connects the films, without their plots. "
        "Cite a source with [^source-key].",
    )
    meta_description = models.CharField(
        max_length=300,
        blank=True,
        help_text="For search engines and shared links. Leave empty to use the beginning of the "
        "introduction.",
    )
    accent = models.CharField(
        "colour",
        max_length=7,
        blank=True,
        validators=[validate_accent],
        help_text="The colour of its pages, such as #b3290f. It must be legible on white.",
    )
    hero = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hero_of",
        help_text="The wide picture at the top of its page.",
    )
    translations = TranslationsField("title", "tagline", "introduction", "meta_description")
    folded = SearchKeyField("title", "original_title")
    # How many of its films are published: see stored.py.
    film_count = models.PositiveIntegerField(
        "published films", default=0, editable=False, serialize=False
    )

    slug_source = "title"

    objects = FranchiseQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            one_of(Publishable.Status, "status", name="franchise_status_known"),
            ends_after_it_begins("franchise_ends_after_it_begins"),
            filled(
                "slug",
                "title",
                name="franchise_has_slug_and_title",
                message="A franchise needs a title.",
            ),
        ]
        indexes = [
            # The admin's list, in the order of titles.
            models.Index(fields=["folded"], name="franchise_by_title"),
            # The home page and the API's list, and how many there are.
            models.Index(
                "folded", "id", name="franchise_visible_by_title", condition=Q(is_visible=True)
            ),
            *work_indexes("franchise"),
        ]

    def get_absolute_url(self):
        return page_url("franchise_detail", self.slug)

    @property
    def is_long(self):
        """Whether its films are too many to be shown, or chosen from, together."""
        return self.film_count > MOST_FILMS


class InstallmentQuerySet(NaturalKeyQuerySet):
    def published(self):
        return self.filter(film__is_visible=True, franchise__is_visible=True)

    def with_card(self):
        """Load what the film's card shows."""
        return self.prefetch_related(Prefetch("film", Film.objects.with_card()))


class InstallmentRelation(models.TextChoices):
    MAIN = "main", _("Main film")
    PREQUEL = "prequel", _("Prequel")
    SEQUEL = "sequel", _("Sequel")
    SPIN_OFF = "spin_off", _("Spin-off")
    CROSSOVER = "crossover", _("Crossover")


class Installment(Ordered):
    Relation = InstallmentRelation

    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="installments")
    film = models.ForeignKey(Film, models.CASCADE, related_name="installments")
    relation = models.CharField(
        max_length=9,
        choices=Relation,
        default=Relation.MAIN,
        help_text="How it relates to the films before it.",
    )
    label = models.CharField(
        max_length=100, blank=True, help_text="What to show instead of its number: Part 2."
    )

    translations = TranslationsField("label")

    natural_key_fields = ("franchise__slug", "film__slug")

    objects = InstallmentQuerySet.as_manager()

    class Meta(Ordered.Meta):
        constraints = [
            one_of(InstallmentRelation, "relation", name="installment_relation_known"),
            models.UniqueConstraint(
                name="film_once_per_franchise",
                fields=["franchise", "film"],
                violation_error_message="This film is already in the franchise.",
            ),
        ]

    def __str__(self):
        return f"{self.franchise}: {self.film}"
