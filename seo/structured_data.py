"""What a page is about, as schema.org describes it: one node for each page that has one."""

from functools import singledispatch

from content.site_urls import absolute_url_of
from films.models import Person
from films.pages import FilmPage
from films.structured_data import description, image, movie, named, names, node, person
from franchise.pages import FranchisePage
from franchise.series_positions import series_positions_of
from reviews.reception import reception_of
from reviews.structured_data import critic_reviews


@singledispatch
def data_of(page):
    """Return the schema.org node of a page's subject."""
    raise TypeError(f"{type(page).__name__} has no structured data")


@data_of.register
def _film(page: FilmPage):
    positions = series_positions_of(page.film)
    return movie(page) | node(
        "Movie",
        # Of a film in two series, machines would not know which of them counts so.
        position=positions[0].number if len(positions) == 1 else None,
        isPartOf=[named("MovieSeries", position.franchise) for position in positions],
        review=critic_reviews(reception_of(page.film).reviews),
    )


@data_of.register
def _franchise(page: FranchisePage):
    franchise = page.franchise
    return node(
        "MovieSeries",
        **names(franchise),
        url=absolute_url_of(franchise),
        description=description(franchise, franchise.local.introduction),
        image=image(franchise.hero),
        hasPart=[
            node(
                "Movie",
                **names(film),
                url=absolute_url_of(film),
                position=number,
                datePublished=film.released_on,
            )
            for number, film in enumerate(page.films, start=page.shown.start_index())
        ],
    )


data_of.register(Person, person)


def breadcrumbs(steps):
    """Return the way to a page: (name, URL) of each page above it, the page itself last."""
    return node(
        "BreadcrumbList",
        itemListElement=[
            node("ListItem", position=position, name=str(name), item=url)
            for position, (name, url) in enumerate(steps, start=1)
        ],
    )
