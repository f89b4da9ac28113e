"""The facts of an invented film beside its text, and its place in franchises."""

from films.models import (
    Figure,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmLink,
    Release,
)

from ..models import Installment
from .background import Series
from .new_film import NewFilm
from .words import BY_SHARE, PROSE

# How many there are in each of a hundred, or of ten films.
RELEASE_SIZES = (1,) * 84 + (2,) * 9 + (3,) * 4 + (5,) * 2 + (9,)
GENRES = (0,) + (1,) * 7 + (2, 3)


def add_facts(new: NewFilm) -> None:
    _add_origins(new)
    _add_companies(new)
    _add_figures(new)
    _add_releases(new)
    _add_links(new)
    _add_installments(new)


def _add_origins(new: NewFilm) -> None:
    """Countries, languages and genres."""
    words, film, background = new.words, new.film, new.background
    countries, languages = [new.tongue.countries[0]], [new.tongue.code]
    if words.chance() < 0.08:
        countries.append(words.choice(words.tongue().countries))
    if words.chance() < 0.05:
        languages.append("en")
    for position, code in enumerate(dict.fromkeys(countries)):
        new.add(FilmCountry(film=film, country=background.countries[code], position=position))
    for position, code in enumerate(dict.fromkeys(languages)):
        new.add(FilmLanguage(film=film, language=background.languages[code], position=position))
    genres = words.random.sample(background.genres, words.choice(GENRES))
    for position, genre in enumerate(genres):
        new.add(FilmGenre(film=film, genre=genre, position=position))


def _add_companies(new: NewFilm) -> None:
    for role, share in (("production", 0.7), ("distribution", 0.05)):
        if new.words.chance() < share:
            new.add(FilmCompany(film=new.film, company=new.background.company(), role=role))


def _add_figures(new: NewFilm) -> None:
    words, currency = new.words, new.tongue.currency
    if new.is_to_come or words.chance() > 0.2:
        return
    budget = words.random.randint(3, 900) * 100_000
    figures = [Figure(kind="budget", amount=budget, unit=currency)]
    if words.chance() < 0.3:
        takings = words.random.randint(budget // 5, budget * 4)
        figures.append(Figure(kind="box_office", amount=takings, unit=currency))
    if words.chance() < 0.1:
        viewers = words.random.randint(1, 400) * 10_000
        figures.append(Figure(kind="viewers", amount=viewers, is_minimum=True))
    for position, figure in enumerate(figures):
        figure.film, figure.position = new.film, position
        if words.chance() < 0.3:
            figure.source = words.choice(new.background.sources)
        new.add(figure)


def _add_releases(new: NewFilm) -> None:
    words, film, countries = new.words, new.film, new.background.countries
    if new.is_to_come:
        # Some are dated already, far enough ahead to be so for long.
        if words.chance() < 0.3:
            year = str(words.random.randint(2085, 2089))
            new.add(Release(film=film, country=countries["US"], released_on=year))
        return
    codes = [new.tongue.countries[0]]
    for _ in range(words.choice(RELEASE_SIZES) - 1):
        codes.append(words.choice(words.choice(BY_SHARE).countries))
    for code in dict.fromkeys(codes):
        company = new.background.company() if words.chance() < 0.4 else None
        day = words.date(new.year)
        new.add(Release(film=film, country=countries[code], company=company, released_on=day))
    if words.chance() < 0.08:
        event, day = words.line(PROSE["festivals"]), words.date(new.year)
        new.add(Release(film=film, kind="festival", event=event, released_on=day))
    if new.year > 2010 and words.chance() < 0.2:
        new.add(Release(film=film, kind="streaming", released_on=words.date(new.year)))


def _add_links(new: NewFilm) -> None:
    if new.words.chance() < 0.1:
        label, url = new.words.choice(PROSE["links"]), f"https://{new.film.slug}.example/"
        new.add(FilmLink(film=new.film, label=label, url=url))


def _add_installments(new: NewFilm) -> None:
    if not new.series:
        return
    words, others = new.words, ("main", "sequel", "sequel", "prequel", "spin_off")
    relation = "main" if new.position == 0 else words.choice(others)
    _add_installment(new, new.series, new.position + 1, relation)
    # A few meet the heroes of another franchise.
    other = words.choice(new.background.series)
    if words.chance() < 0.02 and other is not new.series:
        _add_installment(new, other, other.size + 1, "crossover")


def _add_installment(new: NewFilm, series: Series, position: int, relation: str) -> None:
    installment = Installment(
        film=new.film,
        franchise=series.franchise,
        position=position,
        relation=relation,
        label=f"Part {position}" if new.words.chance() < 0.1 else "",
    )
    new.add(installment)
