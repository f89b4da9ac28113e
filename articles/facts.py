"""The facts of an article, line by line, put into the fields that they belong to."""

import re
from functools import partial
from urllib.parse import urlsplit

from content.search_keys import normalize

from .article import ParsedCredit, ParsedFigure
from .figures import money_in
from .names import LONGEST, is_name, listed, people_in, without_clause
from .places import country_code, language_code
from .releases import read_release

# What a fact is called, normalized and without an (s), by the role of the credit that it gives.
_CREDITS = {
    "director": ("director", "directed by", "directors"),
    "writer": ("writer", "writers", "written by", "written", "author"),
    "screenplay": ("screenplay", "screenplay by", "screenwriter", "screenwriters", "script"),
    "story": ("story", "story by"),
    "producer": ("producer", "producers", "produced by"),
    "executive_producer": ("executive producer", "executive producers"),
    "music": ("music", "music by", "composer", "composers", "score"),
    "cinematography": ("cinematography", "cinematographer", "director of photography"),
    "editing": ("editing", "editor", "editors", "edited by"),
    "production_design": ("production design", "production designer", "production designers"),
    "costume_design": ("costume design", "costume designer", "costumes"),
    "sound": ("sound", "sound design", "sound designer"),
    "visual_effects": ("visual effects", "visual effects supervisor"),
    "stunts": ("stunts", "stunt coordinator", "stunt coordinators"),
    "casting": ("casting", "casting director", "casting by"),
}
_STARRING = ("starring", "stars", "star", "cast")
_COMPANIES = {
    "production": (
        *("production company", "production companies", "production", "studio", "studios"),
        *("company", "companies", "produced with"),
    ),
    "distribution": (*("distributor", "distributors", "distributed by", "released by"),),
    "sales": ("sales", "sales agent", "world sales"),
}
_MINUTES = re.compile(
    r"(?:(?P<hours>\d)\s*(?:h|hrs?|hours?)\b\.?,?\s*(?:and\s+)?)?"
    r"(?:(?P<minutes>\d{1,4})\s*(?:m|min|mins|minutes?)?\b\.?)?",
    re.IGNORECASE,
)


def read_facts(article, facts):
    """Place each fact in the article, or list it among what is unplaced."""
    # Who is told first helps to read the rest: whose dollar, which service's release.
    for fact in sorted(facts, key=lambda fact: _label(fact) in _LATE):
        read = _READERS.get(_label(fact))
        if read is None:
            article.unplaced.append(str(fact))
            continue
        for value, cites in fact.values:
            if problem := read(article, value, cites):
                article.unplaced.append(f"{fact.label}: {problem}")


def _label(fact):
    return re.sub(r"\(e?s\)$", "", normalize(fact.label).replace("_", " ").strip()).strip()


# Each reader takes what it can from a value, and returns what it cannot.


def _read_credits(role, article, value, cites, is_starring=False):
    left = []
    for name in people_in(value):
        person, clause = without_clause(name)
        if not is_name(person):
            left.append(name)
            continue
        given = [credit for credit in article.credits if credit.role == role]
        if person not in (credit.person for credit in given):
            credit = ParsedCredit(role, person, is_starring=is_starring, cites=cites)
            article.credits.append(credit)
        if clause:
            article.doubts.append(f"{person} ({clause}): credited without the text in brackets.")
    return ", ".join(left)


def _read_companies(role, article, value, cites):
    left = []
    for name in listed(value):
        company, clause = without_clause(name)
        if len(company) > LONGEST or not re.search(r"\w", company):
            left.append(name[:LONGEST])
            continue
        article.add(article.companies, (role, company))
        if clause:
            article.doubts.append(f"{company} ({clause}): added without the text in brackets.")
    return ", ".join(left)


def _read_codes(code_of, field, article, value, cites):
    left = []
    for name in re.split(r"[,;/·•]|\s+(?:and|&)\s+", value):
        code = code_of(without_clause(name)[0])
        if code:
            article.add(getattr(article, field), code)
        elif name.strip():
            left.append(name.strip())
    return ", ".join(left)


def _read_genres(article, value, cites):
    for name in listed(value):
        article.add(article.genres, name[:1].upper() + name[1:])


def _read_runtime(article, value, cites):
    match = _MINUTES.fullmatch(value.strip())
    minutes = match and 60 * int(match["hours"] or 0) + int(match["minutes"] or 0)
    if not minutes or minutes > 1500 or article.runtime_minutes not in (None, minutes):
        return value
    article.runtime_minutes = minutes


def _read_money(kind, article, value, cites):
    money = money_in(value, kind, article.countries)
    if not money or any(figure.counted.kind == kind for figure in article.figures):
        return value
    article.figures.append(ParsedFigure(money, cites))


def _read_network(article, value, cites):
    if article.network or len(value) > LONGEST:
        return value
    article.network, article.is_television = value, True


def _read_line(field, article, value, cites):
    if getattr(article, field) or len(value) > LONGEST:
        return value
    setattr(article, field, value)


def _read_website(article, value, cites):
    if not re.fullmatch(r"https?://\S+", value) or len(value) > 500:
        return value
    article.add(article.links, (urlsplit(value).hostname or value, value))


_LATE = {
    *("released", "release", "release date", "release dates", "release_date", "first aired"),
    *("original release", "first shown", "budget", "gross", "box office"),
}
_READERS = {
    **{label: partial(_read_credits, role) for role in _CREDITS for label in _CREDITS[role]},
    **{label: partial(_read_credits, "cast", is_starring=True) for label in _STARRING},
    **{label: partial(_read_companies, role) for role in _COMPANIES for label in _COMPANIES[role]},
    **dict.fromkeys(("country", "countries"), partial(_read_codes, country_code, "countries")),
    **dict.fromkeys(("language", "languages"), partial(_read_codes, language_code, "languages")),
    **dict.fromkeys(("genre", "genres"), _read_genres),
    **dict.fromkeys(("runtime", "running time", "duration", "length"), _read_runtime),
    **dict.fromkeys(("budget",), partial(_read_money, "budget")),
    **dict.fromkeys(("gross", "box office"), partial(_read_money, "box_office")),
    **dict.fromkeys(("original title", "native name"), partial(_read_line, "original_title")),
    **dict.fromkeys(("tagline",), partial(_read_line, "tagline")),
    **dict.fromkeys(("network", "original network", "channel"), _read_network),
    **dict.fromkeys(("website", "homepage", "url"), _read_website),
    **dict.fromkeys(
        ("released", "release", "release date", "release dates", "first aired"), read_release
    ),
    **dict.fromkeys(("original release", "first shown"), read_release),
}
