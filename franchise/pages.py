"""What a franchise's page shows: its films in order, who returns, how they were received."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import ngettext

from content.axis import anchor_at, lanes_of
from content.listings import PAGE_SIZE, page_of
from content.prose import Citations
from content.translations import in_all_languages
from films.models import Credit, Film, Person, Source
from reviews.models import Review
from reviews.reception import Reception

from .models import MOST_FILMS

# The timeline, in per cent of a narrow screen's width: what a film's label takes of it, how far the
# dots keep from its ends, where a label is near an end, and the room to say a gap in.
LABEL_WIDTH = 24
MARGIN = 2
NEAR_END = 12
GAP_WIDTH = 15
# In pixels: the baseline of the first lane of labels, the next lane's distance, and what letters
# have below their baseline. The template draws the line.
FIRST_LANE, LANE, DESCENT = 58, 20, 6
# The bars of a long franchise's years, in pixels: the highest one, the line that all stand on, the
# baseline of the years below, and the height of all. How many years are named, at most.
HIGHEST, BASELINE, YEARS_LINE, YEARS_HEIGHT = 72, 72, 92, 98
MOST_NAMED = 6
# Years from one that is named to the next; the last serves from the year 1 to 9999.
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
# What a reader can take in of who returns.
MOST_PEOPLE = 30


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


@dataclass(frozen=True)
class Bar:
    """The films of a year: `at` and `width` in per cent of the line, `top` and `height` in pixels.

    `anchor` is that of the year's name, where it has one.
    """

    year: int
    count: int
    at: float
    width: float
    height: int
    anchor: str

    @property
    def top(self) -> int:
        return BASELINE - self.height

    @property
    def name_at(self) -> float:
        """Where the year's name begins, ends or has its middle, as its anchor says."""
        share = {"start": 0, "end": 1}.get(self.anchor, 0.5)
        return round(self.at + share * self.width, 2)


class Years:
    """How many films came out each year, to scale; empty where all are of one year."""

    baseline, named_at, height = BASELINE, YEARS_LINE, YEARS_HEIGHT

    def __init__(self, years):
        self._counts = Counter(years)

    def __bool__(self):
        return len(self._counts) > 1

    def __iter__(self):
        first, last = min(self._counts), max(self._counts)
        width = 100 / (last - first + 1)
        step = next(n for n in STEPS if (last - first) / n < MOST_NAMED)
        named = range(first - first % -step, last + 1, step)
        # Not each year between: the one of a film may be a slip of a thousand.
        for year in sorted({*self._counts, *named}):
            at = (year - first) * width
            is_named = year in named
            yield Bar(
                year,
                self._counts[year],
                at=round(at, 2),
                width=round(width * 0.8, 2),
                height=round(HIGHEST * self._counts[year] / self.most),
                anchor=anchor_at(at + width / 2, NEAR_END) if is_named else "",
            )

    @property
    def most(self):
        """The films of the year that has most."""
        return max(self._counts.values())


@dataclass(frozen=True)
class Regular:
    """Somebody credited in several of a franchise's films; of no years if no film is dated."""

    person: Person
    film_count: int
    years: str


def span(years):
    """2020–2025: from the first of some years to the last; empty without any."""
    years = sorted(years)
    return "–".join(str(year) for year in dict.fromkeys([*years[:1], *years[-1:]]))


