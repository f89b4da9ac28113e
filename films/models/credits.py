"""Who made a film, and whom they play."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.dates import PartialDateField
from content.literals import IsPositive
from content.natural_keys import NaturalKeyQuerySet, Slugged
from content.page_urls import page_url
from content.prose import ProseField
from content.search_keys import SearchKeyField
from content.translations import TranslationsField

from .film import Film, FilmPartQuerySet
from .parts import ExternalLink, Ordered


class PersonQuerySet(NaturalKeyQuerySet):
    def published(self):
        """People are seen where a published film credits them."""
        return self.filter(IsPositive("film_count"))

    def with_role(self, role):
        """Those whom a published film credits with a role."""
        return self.filter(GreaterThan(F("role_bits").bitand(ROLE_BITS[role]), 0))


class Person(Slugged):
    children = ("links",)

    name = models.CharField(max_length=200, help_text="As credited: Stéfi Celma.")
    sort_name = models.CharField(
        max_length=200, blank=True, help_text="As listed in an index: Celma, Stéfi."
    )
    biography = ProseField(
        blank=True,
        help_text="Markdown. Who they are and what they did. Cite a source with [^source-key].",
    )
    born_on = PartialDateField("born", help_text="A day, a month or a year: 1987-01-13 or 1987.")
    died_on = PartialDateField("died", help_text="Leave empty if living.")
    portrait = models.ForeignKey(
        "Picture", models.PROTECT, null=True, blank=True, related_name="portrait_of"
    )
    translations = TranslationsField("biography")
    folded = SearchKeyField("sort_name", "name")
    # How many published films credit them: see stored.py.
    film_count = models.PositiveIntegerField(
        "published films", default=0, editable=False, serialize=False
    )
    # With which roles they do, by the sum of their ROLE_BITS: see stored.py.
    role_bits = models.PositiveIntegerField(default=0, editable=False, serialize=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "slug", "name", name="person_has_slug_and_name", message="A person needs a name."
            ),
            models.CheckConstraint(
                name="person_born_before_death",
                condition=Q(born_on="")
                | Q(died_on="")
                # As far as both are known: born in 1950-06 and dead in 1950 is no contradiction.
                | Q(
                    LessThanOrEqual(
                        Left("born_on", Length("died_on")), Left("died_on", Length("born_on"))
                    )
                ),
                violation_error_message="The date of death is before the date of birth. Check "
                "both.",
            ),
        ]
        indexes = [
            # The admin's list, in the order of names.
            models.Index(fields=["folded"], name="person_by_name"),
            # The people page and the API's list in each of their orders, and how many there are.
            # With the roles, by which they are narrowed, so that no other row is read.
            models.Index(
                "folded",
                "id",
                "role_bits",
                name="person_visible_by_name",
                condition=Q(IsPositive("film_count")),
            ),
            models.Index(
                F("film_count").desc(),
                "folded",
                "id",
                "role_bits",
                name="person_visible_by_films",
                condition=Q(IsPositive("film_count")),
            ),
        ]

    def get_absolute_url(self):
        return page_url("person_detail", self.slug)

    @property
    def roles(self):
        """With which roles published films credit them."""
        return sorted(role for role, bit in ROLE_BITS.items() if self.role_bits & bit)

    @property
    def role_labels(self):
        return [role.label for role in self.roles]


class PersonLink(ExternalLink):
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")

    natural_key_fields = ("person__slug", "url")

    class Meta(ExternalLink.Meta):
        verbose_name = "external link"
        constraints = [
            filled(
                "label",
                "url",
                name="person_link_has_label_and_url",
                message="A link needs a label and a URL.",
            ),
            models.UniqueConstraint(
                name="person_link_once",
                fields=["person", "url"],
                violation_error_message="This person already has that link.",
            ),
        ]


class CharacterQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Characters are seen where a published film has them in its cast or in its plot."""
        return self.filter(IsPositive("film_count"))


