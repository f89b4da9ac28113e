"""The films of an invented catalogue, batch by batch."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Model

from films.models import (
    ArticleSection,
    Character,
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
from reviews.models import Review

from ..models import Installment
from .background import Background, Batch
from .credits import add_credits
from .facts import add_facts
from .new_film import NewFilm
from .reviews import add_reviews
from .texts import add_articles, add_plot
from .words import ENGLISH, FRENCH, PROSE

FILMS_IN_BATCH = 250

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

STAGES = ("announced", "announced", "pre_production", "filming", "post_production")
# Whenever this runs.
NOT_YET, OVER = datetime(2090, 1, 1, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC)


def film_batches(background: Background) -> Iterator[Batch]:
    """Yield all films with what belongs to them, `background` being saved.

    Each batch is to be saved before the next is asked for.
    """
    for start in range(0, background.films, FILMS_IN_BATCH):
        batch: Batch = {model: [] for model in MODELS}
        for number in range(start, min(start + FILMS_IN_BATCH, background.films)):
            _make(NewFilm(background, batch, number))
        yield batch


def _make(new: NewFilm) -> None:
    new.film = _film(new)
    new.add(new.film)
    add_credits(new)
    add_facts(new)
    if not new.is_to_come:
        add_plot(new)
        add_articles(new)
        add_reviews(new)
    if new.series:
        new.series.last_film = new.film


def _film(new: NewFilm) -> Film:
    words = new.words
    title, original_title = _titles(new)
    film = Film(
        slug=new.background.film_slugs.free(title, "film"),
        title=title,
        original_title=original_title,
        original_language=new.background.languages[new.tongue.code],
        production_status="released",
        status="published",
    )
    if words.chance() < 0.35:
        film.tagline = words.line(PROSE["taglines"])
    if new.is_to_come:
        film.production_status = words.choice(STAGES)
    else:
        film.runtime_minutes = words.random.randint(72, 178)
        if words.chance() < 0.85:
            lead = words.paragraph(PROSE["lead"], 3, title=title)
            film.lead = lead + new.background.citation(0.5)
    if words.chance() < 0.05:
        film.text_source = words.choice(new.background.sources)
    if new.has_french:
        film.translations = {"fr": _in_french(new, film)}
    _hide_a_few(film, new.number)
    return film


def _titles(new: NewFilm) -> tuple[str, str]:
    """The title as the site's visitors know it, and the original one where it differs."""
    words = new.words
    if new.series:
        title, original = new.series.franchise.title, new.series.franchise.original_title
        number = f" {new.position + 1}" if new.position else ""
        has_subtitle = 0 < new.position <= len(new.series.subtitles)
        end = f": {new.series.subtitles[new.position - 1]}" if has_subtitle else number
        return title + end, original and original + number
    if new.tongue is ENGLISH:
        return words.title(ENGLISH), ""
    own = words.title(new.tongue)
    return (words.title(ENGLISH), own) if words.chance() < 0.7 else (own, "")


def _in_french(new: NewFilm, film: Film) -> dict[str, str]:
    words = new.words
    is_from_there = new.tongue is FRENCH and film.original_title
    texts = {"title": film.original_title if is_from_there else words.title(FRENCH)}
    if film.tagline:
        texts["tagline"] = words.line(PROSE["taglines_fr"])
    if film.lead:
        texts["lead"] = words.paragraph(PROSE["lead_fr"], 3, title=texts["title"])
    return texts


def _hide_a_few(film: Film, number: int) -> None:
    """Leave one film in 60 a draft, and publish some others later or no more."""
    if number % 60 == 14:
        film.status = "draft"
    elif number % 150 == 15:
        film.publish_at = NOT_YET
    elif number % 400 == 16:
        film.unpublish_at = OVER
