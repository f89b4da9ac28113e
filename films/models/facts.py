"""A film's facts beside its text: countries, languages, genres, releases and figures."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import cldr
from content.constraints import filled, one_of
from content.dates import PartialDateField
from content.natural_keys import NaturallyKeyed, Slugged
from content.search_keys import SearchKeyField
from content.translations import SOURCE_LANGUAGE, TranslationsField

from .film import Film, FilmPartQuerySet
from .parts import Ordered


class Genre(Slugged):
    name = models.CharField(max_length=100, help_text="For example, Action.")
    translations = TranslationsField("name")
    folded = SearchKeyField("name")

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            filled("slug", "name", name="genre_has_slug_and_name", message="A genre needs a name.")
        ]


class Country(NaturallyKeyed):
    children = ()

    code = models.CharField(
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "Two capital letters, such as FR.")],
        help_text="ISO 3166-1 alpha-2: FR for France.",
    )
    name = models.CharField(max_length=100, help_text="For example, France.")
    folded = SearchKeyField("name", "code")

    natural_key_fields = ("code",)

    class Meta:
        verbose_name_plural = "countries"
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "code",
                "name",
                name="country_has_code_and_name",
                message="A country needs a code and a name.",
            )
        ]

    def __str__(self):
        if get_language() == SOURCE_LANGUAGE:
            return self.name
        return cldr.country_name(self.code) or self.name


class Language(NaturallyKeyed):
    children = ()

    code = models.CharField(
        max_length=35,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "A language code such as fr or pt-BR."
            )
        ],
        help_text="BCP 47: fr for French, pt-BR for Portuguese in Brazil.",
    )
    name = models.CharField(max_length=100, help_text="For example, French.")
    folded = SearchKeyField("name", "code")

    natural_key_fields = ("code",)

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "code",
                "name",
                name="language_has_code_and_name",
                message="A language needs a code and a name.",
            )
        ]

    def __str__(self):
        if get_language() == SOURCE_LANGUAGE:
            return self.name
        return cldr.language_name(self.code) or self.name


class FilmCountry(Ordered):
    film = models.ForeignKey(Film, models.CASCADE, related_name="film_countries")
    country = models.ForeignKey(Country, models.PROTECT, related_name="film_countries")

    natural_key_fields = ("film__slug", "country__code")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Ordered.Meta):
        verbose_name = "film country"
        verbose_name_plural = "film countries"
        constraints = [
            models.UniqueConstraint(
                name="country_once_per_film",
                fields=["film", "country"],
                violation_error_message="This film already has that country.",
            )
        ]

    def __str__(self):
        return str(self.country)


class FilmLanguage(Ordered):
    film = models.ForeignKey(Film, models.CASCADE, related_name="film_languages")
    language = models.ForeignKey(Language, models.PROTECT, related_name="film_languages")

    natural_key_fields = ("film__slug", "language__code")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Ordered.Meta):
        verbose_name = "film language"
        verbose_name_plural = "film languages"
        constraints = [
            models.UniqueConstraint(
                name="language_once_per_film",
                fields=["film", "language"],
                violation_error_message="This film already has that language.",
            )
        ]

    def __str__(self):
        return str(self.language)


class FilmGenre(Ordered):
    film = models.ForeignKey(Film, models.CASCADE, related_name="film_genres")
    genre = models.ForeignKey(Genre, models.PROTECT, related_name="film_genres")

    natural_key_fields = ("film__slug", "genre__slug")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Ordered.Meta):
        verbose_name = "film genre"
        verbose_name_plural = "film genres"
        constraints = [
            models.UniqueConstraint(
                name="genre_once_per_film",
                fields=["film", "genre"],
                violation_error_message="This film already has that genre.",
            )
        ]

    def __str__(self):
        return str(self.genre)


class ReleaseKind(models.TextChoices):
    FESTIVAL = "festival", _("Festival")
    THEATRICAL = "theatrical", _("Cinemas")
    STREAMING = "streaming", _("Streaming")
    TELEVISION = "television", _("Television")
    PHYSICAL = "physical", _("Disc")


class Release(NaturallyKeyed):
    Kind = ReleaseKind

    film = models.ForeignKey(Film, models.CASCADE, related_name="releases")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.THEATRICAL)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="releases",
        help_text="Empty: worldwide.",
    )
    event = models.CharField(
        max_length=200, blank=True, help_text="The name of a festival or an edition."
    )
    released_on = PartialDateField(
        "date", blank=False, help_text="A day, a month or a year: 2020-06-19, 2020-06 or 2020."
    )
    company = models.ForeignKey(
        "Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="releases",
        help_text="The distributor or service that released it: Netflix.",
    )
    source = models.ForeignKey(
        "Source", models.PROTECT, null=True, blank=True, related_name="releases"
    )

    natural_key_fields = ("film__slug", "kind", "country__code", "event")

    objects = FilmPartQuerySet.as_manager()

    class Meta:
        ordering = ["released_on", "pk"]
        constraints = [
            one_of(ReleaseKind, "kind", name="release_kind_known"),
            models.UniqueConstraint(
                name="release_once_per_country",
                fields=["film", "kind", "country", "event"],
                violation_error_message="This film already has a release of that kind in that "
                "country.",
            ),
            # Two nulls differ in a unique constraint: this one covers worldwide releases.
            models.UniqueConstraint(
                name="release_once_worldwide",
                fields=["film", "kind", "event"],
                condition=Q(country=None),
                violation_error_message="This film already has a worldwide release of that kind.",
            ),
            filled(
                "released_on",
                name="release_has_date",
                message="A release needs a date, or at least a year.",
            ),
        ]
        indexes = [
            # A film's first release: every list of films sorts and filters by it.
            models.Index(fields=["film", "released_on"], name="release_by_film_and_date"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.released_on}"


class FigureKind(models.TextChoices):
    VIEWERS = "viewers", _("Viewers")
    BUDGET = "budget", _("Budget")
    BOX_OFFICE = "box_office", _("Box office")


class Figure(Ordered):
    Kind = FigureKind

    film = models.ForeignKey(Film, models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BOX_OFFICE)
    amount = models.PositiveBigIntegerField(help_text="In full: 37000000.")
    is_minimum = models.BooleanField(
        "at least", default=False, help_text="The source says “over” or “more than”."
    )
    unit = models.CharField(
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Three capital letters, such as EUR.")],
        help_text="The ISO 4217 currency, for amounts of money: EUR. Leave empty for viewers.",
    )
    period = models.CharField(
        max_length=100, blank=True, help_text="The period it covers: first month, opening weekend."
    )
    as_of = PartialDateField("as of", help_text="When it was counted.")
    source = models.ForeignKey(
        "Source", models.PROTECT, null=True, blank=True, related_name="figures"
    )

    translations = TranslationsField("period")

    natural_key_fields = ("film__slug", "kind", "period")

    class Meta(Ordered.Meta):
        constraints = [
            one_of(FigureKind, "kind", name="figure_kind_known"),
            models.UniqueConstraint(
                name="figure_once_per_period",
                fields=["film", "kind", "period"],
                violation_error_message="This film already has that figure for that period.",
            ),
            models.CheckConstraint(
                name="figure_money_has_currency",
                condition=(Q(kind="viewers") & Q(unit="")) | (~Q(kind="viewers") & ~Q(unit="")),
                violation_error_message="An amount of money needs a currency; a number of viewers "
                "has none.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.amount:,}"
