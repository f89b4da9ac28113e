"""What a franchise's page shows: its films in order, who returns, how they were received."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.utils.translation import ngettext

from films.axis import anchor_at, lanes_of
from films.models import Credit, Film, Source
from films.prose import Citations
from films.translations import in_all_languages
from reviews.models import Review
from reviews.reception import Reception

# The timeline, in per cent of a narrow screen's width: what a film's label takes of it, how far the
# dots keep from its ends, where a label is near an end, and the room to say a gap in.
LABEL_WIDTH = 24
MARGIN = 2
NEAR_END = 12
GAP_WIDTH = 15
# In pixels: the baseline of the first lane of labels, the next lane's distance, and what letters
# have below their baseline. The template draws the line.
FIRST_LANE, LANE, DESCENT = 58, 20, 6
# What a reader can take in of who returns, and a server can draw in time: a cell for each pair.
MOST_FILMS, MOST_PEOPLE = 30, 30


@dataclass(frozen=True)
class Mark:
    """A film on the timeline: `at` and `gap_at` in per cent of its length, `top` in pixels."""

    film: Film
    number: int
    at: float
    top: int
    anchor: str
    gap: str
    gap_at: float


class Timeline:
    """The films that have a release date, on one line to scale; empty for fewer than two."""

    def __init__(self, films):
        dated = [
            (film.released_on.first_day, n, film)
            for n, film in enumerate(films, 1)
            if film.released_on
        ]
        dated.sort(key=itemgetter(0, 1))
        self._marks = _marks(dated) if len({day for day, *_ in dated}) > 1 else []

    def __iter__(self):
        return iter(self._marks)

    def __bool__(self):
        return bool(self._marks)

    @property
    def height(self):
        return max(mark.top for mark in self._marks) + DESCENT


def _marks(dated):
    first, last = dated[0][0], dated[-1][0]
    length = 100 - 2 * MARGIN
    places = [MARGIN + length * (day - first).days / (last - first).days for day, *_ in dated]
    lanes = lanes_of(places, LABEL_WIDTH)
    marks = []
    for index, (day, number, film) in enumerate(dated):
        at = places[index]
        before = places[index - 1] if index else at
        years = round((day - dated[index - 1][0]).days / 365.25) if index else 0
        # In the precision that a reader takes in; nothing where there is no room to say it.
        has_room = years and at - before > GAP_WIDTH
        marks.append(
            Mark(
                film,
                number,
                at=round(at, 2),
                top=FIRST_LANE + LANE * lanes[index],
                anchor=anchor_at(at, NEAR_END),
                gap=ngettext("%d year", "%d years", years) % years if has_room else "",
                gap_at=round((at + before) / 2, 2),
            )
        )
    return marks


class FranchisePage:
    """A franchise with what its published films share; each kind is read in one query, once."""

    def __init__(self, franchise):
        self.franchise = franchise

    @cached_property
    def installments(self):
        return list(self.franchise.installments.published().with_card())

    @property
    def films(self):
        return [installment.film for installment in self.installments]

    @property
    def years(self):
        """2020–2025: from the first of the films to the last; empty where no year is known."""
        years = sorted({film.year for film in self.films if film.year})
        return "–".join(str(year) for year in dict.fromkeys([*years[:1], *years[-1:]]))

    @property
    def timeline(self):
        return Timeline(self.films)

    @property
    def compared(self):
        """The films among which it is shown who returns: the first MOST_FILMS."""
        return self.films[:MOST_FILMS]

    @property
    def returning(self):
        """Who is credited in most of the films compared: (person, a list of credits a film)."""
        return [
            (person, [by_film.get(film.pk, []) for film in self.compared])
            for person, by_film in self._returning[:MOST_PEOPLE]
        ]

    @property
    def returning_count(self):
        """How many return, whether or not all are shown."""
        return len(self._returning)

    @cached_property
    def _returning(self):
        """(person, credits by film) of all who are credited in more than one of the films compared.

        Those in most films come first, then as they are billed.
        """
        credits = Credit.objects.filter(
            film__in=self.compared, film__installments__franchise=self.franchise
        ).select_related("person", "character")
        by_person = defaultdict(lambda: defaultdict(list))
        for credit in credits.order_by("film__installments__position", "position", "pk"):
            by_person[credit.person][credit.film_id].append(credit)
        returning = (item for item in by_person.items() if len(item[1]) > 1)
        return sorted(returning, key=lambda item: -len(item[1]))

    @cached_property
    def receptions(self):
        """(film, Reception) for each film; empty where none has verdicts."""
        reviews = Review.objects.published().filter(film__in=self.films)
        by_film = defaultdict(list)
        for film_id, verdict in reviews.values_list("film_id", "verdict"):
            by_film[film_id].append(verdict)
        receptions = [(film, Reception.of(by_film[film.pk])) for film in self.films]
        return receptions if any(reception.total for _, reception in receptions) else []

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.franchise, "introduction"))

    @cached_property
    def citations(self):
        return Citations(self.sources)
