"""What an invented catalogue has before its films: people, companies, press and franchises.

There are half as many people as films, and 3 franchises to a hundred films. Careers and franchises
are long and short as Zipf's law has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from django.db.models import Model

from films.models import Character, Company, Country, Film, Genre, Language, Person, Source
from reviews.models import Critic, Publication

from ..models import Franchise
from .words import COUNTRIES, FRENCH, PROSE, TONGUES, Slugs, Tongue, Words

# Rows of each model, in the order in which they can be written.
Batch = dict[type[Model], list[Model]]

# Nobody works in two ages: careers last 21 years at most.
AGES = 5
FIRST_YEAR, YEARS_IN_AGE = 1921, 21
LAST_YEAR = FIRST_YEAR + AGES * YEARS_IN_AGE - 1
PEOPLE_IN_BATCH, FRANCHISES_IN_BATCH = 2000, 200


def age_of(year: int) -> int:
    return min((year - FIRST_YEAR) // YEARS_IN_AGE, AGES - 1)


@dataclass
class Series:
    """A franchise that grows while its films are made."""

    franchise: Franchise
    tongue: Tongue
    size: int
    first_year: int
    subtitles: list[str]
    cast: list[Character]
    # Who plays whom: the index of a person, by the character's index and the age.
    actors: dict[tuple[int, int], int] = field(default_factory=dict)
    last_film: Film | None = None

    def year_of(self, position: int) -> int:
        span = min(self.size * 2, LAST_YEAR - self.first_year)
        return self.first_year + position * span // self.size


class Background:
    """Makes what comes before the films of a catalogue, and gives it to them.

    Films are numbered from 0, and people have an index: a row of each would fill the memory.
    """

    def __init__(self, films: int, seed: int) -> None:
        self.films = films
        self.words = Words(Random(seed))  # noqa: S311 - nothing here is secret.
        self.languages: dict[str, Language] = {}
        self.countries: dict[str, Country] = {}
        self.genres: list[Genre] = []
        self.companies: list[Company] = []
        self.publications: list[Publication] = []
        self.critics: list[Critic] = []
        self.sources: list[Source] = []
        self.person_keys: list[int] = []
        self.person_names: list[str] = []
        self.series: list[Series] = []
        # By a film's number: its series, and its position there.
        self.places: dict[int, tuple[Series, int]] = {}
        self.film_slugs, self.character_slugs = slugs_of(Film), slugs_of(Character)
        # Of each age the people who were in no film yet: each gets into one.
        self.newcomers: list[Iterator[int]] = []

    def batches(self) -> Iterator[Batch]:
        """Yield the rows. Each batch is to be saved before the next is asked for."""
        yield from self._names_of_the_world()
        yield from self._companies_and_press()
        yield from self._sources()
        yield from self._people()
        yield from self._franchises()

    def _names_of_the_world(self) -> Iterator[Batch]:
        """Languages, countries and genres: those that are there already are taken."""
        self.languages = {row.code: row for row in Language.objects.all()}
        self.countries = {row.code: row for row in Country.objects.all()}
        known_genres = {row.slug: row for row in Genre.objects.all()}
        languages = [
            Language(code=code, name=tongue.name)
            for code, tongue in TONGUES.items()
            if code not in self.languages
        ]
        countries = [
            Country(code=code, name=name)
            for code, name in COUNTRIES.items()
            if code not in self.countries
        ]
        slugs, genres = Slugs(), []
        for name, french in PROSE["genres"].items():
            slug = slugs.free(name, "genre")
            translations = {"fr": {"name": french}}
            genre = known_genres.get(slug) or Genre(slug=slug, name=name, translations=translations)
            self.genres.append(genre)
            if slug not in known_genres:
                genres.append(genre)
        yield {Language: languages, Country: countries, Genre: genres}
        self.languages |= {row.code: row for row in languages}
        self.countries |= {row.code: row for row in countries}

    def _companies_and_press(self) -> Iterator[Batch]:
        words, choice = self.words, self.words.choice
        slugs = {model: slugs_of(model) for model in (Company, Publication, Critic)}
        for _ in range(max(6, self.films // 50)):
            name = f"{words.family(words.tongue())} {choice(PROSE['companies'])}"
            slug = slugs[Company].free(name, "company")
            self.companies.append(Company(slug=slug, name=name, url=f"https://{slug}.example/"))
        for _ in range(max(8, self.films // 400)):
            name = words.line(PROSE["publications"])
            slug = slugs[Publication].free(name, "publication")
            url = f"https://{slug}.example/"
            self.publications.append(Publication(slug=slug, name=name, url=url))
        for _ in range(max(12, self.films // 50)):
            name, _index = words.name(words.tongue())
            self.critics.append(Critic(slug=slugs[Critic].free(name, "critic"), name=name))
        yield {Company: self.companies, Publication: self.publications, Critic: self.critics}

    def _sources(self) -> Iterator[Batch]:
        words = self.words
        keys = Slugs(Source.objects.values_list("key", flat=True))
        for _ in range(max(8, self.films // 10)):
            who, _index = words.name(words.tongue())
            title = words.line(PROSE["source_titles"], who=who)
            year = words.random.randint(1990, LAST_YEAR)
            key = keys.free(f"{title} {year}", "source")
            source = Source(
                key=key,
                title=title,
                authors=words.name(words.tongue())[0],
                publisher=words.choice(self.publications).name,
                url=f"https://library.example/{key}",
                published_on=words.date(year),
                licence="CC BY-SA 4.0" if words.chance() < 0.05 else "",
            )
            self.sources.append(source)
        yield {Source: self.sources}

    def _people(self) -> Iterator[Batch]:
        slugs = slugs_of(Person)
        # Enough for each age to have a cast.
        count = max(60, self.films // 2)
        for start in range(0, count, PEOPLE_IN_BATCH):
            numbers = range(start, min(start + PEOPLE_IN_BATCH, count))
            people = [self._person(number, slugs) for number in numbers]
            yield {Person: people}
            self.person_keys += [person.pk for person in people]
            self.person_names += [person.name for person in people]
        self.newcomers = [iter(range(age, count, AGES)) for age in range(AGES)]

    def _person(self, number: int, slugs: Slugs) -> Person:
        words = self.words
        name, index = words.name(words.tongue())
        first_year = FIRST_YEAR + number % AGES * YEARS_IN_AGE
        person = Person(slug=slugs.free(name, "person"), name=name, sort_name=index)
        if words.chance() < 0.7:
            born = first_year - words.random.randint(15, 45)
            person.born_on = words.date(born)
            # Nobody is buried before the end of their career, or over a hundred years old.
            died = born + words.random.randint(67, 99)
            if died < LAST_YEAR:
                person.died_on = words.date(died)
        if words.chance() < 0.4:
            person.biography = words.paragraph(PROSE["biography"], 4, who=name)
            person.biography += self.citation(0.5)
            if words.chance() < 0.15:
                french = words.paragraph(PROSE["biography_fr"], 3, who=name)
                person.translations = {"fr": {"biography": french}}
        return person

    def _franchises(self) -> Iterator[Batch]:
        slugs = slugs_of(Franchise)
        sizes = franchise_sizes(self.films, self.words)
        for start in range(0, len(sizes), FRANCHISES_IN_BATCH):
            series = [
                # The first and longest is there for all to see.
                self._one_series(size, slugs, is_hidden=rank % 50 == 49)
                for rank, size in enumerate(sizes[start : start + FRANCHISES_IN_BATCH])
            ]
            yield {
                Franchise: [each.franchise for each in series],
                Character: [character for each in series for character in each.cast],
            }
            self.series += series
        self._give_places()

    def _give_places(self) -> None:
        """Strew the films of each franchise over the catalogue, as they would be entered."""
        numbers = list(range(self.films))
        self.words.random.shuffle(numbers)
        free = iter(numbers)
        for series in self.series:
            for position, number in enumerate(sorted(islice(free, series.size))):
                self.places[number] = (series, position)

    def _one_series(self, size: int, slugs: Slugs, is_hidden: bool) -> Series:
        words = self.words
        tongue = words.tongue()
        own, english = words.title(tongue), words.title(TONGUES["en"])
        title = english if tongue.code == "en" or words.chance() < 0.7 else own
        franchise = Franchise(
            slug=slugs.free(title, "franchise"),
            title=title,
            original_title=own if own != title and tongue.code != "en" else "",
            original_language=self.languages[tongue.code],
            tagline=words.line(PROSE["taglines"]) if words.chance() < 0.6 else "",
            introduction=words.paragraph(PROSE["franchise"], 3),
            accent=words.choice(PROSE["accents"]) if words.chance() < 0.3 else "",
            status="draft" if is_hidden else "published",
        )
        if words.chance() < 0.2:
            franchise.translations = {
                "fr": {
                    "title": words.title(FRENCH),
                    "introduction": words.paragraph(PROSE["franchise_fr"], 2),
                }
            }
        subtitles = list(PROSE["subtitles"])
        words.random.shuffle(subtitles)
        return Series(
            franchise=franchise,
            tongue=tongue,
            size=size,
            first_year=words.random.randint(FIRST_YEAR, LAST_YEAR - 20),
            subtitles=subtitles if words.chance() < 0.5 else [],
            cast=[self.character(tongue) for _ in range(min(40, 4 + size // 4))],
        )

    def character(self, tongue: Tongue) -> Character:
        words = self.words
        by_title = words.chance() < 0.1
        name = words.choice(PROSE["character_names"]) if by_title else words.name(tongue)[0]
        slug = self.character_slugs.free(name, "character")
        return Character(slug=slug, name=name, description=words.line(PROSE["character"]))

    def person(self, age: int, taken: set[int]) -> int | None:
        """The index of a person who worked in that age; None where everybody is `taken`."""
        count = len(self.person_keys)
        for _ in range(8):
            index = None
            if self.words.chance() < 0.25:
                index = next(self.newcomers[age], None)
            if index is None:
                rank = self.words.rank(count)
                index = min(rank - rank % AGES + age, count - AGES + age)
            if index not in taken:
                taken.add(index)
                return index
        return None

    def company(self) -> Company:
        return self.companies[self.words.rank(len(self.companies))]

    def citation(self, share: float) -> str:
        """A citation of a source for that share of texts, for the others nothing."""
        if self.words.chance() >= share:
            return ""
        return f"[^{self.words.choice(self.sources).key}]"


def slugs_of(model: type[Model]) -> Slugs:
    """Slugs that no row of the model has."""
    return Slugs(model._base_manager.values_list("slug", flat=True))


def franchise_sizes(films: int, words: Words) -> list[int]:
    """How many films each franchise has: most 2 to 6, a few dozens, and one as many as 300."""
    largest = min(300, films // 20)
    sizes = [
        max(words.choice((2, 2, 3, 3, 3, 4, 4, 5, 6)), int(largest / (rank + 1) ** 0.8))
        for rank in range(max(1, films * 3 // 100))
    ]
    return sizes if films >= 20 else [min(films, 3)]
