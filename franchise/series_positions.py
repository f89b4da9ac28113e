"""Where a film stands in its franchises: which of them it is, and the films before and after it."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import IntegerField, Prefetch
from django.db.models.expressions import RawSQL

from films.models import Credit, Film

from .models import Franchise, Installment


@dataclass(frozen=True)
class SeriesPosition:
    """A film's position among the published installments of one franchise, counted from 1."""

    installment: Installment
    number: int
    films: list[Film]

    @property
    def franchise(self) -> Franchise:
        return self.installment.franchise

    @property
    def count(self) -> int:
        return len(self.films)

    @property
    def before(self) -> Film | None:
        return self.films[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Film | None:
        return self.films[self.number] if self.number < self.count else None


@dataclass(frozen=True)
class Numbered:
    """A film's number among the published films of a franchise, of which only the slug is read."""

    franchise: Franchise
    number: int


def series_positions_of(film):
    """The film's SeriesPositions, one in each published franchise; read once, however many ask."""
    if not hasattr(film, "positions"):
        film.positions = _series_positions_of(film)
    return film.positions


def _series_positions_of(film):
    franchises = Franchise.objects.filter(installments__film=film)
    installments = (
        Installment.objects.published()
        .filter(franchise__in=franchises)
        .select_related("franchise", "film", "film__original_language")
        .order_by("franchise__folded", "franchise", *Installment._meta.ordering)
    )
    return [
        _series_position(film, list(series))
        for _, series in groupby(installments, attrgetter("franchise"))
    ]


def _series_position(film, series):
    films = [installment.film for installment in series]
    index = films.index(film)
    return SeriesPosition(installment=series[index], number=index + 1, films=films)


# How many published films of its franchise stand before an installment, and itself. As text: a
# list of films asks for it, and to put the same together by querysets takes longer than to ask.
NUMBER = RawSQL(
    "(SELECT COUNT(*) FROM franchise_installment AS other "
    "JOIN films_film AS film ON film.id = other.film_id "
    "WHERE other.franchise_id = franchise_installment.franchise_id AND film.is_visible AND "
    "(other.position, other.id) <= (franchise_installment.position, franchise_installment.id))",
    [],
    output_field=IntegerField(),
)


def numbered_installments(path="installments"):
    """Prefetch a film's `published_installments`, each with its `number` in its franchise."""
    installments = Installment.objects.published().select_related("franchise")
    return Prefetch(path, installments.annotate(number=NUMBER), to_attr="published_installments")


def numbered_credits():
    """Prefetch a character's published credits with what `first_positions()` needs."""
    credits = Credit.objects.published().select_related("film").only("character", "film__id")
    return Prefetch("credits", credits), numbered_installments("credits__film__installments")


def first_positions(character):
    """Return the first numbered installment in each franchise that has the character in its cast.

    Load `numbered_credits()` before.
    """
    films = [credit.film for credit in character.credits.all()]
    return first_of(position for film in films for position in film.published_installments)


def first_of(positions):
    """Return the first in each franchise of the Numbered films that a character is in.

    Who they are gives away that film and no later one.
    """
    first = {}
    for position in positions:
        known = first.setdefault(position.franchise, position)
        first[position.franchise] = min(known, position, key=attrgetter("number"))
    return list(first.values())


def spoils(positions):
    """Say whom a text about a film would spoil it for, as spoilers.js reads it.

    `positions` are a film's SeriesPositions, Numbered or numbered installments. `lost-bullet:2` are
    the readers who have not seen the second of the Lost Bullet films; of a film in no franchise it
    is empty.
    """
    return " ".join(f"{position.franchise.slug}:{position.number}" for position in positions)
