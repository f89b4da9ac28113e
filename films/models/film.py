"""The film itself."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.dates import PartialDateField
from content.literals import IsUndated, OrZero
from content.natural_keys import NaturalKeyQuerySet, Slugged
from content.page_urls import page_url
from content.prose import ProseField
from content.search_keys import SearchKeyField
from content.translations import TranslationsField
from editorial.models import Publishable, PublishableQuerySet, ends_after_it_begins, work_indexes

from .parts import ExternalLink


class FilmQuerySet(NaturalKeyQuerySet, PublishableQuerySet):
    def with_card(self):
        """Load what a film's card shows: its poster and the language of its original title."""
        return self.select_related("poster", "original_language")


class ProductionStatus(models.TextChoices):
    """The stages that film databases tell apart (as TMDb's and Wikidata's)."""

    ANNOUNCED = "announced", _("Announced")
    PRE_PRODUCTION = "pre_production", _("Pre-production")
    FILMING = "filming", _("Filming")
    POST_PRODUCTION = "post_production", _("Post-production")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


BY_TITLE = (F("folded").asc(), F("id").asc())
# In which orders films are listed. The key makes each of them total.
ORDERS = {
    "newest": (F("released_on").desc(), *BY_TITLE),
    "oldest": (IsUndated("released_on").asc(), F("released_on").asc(), *BY_TITLE),
    "title": BY_TITLE,
    "longest": (OrZero("runtime_minutes").desc(), *BY_TITLE),
}


class Film(Slugged, Publishable):
    ProductionStatus = ProductionStatus
    children = (
        "credits",
        "plot_sections",
        "plot_sections__appearances",
        "article_sections",
        "releases",
        "film_companies",
        "film_countries",
        "film_languages",
        "film_genres",
        "figures",
        "film_pictures",
        "links",
    )

    title = models.CharField(max_length=200, help_text="As it is known in English: Lost Bullet.")
    original_title = models.CharField(
        max_length=200,
        blank=True,
        help_text="In the original language, if different: Balle perdue.",
    )
    original_language = models.ForeignKey(
        "Language",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="originals",
        help_text="The language of the original title.",
    )
    sort_title = models.CharField(
        max_length=200,
        blank=True,
        help_text="Only if it sorts differently from the title: Matrix, The.",
    )
    tagline = models.CharField(max_length=200, blank=True, help_text="One line under the title.")
    lead = ProseField(
        blank=True,
        help_text="The opening paragraphs, in Markdown: what it is, who made it, how it was "
        "received. No plot beyond the premise. Cite a source with [^source-key].",
    )
    runtime_minutes = models.PositiveSmallIntegerField(
        "running time",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1500)],
        help_text="In minutes.",
    )
    production_status = models.CharField(
        max_length=15,
        choices=ProductionStatus,
        default=ProductionStatus.RELEASED,
        help_text="The stage of production. Shown until the film is released.",
    )
    meta_description = models.CharField(
        max_length=300,
        blank=True,
        help_text="For search engines and shared links. Leave empty to use the beginning of the "
        "lead.",
    )
    poster = models.ForeignKey(
        "Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="poster_of",
        help_text="The portrait-format picture on its page, in lists and in shared links.",
    )
    text_source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="films",
        help_text="What its text is based on, such as an encyclopedia article. It is credited at "
        "the foot of the page, with its licence.",
    )
    translations = TranslationsField("title", "tagline", "lead", "meta_description")
    folded = SearchKeyField("sort_title", "title", "original_title")
    # The date of the first release, empty where none is: see stored.py.
    released_on = PartialDateField(editable=False, serialize=False)

    slug_source = "title"

    objects = FilmQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "slug", "title", name="film_has_slug_and_title", message="A film needs a title."
            ),
            one_of(Publishable.Status, "status", name="film_status_known"),
            ends_after_it_begins("film_ends_after_it_begins"),
            one_of(ProductionStatus, "production_status", name="film_production_status_known"),
            models.CheckConstraint(
                name="film_runtime_in_range",
                condition=Q(runtime_minutes=None) | Q(runtime_minutes__range=(1, 1500)),
                violation_error_message="A running time must be between 1 and 1500 minutes.",
            ),
        ]
        indexes = [
            # The admin's list, in the order of titles.
            models.Index(fields=["folded"], name="film_by_title"),
            # The films page and the API's list in each of their orders, and how many films
            # there are.
            *(
                models.Index(*by, name=f"film_visible_by_{order}", condition=Q(is_visible=True))
                for order, by in ORDERS.items()
            ),
            *work_indexes("film"),
        ]

    def get_absolute_url(self):
        return page_url("film_detail", self.slug)

    @property
    def year(self):
        """The year of the first release; or None."""
        return self.released_on.year if self.released_on else None


class FilmPartQuerySet(NaturalKeyQuerySet):
    """Rows of a film: its credits, sections, companies."""

    def published(self):
        return self.filter(film__is_visible=True)

    def newest_first(self):
        """Order by the film's release and load the film's card: what a filmography lists."""
        return self.prefetch_related(Prefetch("film", Film.objects.with_card())).order_by(
            "-film__released_on", "film_id", *self.model._meta.ordering
        )


class FilmLink(ExternalLink):
    film = models.ForeignKey(Film, models.CASCADE, related_name="links")

    natural_key_fields = ("film__slug", "url")

    class Meta(ExternalLink.Meta):
        verbose_name = "external link"
        constraints = [
            filled(
                "label",
                "url",
                name="film_link_has_label_and_url",
                message="A link needs a label and a URL.",
            ),
            models.UniqueConstraint(
                name="film_link_once",
                fields=["film", "url"],
                violation_error_message="This film already has that link.",
            ),
        ]
