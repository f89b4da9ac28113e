"""An Article as entries of content, as fixtures hold them, for what is here already.

What is here stays: an entry fills in what is empty and adds what is missing, unless it is asked to
bring a film up to date with its article.
"""

from dataclasses import dataclass

from films.models import (
    ArticleSection,
    Character,
    Company,
    Country,
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmLink,
    Genre,
    Language,
    Person,
    PlotSection,
    PlotSectionCharacter,
    Release,
)
from franchise.models import Franchise, Installment
from reviews.models import Critic, Publication, Review
from reviews.scores import read_score

from .known import Known, film_of, source_of
from .outline import ArticleError, Citation
from .places import country_name, language_name
from .references import References
from .rows import Rows, told_of, without_nothing

_ROLES = list(Credit.Role.values)


@dataclass(frozen=True)
class Provenance:
    """Where an article comes from: its URL, who publishes it, and on what terms."""

    url: str = ""
    publisher: str = ""
    licence: str = ""


def entries_of(article, known=None, *, provenance=None, franchise="", film="", update=False):
    """Return the entries that make a draft film of an Article, or complete the one that is here.

    `franchise` and `film` are slugs; without `film` it is found by title and year. With `update`,
    the article's values go before those here. What finds no place is added to the article's
    `unplaced` and `doubts`. Raises ArticleError where it cannot be told which film is meant.
    """
    told = _Telling(article, known or Known(), provenance or Provenance(), _franchise(franchise))
    told.begin(film, update)
    told.film()
    told.facts()
    told.credits()
    told.sections()
    told.reviews()
    told.place()
    return told.rows.entries()


