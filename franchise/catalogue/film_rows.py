"""The films of an invented catalogue, each with all that belongs to it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Model

from films.models import (
    ArticleSection,
    Character,
    Company,
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmLink,
    PlotSection,
    PlotSectionCharacter,
    Release,
)
from reviews.models import Critic, Publication, Review

from ..models import Installment
from .making import (
    AGES,
    FILMS_IN_BATCH,
    FIRST_YEAR,
    YEARS_IN_AGE,
    Batch,
    Catalogue,
    Series,
    age_of,
    slugs_of,
)
from .words import BY_SHARE, ENGLISH, FRENCH, PROSE, Slugs, Tongue

# In the order in which they can be written.
MODELS: tuple[type[Model], ...] = (
    Film,
    Character,
    Credit,
    PlotSection,
    PlotSectionCharacter,
    ArticleSection,
    FilmCountry,
    FilmLanguage,
    FilmGenre,
    FilmCompany,
    Release,
    Figure,
    FilmLink,
    Installment,
    Review,
)

# Far away, whenever this runs.
NOT_YET = datetime(2090, 1, 1, tzinfo=UTC)
OVER = datetime(2021, 6, 1, tzinfo=UTC)

# How many there are, out of a hundred films.
AGES_OF_FILMS = (0,) * 10 + (1,) * 14 + (2,) * 19 + (3,) * 25 + (4,) * 32
CAST_SIZES = (1,) * 38 + (2,) * 33 + (3,) * 16 + (4,) * 6 + (6,) * 4 + (12,) * 2 + (30,)
PLOT_SIZES = (0,) * 24 + (1,) * 56 + (2,) * 9 + (3,) * 8 + (5,) * 3
ARTICLE_SIZES = (0,) * 52 + (1,) * 34 + (2,) * 9 + (3,) * 4 + (6,)
REVIEW_SIZES = (0,) * 55 + (1,) * 24 + (2,) * 12 + (4,) * 6 + (8,) * 2 + (24,)
RELEASE_SIZES = (1,) * 84 + (2,) * 9 + (3,) * 4 + (5,) * 2 + (9,)
PARAGRAPHS = (1,) * 5 + (2,) * 3 + (3,) + (6,)
VERDICTS = ("positive",) * 9 + ("mixed",) * 7 + ("negative",) * 4

CREW = (
    ("writer", 0.45),
    ("screenplay", 0.2),
    ("story", 0.05),
    ("producer", 0.4),
    ("executive_producer", 0.05),
    ("music", 0.25),
    ("cinematography", 0.2),
    ("editing", 0.15),
    ("production_design", 0.06),
    ("costume_design", 0.05),
    ("sound", 0.04),
    ("visual_effects", 0.04),
    ("stunts", 0.03),
    ("casting", 0.03),
)
# A printed score, its value and what it is out of.
SCORES = [
    *((f"{number}/5", number, 5) for number in range(1, 6)),
    *((f"{number}/10", number, 10) for number in range(1, 11)),
    *((f"{number}%", number, 100) for number in range(20, 100, 5)),
    *((letter, None, None) for letter in ("A", "A−", "B+", "B", "C", "D")),
]


def _scores(verdict: str) -> list[tuple[str, int | None, int | None]]:
    """The scores that a critic of such a mind would print."""
    letters = {"positive": "AB+", "mixed": "BC", "negative": "D"}[verdict]
    lowest = {"positive": 0.7, "mixed": 0.45, "negative": 0}[verdict]
    highest = {"positive": 1, "mixed": 0.69, "negative": 0.44}[verdict]
    return [
        score
        for score in SCORES
        if (score[1] is None and score[0][0] in letters)
        or (score[1] is not None and lowest <= score[1] / score[2] <= highest)
    ]


SCORES_BY_VERDICT = {verdict: _scores(verdict) for verdict in ("positive", "mixed", "negative")}


class FilmMaker:
    """Makes films from what a catalogue has made before them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.words = catalogue, catalogue.words
        self.slugs, self.character_slugs = slugs_of(Film), slugs_of(Character)
        # Of each age the people who were in no film yet: each gets into one.
        count = len(catalogue.person_keys)
        self.newcomers = [iter(range(age, count, AGES)) for age in range(AGES)]

    def batches(self) -> Iterator[Batch]:
        """Yield all films. Each batch is to be saved before the next is asked for."""
        count = self.catalogue.films
        for start in range(0, count, FILMS_IN_BATCH):
            batch: Batch = {model: [] for model in MODELS}
            for number in range(start, min(start + FILMS_IN_BATCH, count)):
                FilmDraft(self, batch, number).make()
            yield batch

    def person(self, age: int, taken: set[int]) -> int | None:
        """The index of a person who worked in that age; None where everybody is `taken`."""
        count = len(self.catalogue.person_keys)
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


