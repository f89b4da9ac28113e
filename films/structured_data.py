"""Films and people as schema.org describes them, for machines that read pages.

Each function returns a node as JSON-LD writes it; what is not known is left out. A node holds
what its page has loaded and asks the database for nothing more.
"""

from content.prose import summary
from content.site_urls import absolute_url, absolute_url_of

from .models import Credit, FilmCompany

CONTEXT = "https://schema.org"
AUTHORS = (Credit.Role.WRITER, Credit.Role.SCREENPLAY, Credit.Role.STORY)


def node(kind, **properties):
    """Return a node of a type, without the properties that are empty."""
    known = {name: value for name, value in properties.items() if value or value == 0}
    return {"@type": kind, **known}


def named(kind, row):
    """Return a row that has a page of its own by its name and URL."""
    return node(kind, name=str(row), url=absolute_url_of(row))


def names(row):
    """Return a title in the page's language, and the others that it is known by."""
    titles = (row.local.title, row.title, row.original_title)
    first, *others = dict.fromkeys(str(title) for title in titles if title)
    return {"name": first, "alternateName": others}


def description(row, text):
    """Return what a row says of itself in a sentence or two; else the beginning of a text."""
    return str(row.local.meta_description or row.local.tagline) or summary(text)


def image(picture):
    """Return a picture's own file; None where the row has no picture."""
    if not picture:
        return None
    return node(
        "ImageObject",
        url=absolute_url(picture.file.url),
        width=picture.width,
        height=picture.height,
        caption=str(picture.local.alt),
        creditText=picture.credit,
    )


def movie(page):
    """Return the film of a FilmPage, without what films do not know of: series and reviews."""
    film = page.film
    return node(
        "Movie",
        **names(film),
        url=absolute_url_of(film),
        description=description(film, film.local.lead),
        image=image(film.poster),
        datePublished=film.released_on,
        duration=film.runtime_minutes and f"PT{film.runtime_minutes}M",
        countryOfOrigin=[node("Country", name=str(row.country)) for row in page.countries],
        inLanguage=[row.language.code for row in page.languages],
        genre=[str(row.genre) for row in page.genres],
        director=_people(page, Credit.Role.DIRECTOR),
        author=_people(page, *AUTHORS),
        producer=_people(page, Credit.Role.PRODUCER),
        musicBy=_people(page, Credit.Role.MUSIC),
        actor=[_performance(credit) for credit in page.cast],
        productionCompany=[
            named("Organization", row.company)
            for _, rows in page.companies
            for row in rows
            if row.role == FilmCompany.Role.PRODUCTION
        ],
        sameAs=[link.url for link in page.links],
    )


def person(person):
    return node(
        "Person",
        name=person.name,
        url=absolute_url_of(person),
        description=summary(person.local.biography),
        image=image(person.portrait),
        birthDate=person.born_on,
        deathDate=person.died_on,
        sameAs=[link.url for link in person.links.all()],
    )


def _people(page, *roles):
    """Those who have one of the roles, each once."""
    credits = (credit for credit in page.credits if credit.role in roles)
    people = dict.fromkeys(credit.person for credit in credits)
    return [named("Person", person) for person in people]


def _performance(credit):
    if not credit.character:
        return named("Person", credit.person)
    return node(
        "PerformanceRole",
        actor=named("Person", credit.person),
        characterName=str(credit.character),
    )
