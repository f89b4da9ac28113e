"""A film of an invented catalogue while it is made."""

from django.db.models import Model

from films.models import Character, Film

from .background import FIRST_YEAR, YEARS_IN_AGE, Background, Batch, Series, age_of
from .words import Tongue

# The share of each age in a hundred films.
AGES_OF_FILMS = (0,) * 10 + (1,) * 14 + (2,) * 19 + (3,) * 25 + (4,) * 32


class NewFilm:
    """What the parts of a film must know of it; each part is added to a batch of rows."""

    film: Film

    def __init__(self, background: Background, batch: Batch, number: int) -> None:
        self.background, self.words, self.batch = background, background.words, batch
        self.number = number
        self.series: Series | None
        self.series, self.position = background.places.get(number, (None, 0))
        self.tongue: Tongue = self.series.tongue if self.series else self.words.tongue()
        self.year = self._year()
        self.age = age_of(self.year)
        # Of a series only the last is still to come, and of a catalogue none of the first.
        is_last = self.series is None or self.position == self.series.size - 1
        self.is_to_come = is_last and number > 2 and self.words.chance() < 0.04
        self.has_french = self.words.chance() < 0.2
        # Who made it, by index and by name.
        self.people: set[int] = set()
        self.names: list[str] = []
        # Whom its plot tells of: `heroes` has also the names of those who are no rows.
        self.characters: list[Character] = []
        self.heroes: list[str] = []

    def _year(self) -> int:
        if self.series:
            return self.series.year_of(self.position)
        first = FIRST_YEAR + self.words.choice(AGES_OF_FILMS) * YEARS_IN_AGE
        return self.words.random.randint(first, first + YEARS_IN_AGE - 1)

    def add(self, row: Model) -> None:
        self.batch[type(row)].append(row)

    def person(self) -> int | None:
        """The index of a person who is not in the film yet; None where nobody is found."""
        return self.background.person(self.age, self.people)