def _franchise(slug):
    found = Franchise.objects.filter(slug=slug).first() if slug else None
    if slug and not found:
        known = ", ".join(Franchise.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise ArticleError(f"There is no franchise “{slug}”. There are: {known or 'none'}.")
    return found


def _film(slug):
    film = Film.objects.filter(slug=slug).first()
    if film is None:
        raise ArticleError(f"There is no film “{slug}”.")
    return film


def _is_bare(film):
    """Whether a film waits for its text: none that visitors see gets one that nobody has read."""
    has_text = film.lead or film.plot_sections.exists() or film.article_sections.exists()
    return film.status == Film.Status.DRAFT and not (has_text or film.text_source)


class _Telling:
    """Tells of one article, part by part, in rows."""

    def __init__(self, article, known, provenance, franchise):
        self.article, self.known, self.provenance = article, known, provenance
        self.franchise = franchise

    def begin(self, film, update):
        """Find the film, and where its text is from."""
        origin = Citation("", self.article.name, url=self.provenance.url)
        origin.publisher = self.provenance.publisher
        source = source_of(origin)
        here = _film(film) if film else film_of(self.article, source, self.known)
        slug = here.slug if here else self.known.new(Film, self.article.title).slug
        self.rows = Rows(slug, here, update)
        self.to = References(self.rows, self.known, self.article.citations)
        is_ours = bool(here and source and here.text_source == source)
        self.takes_text = not here or is_ours or _is_bare(here)
        if self.takes_text:
            self.origin = self.to.source(origin, licence=self.provenance.licence)
        else:
            self.unplaced(
                "The text was not imported, because the film is published or already has text."
            )

    def unplaced(self, what):
        self.article.unplaced.append(what)

    # The film and its facts

    def film(self):
        article = self.article
        told = {
            "slug": self.rows.slug,
            "title": article.title,
            "original_title": article.original_title,
            "original_language": self.to.coded(Language, article.original_language, language_name),
            "tagline": article.tagline,
            "runtime_minutes": article.runtime_minutes,
            "status": Film.Status.DRAFT.value,
        }
        if self.takes_text:
            told |= {"lead": self.to.prose(article.lead), "text_source": self.origin}
        told = without_nothing(told)
        if self.rows.film:
            here = told_of(self.rows.film)
            # Whether it is published, and under which title, is for editors to say.
            told |= {name: here[name] for name in ("title", "status")}
            told = here | told if self.rows.update else told | here
        self.rows.add(Film, **told)

    def facts(self):
        article, part = self.article, self.rows.part
        for code in article.countries:
            part(FilmCountry, country=self.to.coded(Country, code, country_name))
        for code in article.languages:
            part(FilmLanguage, language=self.to.coded(Language, code, language_name))
        for name in article.genres:
            self.tie(FilmGenre, "genre", Genre, name)
        for role, name in article.companies:
            self.tie(FilmCompany, "company", Company, name, role=role)
        for release in article.releases:
            self.release(release)
        for figure in article.figures:
            part(Figure, **vars(figure.counted), source=self.to.cited(figure.cites))
        for label, url in article.links:
            part(FilmLink, label=label, url=url)

    def tie(self, model, field, other, name, **fields):
        """Add a part that ties another row to the film, unless it is open which row."""
        if reference := self.to.named(other, name):
            self.rows.part(model, **{field: reference}, **fields)
        else:
            self.unplaced(f"{other._meta.verbose_name.capitalize()}: {name}")

    def release(self, release):
        self.rows.part(
            Release,
            kind=release.kind,
            country=self.to.coded(Country, release.country, country_name),
            event=release.event,
            released_on=release.released_on,
            company=self.to.named(Company, release.company),
            source=self.to.cited(release.cites),
        )

    # Its people

    def credits(self):
        for credit in sorted(self.article.credits, key=lambda credit: _ROLES.index(credit.role)):
            if person := self.to.named(Person, credit.person):
                self.credit(credit, person)
            else:
                self.unplaced(f"{Credit.Role(credit.role).label}: {credit.person}")

    def credit(self, credit, person):
        character = self.character(credit, person[0]) if credit.character else None
        if credit.role == Credit.Role.CAST and self.is_cast_otherwise(person, character):
            if character:
                self.article.doubts.append(
                    f"{credit.person} is already in the cast, but not as {credit.character}: left "
                    "unchanged."
                )
            return
        self.rows.part(
            Credit,
            person=person,
            role=credit.role,
            character=character,
            is_starring=credit.is_starring,
            source=self.to.cited(credit.cites),
        )

    def character(self, credit, person):
        name = credit.character
        found = self.known.character(name, person, self.rows.film, self.franchise)
        if not found.slug:
            self.unplaced(f"Character: {name} ({credit.person})")
        elif found.has_namesake:
            self.article.doubts.append(f"{name} will be created, although others have that name.")
        return self.to.reference(Character, found, description=self.to.prose(credit.description))

    def is_cast_otherwise(self, person, character):
        """Whether the film here has this person in its cast, but not as this character."""
        played = [key[2:] for key in self.rows.here(Credit) if key[1] == Credit.Role.CAST]
        wanted = (*person, character[0] if character else "")
        return wanted not in played and person[0] in (each for each, _ in played)

    # Its text, its reviews, its place

    def sections(self):
        for section in self.article.sections if self.takes_text else ():
            told = {"key": section.key, "heading": section.heading}
            told["body"] = self.to.prose(section.body)
            if section.topic == "plot":
                row = self.rows.part(PlotSection, spoiler_level=section.spoiler_level, **told)
            else:
                row = self.rows.part(ArticleSection, topic=section.topic, **told)
            if row and row.body.strip() != told["body"].strip():
                self.article.doubts.append(
                    f"“{section.heading}” already exists with different text: left unchanged."
                )
            elif not row:
                self.appearances(section)

    def appearances(self, section):
        for number, name in enumerate(section.characters, start=1):
            found = self.known.character(name, "", self.rows.film, self.franchise)
            if found.slug:
                self.rows.part(
                    PlotSectionCharacter,
                    section=[self.rows.slug, section.key],
                    character=[found.slug],
                    position=number,
                )

    def reviews(self):
        for review in self.article.reviews:
            publication = self.to.named(Publication, review.publication)
            critic = self.to.named(Critic, review.critic)
            if publication and (critic or not review.critic):
                self.review(review, publication, critic)
            else:
                self.unplaced(f"Review: {review.critic}, {review.publication}")

    def review(self, review, publication, critic):
        value, scale = read_score(review.score_text) or ("", "")
        self.rows.part(
            Review,
            publication=publication,
            critic=critic,
            status=Review.Status.DRAFT.value,
            url=review.url,
            published_on=review.published_on,
            quote=review.quote,
            summary=review.summary,
            score_text=review.score_text,
            score_value=str(value),
            score_scale=str(scale),
        )

    def place(self):
        """Put the film at the end of its franchise, unless it is in there."""
        places = Installment.objects.filter(franchise=self.franchise).order_by("-position")
        if not self.franchise or places.filter(film__slug=self.rows.slug).exists():
            return
        last = places.first()
        self.rows.add(
            Installment,
            franchise=[self.franchise.slug],
            film=[self.rows.slug],
            position=last.position + 1 if last else 1,
        )
        if last:
            self.article.doubts.append(
                f"It was added to the end of {self.franchise} as a main film. Check its relation "
                "to the others."
            )