class Character(Slugged):
    name = models.CharField(max_length=200, help_text="The name used in the films: Lino.")
    description = ProseField(
        blank=True, help_text="Markdown. Who they are when we first meet them, without spoilers."
    )
    picture = models.ForeignKey(
        "Picture", models.PROTECT, null=True, blank=True, related_name="picture_of"
    )
    translations = TranslationsField("name", "description")
    folded = SearchKeyField("name")
    # How many published films have them in the cast or in the plot: see stored.py.
    film_count = models.PositiveIntegerField(
        "published films", default=0, editable=False, serialize=False
    )

    objects = CharacterQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "slug",
                "name",
                name="character_has_slug_and_name",
                message="A character needs a name.",
            )
        ]
        indexes = [
            # The admin's list, in the order of names.
            models.Index(fields=["folded"], name="character_by_name"),
            # The API's list and the sitemap.
            models.Index(
                "folded",
                "id",
                name="character_visible_by_name",
                condition=Q(IsPositive("film_count")),
            ),
        ]

    def get_absolute_url(self):
        return page_url("character_detail", self.slug)


class CreditRole(models.TextChoices):
    """In the order in which a film's page lists its departments."""

    DIRECTOR = "director", _("Director")
    WRITER = "writer", _("Writer")
    SCREENPLAY = "screenplay", _("Screenplay")
    STORY = "story", _("Story")
    PRODUCER = "producer", _("Producer")
    EXECUTIVE_PRODUCER = "executive_producer", _("Executive producer")
    MUSIC = "music", _("Music")
    CINEMATOGRAPHY = "cinematography", _("Cinematography")
    EDITING = "editing", _("Editing")
    PRODUCTION_DESIGN = "production_design", _("Production design")
    COSTUME_DESIGN = "costume_design", _("Costume design")
    SOUND = "sound", _("Sound")
    VISUAL_EFFECTS = "visual_effects", _("Visual effects")
    STUNTS = "stunts", _("Stunts")
    CASTING = "casting", _("Casting")
    CAST = "cast", _("Cast")


# A bit of a number for each role, so that one column tells all roles of a person.
ROLE_BITS = {role: 1 << place for place, role in enumerate(CreditRole)}


class Credit(Ordered):
    Role = CreditRole

    film = models.ForeignKey(Film, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")
    role = models.CharField(max_length=20, choices=Role, default=Role.CAST)
    character = models.ForeignKey(
        Character,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        help_text="The character they play. For the cast only.",
    )
    credited_as = models.CharField(
        max_length=200,
        blank=True,
        help_text="The name in the film's credits, if different: Steffi Celma.",
    )
    is_starring = models.BooleanField(
        "starring", default=False, help_text="One of the stars, as on the film's poster."
    )
    source = models.ForeignKey(
        "Source", models.PROTECT, null=True, blank=True, related_name="credits"
    )

    natural_key_fields = ("film__slug", "role", "person__slug", "character__slug")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Ordered.Meta):
        constraints = [
            one_of(CreditRole, "role", name="credit_role_known"),
            models.UniqueConstraint(
                name="credit_once_per_character",
                fields=["film", "role", "person", "character"],
                violation_error_message="This person already has that credit.",
            ),
            # Two nulls differ in a unique constraint: this one covers credits without a character.
            models.UniqueConstraint(
                name="credit_once_without_character",
                fields=["film", "role", "person"],
                condition=Q(character=None),
                violation_error_message="This person already has that credit.",
            ),
            models.CheckConstraint(
                name="credit_character_in_cast_only",
                condition=Q(role="cast") | Q(character=None),
                violation_error_message="Only the cast plays characters: "
                "choose the role Cast, or leave the character empty.",
            ),
        ]
        indexes = [
            # A person's page: their credits by role.
            models.Index(fields=["person", "role"], name="credit_by_person_and_role"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.credited_as or self.person}"

    @property
    def role_label(self):
        """As get_role_display(), which translates every role to find one: a list has many."""
        return self.Role(self.role).label
