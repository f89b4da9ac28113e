"""Franchises: which films belong together, in which order.

A film may be an installment of several franchises, or of none; what is said of a film itself
belongs to `films`.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from editorial.models import Publishable, PublishableQuerySet
from films.folding import FoldedField
from films.models import Film, Language, Picture
from films.models.parts import Ordered
from films.natural_keys import NaturalKeyQuerySet, Slugged


class FranchiseQuerySet(NaturalKeyQuerySet, PublishableQuerySet):
    pass


class Franchise(Slugged, Publishable):
    title = models.CharField(max_length=200, help_text="Lost Bullet.")
    original_title = models.CharField(
        max_length=200, blank=True, help_text="In its own language, where it differs: Balle perdue."
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
    introduction = models.TextField(
        blank=True, help_text="Markdown. What binds the films together, without their plots."
    )
    meta_description = models.CharField(
        max_length=300,
        blank=True,
        help_text="For search engines and shared links. Empty: the beginning of the introduction.",
    )
    hero = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hero_of",
        help_text="The wide picture at the top of its page.",
    )
    folded = FoldedField("title", "original_title")

    slug_source = "title"

    objects = FranchiseQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.CheckConstraint(
                name="franchise_has_slug_and_title",
                condition=~Q(slug="") & ~Q(title=""),
                violation_error_message="A franchise needs a title.",
            )
        ]

    def get_absolute_url(self):
        return reverse("franchise_detail", args=[self.slug])


class InstallmentQuerySet(NaturalKeyQuerySet):
    def published(self):
        return self.filter(
            film__in=Film.objects.published(), franchise__in=Franchise.objects.published()
        )


class Installment(Ordered):
    class Relation(models.TextChoices):
        MAIN = "main", "Main film"
        PREQUEL = "prequel", "Prequel"
        SEQUEL = "sequel", "Sequel"
        SPIN_OFF = "spin_off", "Spin-off"
        CROSSOVER = "crossover", "Crossover"

    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="installments")
    film = models.ForeignKey(Film, models.CASCADE, related_name="installments")
    relation = models.CharField(max_length=9, choices=Relation, default=Relation.MAIN)
    label = models.CharField(
        max_length=100, blank=True, help_text="How it is counted, where not by number: Part 2."
    )

    natural_key_fields = ("franchise__slug", "film__slug")

    objects = InstallmentQuerySet.as_manager()

    class Meta(Ordered.Meta):
        constraints = [
            models.UniqueConstraint(
                name="film_once_per_franchise",
                fields=["franchise", "film"],
                violation_error_message="This film is in the franchise already.",
            )
        ]

    def __str__(self):
        return f"{self.franchise}: {self.film}"
