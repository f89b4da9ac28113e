"""The kinds of thing that search finds."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.prose import plain_text
from films.models import ArticleSection, Character, Film, Person, PlotSection
from franchise.models import Franchise
from franchise.series_positions import first_of
from reviews.models import Review


# Each is itself: to compare them by their labels would translate these.
@dataclass(frozen=True, eq=False)
class SearchKind:
    """A kind of thing that can be found.

    Of a row, `title` and `text` are what is searched, as plain text, which need no more than the
    `fields`; `context` is what a result says beside the row's own name, and the text gives away
    the film at `positions`: both need a row that rows.py loaded, with the rows of relations that
    it `shows`. `follows` names the relations whose names are in the title, so that a new name is
    found too.
    """

    name: str
    label: str
    model: type[models.Model]
    title: Callable[[models.Model], str]
    text: Callable[[models.Model], str]
    fields: tuple[str, ...]
    context: Callable[[models.Model], str] = lambda row: ""
    positions: Callable[[models.Model], list] = lambda row: []
    shows: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    def to_index(self) -> models.QuerySet:
        """All rows, with what is searched and nothing else."""
        rows = self.model.objects.only(*self.fields)
        return rows.select_related(*self.follows) if self.follows else rows


def _line(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


KINDS = {
    kind.name: kind
    for kind in (
        SearchKind(
            "franchise",
            _("Franchises"),
            Franchise,
            title=lambda franchise: f"{franchise} {franchise.original_title}",
            text=lambda franchise: plain_text(franchise.local.introduction),
            fields=("title", "original_title", "introduction", "translations"),
            context=lambda franchise: franchise.original_title,
        ),
        SearchKind(
            "film",
            _("Films"),
            Film,
            title=lambda film: f"{film} {film.original_title}",
            text=lambda film: _line(film.local.tagline, plain_text(film.local.lead)),
            fields=("title", "original_title", "tagline", "lead", "translations"),
            context=lambda film: _line(film.original_title, film.year),
            positions=lambda film: film.numbered,
        ),
        SearchKind(
            "person",
            _("People"),
            Person,
            title=str,
            text=lambda person: plain_text(person.local.biography),
            fields=("name", "biography", "translations"),
            context=lambda person: _line(*person.role_labels),
        ),
        SearchKind(
            "character",
            _("Characters"),
            Character,
            title=str,
            text=lambda character: plain_text(character.local.description),
            fields=("name", "description", "translations"),
            positions=lambda character: first_of(character.numbered),
        ),
        SearchKind(
            "plot",
            _("Plots"),
            PlotSection,
            title=str,
            text=lambda section: plain_text(section.local.body),
            fields=("heading", "body", "translations"),
            context=lambda section: str(section.film),
            positions=lambda section: section.film.numbered,
            shows=("film",),
        ),
        SearchKind(
            "article",
            _("Articles"),
            ArticleSection,
            title=str,
            text=lambda section: plain_text(section.local.body),
            fields=("heading", "body", "translations"),
            context=lambda section: str(section.film),
            shows=("film",),
        ),
        SearchKind(
            "review",
            _("Reviews"),
            Review,
            title=lambda review: f"{review.publication} {review.critic or ''}",
            text=lambda review: _line(
                review.quote,
                review.local.quote_translation,
                plain_text(review.local.summary),
            ),
            fields=(
                *("publication__name", "critic__name"),
                *("quote", "quote_translation", "summary", "translations"),
            ),
            context=lambda review: review.byline,
            shows=("film", "publication", "critic"),
            follows=("publication", "critic"),
        ),
    )
}