class FranchisePage:
    """A franchise with what its published films share; each kind is read in one query, once.

    The films of a long one are shown page by page, as the request asks; its first page tells of
    all of them what can be counted.
    """

    def __init__(self, franchise, request):
        self.franchise, self.request = franchise, request

    @cached_property
    def shown(self):
        """The page of installments that is shown: all of them, where the franchise is not long."""
        rows = self.franchise.installments.published().with_card()
        page = page_of(
            rows,
            self.request,
            orphans=MOST_FILMS - PAGE_SIZE,
            count=self.franchise.film_count,
        )
        page.object_list = list(page.object_list)
        return page

    @property
    def number(self):
        return self.shown.number

    @property
    def url(self):
        """Of its pages, to which a number is added: the home page may show the first."""
        return f"{self.franchise.get_absolute_url()}?"

    @property
    def numbered(self):
        """(number in the franchise, installment) for each that is shown."""
        return enumerate(self.shown, start=self.shown.start_index())

    @cached_property
    def films(self):
        """The films that are shown."""
        return [installment.film for installment in self.shown]

    @cached_property
    def _years(self):
        """Of each film that has one, on whatever page it is."""
        if not self.franchise.is_long:
            return [film.year for film in self.films if film.year]
        films = self.franchise.installments.published().exclude(film__released_on="")
        return [date.year for date in films.values_list("film__released_on", flat=True)]

    @property
    def years(self):
        return span(self._years)

    @property
    def timeline(self):
        return Years(self._years) if self.franchise.is_long else Timeline(self.films)

    @property
    def returning(self):
        """Who is credited in most of the films: (person, a list of credits a film)."""
        return [
            (person, [by_film.get(film.pk, []) for film in self.films])
            for person, by_film in self._returning[:MOST_PEOPLE]
        ]

    @property
    def returning_count(self):
        """How many return, whether or not all are shown."""
        return len(self._returned if self.franchise.is_long else self._returning)

    @cached_property
    def _returning(self):
        """(person, credits by film) of all who are credited in more than one of the films.

        Those in most films come first, then as they are billed.
        """
        credits = Credit.objects.filter(
            film__in=self.films, film__installments__franchise=self.franchise
        ).select_related("person", "character")
        by_person = defaultdict(lambda: defaultdict(list))
        for credit in credits.order_by("film__installments__position", "position", "pk"):
            by_person[credit.person][credit.film_id].append(credit)
        returning = (item for item in by_person.items() if len(item[1]) > 1)
        return sorted(returning, key=lambda item: -len(item[1]))

    @cached_property
    def regulars(self):
        """The Regulars of most films of a long franchise."""
        most = self._returned[:MOST_PEOPLE]
        people = Person.objects.in_bulk([row["person"] for row in most])
        return [
            Regular(
                people[row["person"]],
                row["films"],
                span(date.year for date in (row["first"], row["last"]) if date),
            )
            for row in most
        ]

    @cached_property
    def _returned(self):
        """Of each person who is credited in more than one film, in how many, and when."""
        credits = Credit.objects.filter(
            film__is_visible=True, film__installments__franchise=self.franchise
        )
        dated = ~Q(film__released_on="")
        first = Min("film__released_on", filter=dated)
        last = Max("film__released_on", filter=dated)
        people = credits.values("person").annotate(
            films=Count("film", distinct=True), first=first, last=last
        )
        in_order = people.order_by("-films", F("first").asc(nulls_last=True), "person")
        return list(in_order.filter(films__gt=1))

    @cached_property
    def receptions(self):
        """(film, Reception) for each film that is shown; empty where none has verdicts.

        Of a long franchise's films only those that have any.
        """
        reviews = Review.objects.published().filter(film__in=self.films)
        by_film = defaultdict(list)
        for film_id, verdict in reviews.values_list("film_id", "verdict"):
            by_film[film_id].append(verdict)
        receptions = [(film, Reception.of(by_film[film.pk])) for film in self.films]
        received = [(film, reception) for film, reception in receptions if reception.total]
        return receptions if received and not self.franchise.is_long else received

    @cached_property
    def reception(self):
        """The Reception of all films of a long franchise together, on its first page."""
        if not self.franchise.is_long or self.number > 1:
            return Reception()
        reviews = Review.objects.published().filter(film__installments__franchise=self.franchise)
        return Reception.of(reviews.values_list("verdict", flat=True))

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.franchise, "introduction"))

    @cached_property
    def citations(self):
        return Citations(self.sources)
