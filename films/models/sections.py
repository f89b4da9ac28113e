"""The text of a film's page: its plot, told in sections, and the article around it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.translations import TranslationsField

from .credits import Character
from .film import Film, FilmPartQuerySet
from .parts import Ordered, Section


class SpoilerLevel(models.IntegerChoices):
    """How much a reader who has not seen the film would lose."""

    PREMISE = 0, _("Premise: what the trailer reveals")
    PLOT = 1, _("Plot: what happens along the way")
    ENDING = 2, _("Ending: how it ends")


class PlotSectionQuerySet(FilmPartQuerySet):
    def telling_of(self, character):
        """The sections in which a character appears, film by film, with their films."""
        sections = self.filter(appearances__character=character)
        return sections.select_related("film").order_by("film", *self.model._meta.ordering)


class PlotSection(Section):
    SpoilerLevel = SpoilerLevel

    film = models.ForeignKey(Film, models.CASCADE, related_name="plot_sections")
    spoiler_level = models.PositiveSmallIntegerField(
        choices=SpoilerLevel,
        default=SpoilerLevel.PLOT,
        help_text="How much it gives away to readers who have not seen the film.",
    )

    translations = TranslationsField("heading", "body")

    objects = PlotSectionQuerySet.as_manager()

    class Meta(Section.Meta):
        constraints = [
            models.UniqueConstraint(
                name="plot_section_key_once_per_film",
                fields=["film", "key"],
                violation_error_message="Another plot section of this film already has that "
                "anchor.",
            ),
            filled(
                "key",
                "heading",
                name="plot_section_has_key_and_heading",
                message="A section needs a heading.",
            ),
            one_of(SpoilerLevel, "spoiler_level", name="plot_section_spoiler_level_known"),
        ]

    @property
    def anchor(self):
        return f"plot-{self.key}"

    @property
    def is_premise(self):
        return self.spoiler_level == SpoilerLevel.PREMISE

    @property
    def is_ending(self):
        return self.spoiler_level == SpoilerLevel.ENDING


class PlotSectionCharacter(Ordered):
    section = models.ForeignKey(PlotSection, models.CASCADE, related_name="appearances")
    character = models.ForeignKey(Character, models.PROTECT, related_name="appearances")

    natural_key_fields = ("section__film__slug", "section__key", "character__slug")

    class Meta(Ordered.Meta):
        verbose_name = "character in a plot section"
        verbose_name_plural = "characters in plot sections"
        constraints = [
            models.UniqueConstraint(
                name="character_once_per_plot_section",
                fields=["section", "character"],
                violation_error_message="This character is already in the section.",
            )
        ]

    def __str__(self):
        return str(self.character)


class ArticleTopic(models.TextChoices):
    """In the order in which a film's page tells them."""

    PRODUCTION = "production", _("Production")
    RELEASE = "release", _("Release")
    RECEPTION = "reception", _("Reception")
    LEGACY = "legacy", _("Legacy")
    OTHER = "other", _("Other")


class ArticleSection(Section):
    Topic = ArticleTopic

    film = models.ForeignKey(Film, models.CASCADE, related_name="article_sections")
    topic = models.CharField(max_length=10, choices=Topic, default=Topic.PRODUCTION)

    translations = TranslationsField("heading", "body")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Section.Meta):
        constraints = [
            one_of(ArticleTopic, "topic", name="article_section_topic_known"),
            models.UniqueConstraint(
                name="article_section_key_once_per_film",
                fields=["film", "key"],
                violation_error_message="Another article section of this film already has that "
                "anchor.",
            ),
            filled(
                "key",
                "heading",
                name="article_section_has_key_and_heading",
                message="A section needs a heading.",
            ),
        ]

    @property
    def anchor(self):
        return f"article-{self.key}"