class FilmDraft:
    """One film on its way into a batch."""

    def __init__(self, maker: FilmMaker, batch: Batch, number: int) -> None:
        self.maker, self.catalogue, self.words = maker, maker.catalogue, maker.words
        self.batch, self.number = batch, number
        self.series, self.position = self.catalogue.places.get(number, (None, 0))
        self.tongue: Tongue = self.series.tongue if self.series else self.words.tongue()
        self.year = self._year()
        self.age = age_of(self.year)
        # The last of a series alone is to come.
        is_last = self.series is None or self.position == self.series.size - 1
        self.is_to_come = is_last and self.number > 2 and self.words.chance() < 0.04
        self.is_french = self.words.chance() < 0.2
        self.people: set[int] = set()
        self.characters: list[Character] = []
        self.names: list[str] = []

    def add(self, row: Model) -> None:
        self.batch[type(row)].append(row)

    def make(self) -> None:
        self.film = self._film()
        self.add(self.film)
        self._crew()
        self._cast()
        self.names = self.names or ["A stranger"]
        self._plot()
        self._articles()
        self._facts()
        self._releases()
        self._links()
        self._installments()
        if not self.is_to_come:
            self._reviews()
        if self.series:
            self.series.last_title = self.film.title
            self.series.last_url = f"/films/{self.film.slug}/"
            if self.film.status == "draft" or self.film.publish_at or self.film.unpublish_at:
                self.series.last_url = ""

    def _year(self) -> int:
        if self.series:
            return self.series.year_of(self.position)
        first = FIRST_YEAR + self.words.choice(AGES_OF_FILMS) * YEARS_IN_AGE
        return self.words.random.randint(first, first + YEARS_IN_AGE - 1)

    # The film itself

    def _film(self) -> Film:
        words = self.words
        title, original = self._titles()
        film = Film(
            slug=self.maker.slugs.free(title, "film"),
            title=title,
            original_title=original,
            original_language=self.catalogue.languages[self.tongue.code],
            tagline=words.line(PROSE["taglines"]) if words.chance() < 0.35 else "",
            runtime_minutes=words.random.randint(72, 178) if not self.is_to_come else None,
            production_status="released",
            status="published",
        )
        if self.is_to_come:
            stages = ("announced", "announced", "pre_production", "filming", "post_production")
            film.production_status = words.choice(stages)
        if words.chance() < 0.05:
            film.text_source = words.choice(self.catalogue.sources)
        if words.chance() < 0.8:
            film.lead = words.paragraph(PROSE["lead"], 3, title=title) + self._citation(0.5)
        if self.is_french:
            film.translations = {"fr": self._french_of_film(film)}
        self._publish(film)
        return film

    def _titles(self) -> tuple[str, str]:
        """The title as the site's visitors know it, and the original one where it differs."""
        words = self.words
        if self.series:
            title, original = self.series.franchise.title, self.series.franchise.original_title
            number = f" {self.position + 1}" if self.position else ""
            has_subtitle = 0 < self.position <= len(self.series.subtitles)
            end = f": {self.series.subtitles[self.position - 1]}" if has_subtitle else number
            return title + end, original and original + number
        if self.tongue is ENGLISH:
            return words.title(ENGLISH), ""
        own = words.title(self.tongue)
        return (words.title(ENGLISH), own) if words.chance() < 0.7 else (own, "")

    def _french_of_film(self, film: Film) -> dict[str, str]:
        words = self.words
        is_from_there = self.tongue is FRENCH and film.original_title
        title = film.original_title if is_from_there else words.title(FRENCH)
        texts = {"title": title}
        if film.tagline:
            texts["tagline"] = words.line(PROSE["taglines_fr"])
        if film.lead:
            texts["lead"] = words.paragraph(PROSE["lead_fr"], 3, title=title)
        return texts

    def _publish(self, film: Film) -> None:
        """Nearly all films are published; the first ones of a catalogue always are."""
        if self.number % 60 == 14:
            film.status = "draft"
        elif self.number % 150 == 15:
            film.publish_at = NOT_YET
        elif self.number % 400 == 16:
            film.unpublish_at = OVER

    def _citation(self, share: float) -> str:
        """A citation for that share of texts."""
        if self.words.chance() >= share:
            return ""
        return f"[^{self.words.choice(self.catalogue.sources).key}]"

    # Who made it

    def _credit(self, role: str, index: int, character: Character | None = None) -> None:
        name = self.catalogue.person_names[index]
        chance = self.words.chance()
        credit = Credit(
            film=self.film,
            person_id=self.catalogue.person_keys[index],
            role=role,
            character=character,
            # Some are credited by their initial.
            credited_as=f"{name[0]}. {name.split()[-1]}" if chance < 0.01 else "",
            position=len(self.people),
        )
        if role == "cast":
            credit.is_starring = len(self.names) <= 2
        if chance > 0.98:
            credit.source = self.words.choice(self.catalogue.sources)
        self.add(credit)

    def _crew(self) -> None:
        person, people, chance = self.maker.person, self.people, self.words.chance
        director = person(self.age, people)
        if director is not None:
            self._credit("director", director)
        for role, share in CREW:
            if chance() < share:
                # Many write what they direct.
                is_director = role in ("writer", "screenplay") and chance() < 0.4
                index = director if is_director else person(self.age, people)
                if index is not None:
                    self._credit(role, index)

    def _cast(self) -> None:
        size = self.words.choice(CAST_SIZES)
        pool = self.series.cast if self.series else []
        known = self.words.random.sample(range(len(pool)), min(size, len(pool)))
        for number in range(size):
            if number < len(known):
                character, index = pool[known[number]], self._actor(known[number])
            else:
                character, index = self._new_character(), self.maker.person(self.age, self.people)
            if index is None:
                continue
            if character:
                self.characters.append(character)
            self.names.append(character.name if character else self.words.name(self.tongue)[0])
            self._credit("cast", index, character)

    def _actor(self, role: int) -> int | None:
        """Who plays a character of the series: the same person throughout an age."""
        index = self.series.actors.get((role, self.age))
        if index is None:
            index = self.maker.person(self.age, self.people)
            if index is not None:
                self.series.actors[role, self.age] = index
        elif index in self.people:
            return None
        if index is not None:
            self.people.add(index)
        return index

    def _new_character(self) -> Character | None:
        if self.words.chance() > 0.35:
            return None
        character = self.catalogue.character(self.tongue, self.maker.character_slugs)
        self.add(character)
        return character

    # Its texts

    def _plot(self) -> None:
        count = self.words.choice(PLOT_SIZES)
        keys = Slugs()
        for position in range(count):
            level = 0 if position == 0 else 2 if position == count - 1 and count > 2 else 1
            heading = self.words.line(PROSE["plot_headings"][level])
            section = PlotSection(
                film=self.film,
                key=keys.free(heading, "section"),
                heading=heading,
                body=self._told(PROSE["plot"]),
                spoiler_level=level,
                position=position,
            )
            if self.is_french and self.words.chance() < 0.5:
                section.translations = {
                    "fr": {
                        "heading": self.words.choice(PROSE["plot_headings_fr"][level]),
                        "body": self._told(PROSE["plot_fr"]),
                    }
                }
            self.add(section)
            self._appearances(section)

    def _appearances(self, section: PlotSection) -> None:
        count = min(self.words.choice((1, 2)), len(self.characters))
        who = self.words.random.sample(self.characters, count)
        for position, character in enumerate(who):
            self.add(PlotSectionCharacter(section=section, character=character, position=position))

    def _articles(self) -> None:
        keys = Slugs()
        topics = list(PROSE["articles"])
        for position in range(self.words.choice(ARTICLE_SIZES)):
            topic = topics[0] if position == 0 else self.words.choice(topics)
            texts = PROSE["articles"][topic]
            heading = self.words.choice(texts["headings"])
            section = ArticleSection(
                film=self.film,
                key=keys.free(heading, "section"),
                heading=heading,
                body=self._told(texts["sentences"], cited=0.7),
                topic=topic,
                position=position,
            )
            if position == 0 and self.series and self.series.last_url:
                series = self.series
                line = PROSE["see_also"].format(title=series.last_title, url=series.last_url)
                section.body += f"\n\n{line}"
            if self.is_french and self.words.chance() < 0.5:
                section.translations = {
                    "fr": {
                        "heading": self.words.choice(PROSE["articles_fr"][topic]),
                        "body": self._told(PROSE["article_sentences_fr"]),
                    }
                }
            self.add(section)

    def _told(self, sentences: list[str], cited: float = 0.1) -> str:
        """A few paragraphs, with citations at the ends of that share of them."""
        words = self.words
        who = words.choice(self.names)
        others = [name for name in self.names if name != who] or ["the stranger"]
        paragraphs = [
            words.paragraph(
                sentences,
                words.random.randint(3, 6),
                who=who,
                other=words.choice(others),
                year=self.year,
            )
            + self._citation(cited)
            for _ in range(words.choice(PARAGRAPHS))
        ]
        return "\n\n".join(paragraphs)

    # Its facts

    def _facts(self) -> None:
        words, film, catalogue = self.words, self.film, self.catalogue
        home = [self.tongue.countries[0]]
        if words.chance() < 0.08:
            home.append(words.choice(words.tongue().countries))
        for position, code in enumerate(dict.fromkeys(home)):
            country = catalogue.countries[code]
            self.add(FilmCountry(film=film, country=country, position=position))
        codes = dict.fromkeys([self.tongue.code] + ["en"] * (words.chance() < 0.05))
        for position, code in enumerate(codes):
            language = catalogue.languages[code]
            self.add(FilmLanguage(film=film, language=language, position=position))
        genres = words.random.sample(catalogue.genres, words.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 3)))
        for position, genre in enumerate(genres):
            self.add(FilmGenre(film=film, genre=genre, position=position))
        if words.chance() < 0.7:
            self.add(FilmCompany(film=film, company=self._company(), role="production"))
        if words.chance() < 0.05:
            company = self._company()
            self.add(FilmCompany(film=film, company=company, role="distribution", position=1))
        self._figures()

    def _company(self) -> Company:
        companies = self.catalogue.companies
        return companies[self.words.rank(len(companies))]

    def _figures(self) -> None:
        words = self.words
        if self.is_to_come or words.chance() > 0.2:
            return
        budget = words.random.randint(3, 900) * 100_000
        figures = [Figure(kind="budget", amount=budget, unit=self.tongue.currency)]
        if words.chance() < 0.3:
            takings = int(budget * words.random.uniform(0.2, 4))
            figures.append(Figure(kind="box_office", amount=takings, unit=self.tongue.currency))
        if words.chance() < 0.1:
            viewers = words.random.randint(1, 400) * 10_000
            figures.append(Figure(kind="viewers", amount=viewers, is_minimum=True))
        for position, figure in enumerate(figures):
            figure.film, figure.position = self.film, position
            if words.chance() < 0.3:
                figure.source = words.choice(self.catalogue.sources)
            self.add(figure)

    def _releases(self) -> None:
        words, countries = self.words, self.catalogue.countries
        if self.is_to_come:
            # Some are dated already, far enough ahead to be so for long.
            if words.chance() < 0.3:
                year = str(words.random.randint(2085, 2089))
                self.add(Release(film=self.film, country=countries["US"], released_on=year))
            return
        codes = [self.tongue.countries[0]]
        codes += [
            words.choice(words.choice(BY_SHARE).countries)
            for _ in range(words.choice(RELEASE_SIZES) - 1)
        ]
        for code in dict.fromkeys(codes):
            release = Release(
                film=self.film,
                country=countries[code],
                released_on=words.date(self.year),
                company=self._company() if words.chance() < 0.4 else None,
            )
            self.add(release)
        if words.chance() < 0.08:
            event = words.line(PROSE["festivals"])
            day = words.date(self.year)
            self.add(Release(film=self.film, kind="festival", event=event, released_on=day))
        if self.year > 2010 and words.chance() < 0.2:
            day = words.date(self.year)
            self.add(Release(film=self.film, kind="streaming", released_on=day))

    def _links(self) -> None:
        if self.words.chance() < 0.1:
            label = self.words.choice(PROSE["links"])
            self.add(
                FilmLink(film=self.film, label=label, url=f"https://{self.film.slug}.example/")
            )

    def _installments(self) -> None:
        if not self.series:
            return
        words = self.words
        others = ("main", "sequel", "sequel", "prequel", "spin_off")
        relation = "main" if self.position == 0 else words.choice(others)
        self._installment(self.series, self.position + 1, relation)
        # A few meet the heroes of another franchise.
        other = words.choice(self.catalogue.series)
        if words.chance() < 0.02 and other is not self.series:
            self._installment(other, other.size + 1, "crossover")

    def _installment(self, series: Series, position: int, relation: str) -> None:
        self.add(
            Installment(
                film=self.film,
                franchise=series.franchise,
                position=position,
                relation=relation,
                label=f"Part {position}" if self.words.chance() < 0.1 else "",
            )
        )

    # What was written of it

    def _reviews(self) -> None:
        words, catalogue = self.words, self.catalogue
        taken: set[tuple[str, str]] = set()
        for position in range(words.choice(REVIEW_SIZES)):
            publication = catalogue.publications[words.rank(len(catalogue.publications))]
            critic = None
            if words.chance() < 0.8:
                critic = catalogue.critics[words.rank(len(catalogue.critics))]
            byline = (publication.slug, critic.slug if critic else "")
            if byline not in taken:
                taken.add(byline)
                self.add(self._review(publication, critic, position))

    def _review(self, publication: Publication, critic: Critic | None, position: int) -> Review:
        words, chance = self.words, self.words.chance
        verdict = words.choice(VERDICTS)
        review = Review(
            film=self.film,
            publication=publication,
            critic=critic,
            url=f"{publication.url}{self.film.slug}/{critic.slug if critic else ''}",
            published_on=words.date(self.year),
            position=position,
            status="draft" if chance() < 0.01 else "published",
        )
        if chance() < 0.7:
            self._quote(review, verdict)
        if chance() < 0.5 or not review.quote:
            review.summary = words.choice(PROSE["summaries"][verdict])
            if self.is_french:
                french = words.choice(PROSE["summaries_fr"][verdict])
                review.translations = {"fr": {"summary": french}}
        if chance() < 0.9:
            review.verdict = verdict
        if chance() < 0.6:
            scores = SCORES_BY_VERDICT[verdict]
            review.score_text, review.score_value, review.score_scale = words.choice(scores)
        return review

    def _quote(self, review: Review, verdict: str) -> None:
        """A quote in the film's language or in English."""
        own = [quote for quote in self.tongue.quotes if quote[2] == verdict]
        if own and self.words.chance() < 0.6:
            review.quote, review.quote_translation, _verdict = self.words.choice(own)
            review.language = self.catalogue.languages[self.tongue.code]
        else:
            review.quote = self.words.choice(PROSE["quotes"][verdict])
            review.language = self.catalogue.languages["en"]
