"""How a page looks where its URL is shared: its kind, facts and image (Open Graph)."""

from dataclasses import dataclass
from functools import singledispatch

from django.urls import reverse
from django.utils.translation import gettext as _

from content.site_urls import absolute_url_of
from films.models import Credit, Person
from films.pages import FilmPage
from films.share_image import ShareImage
from franchise.pages import FranchisePage
from franchise.series_positions import series_positions_of

SITE_NAME = "Franchise"
# Not the whole cast: these lines stand before all that a visitor sees.
MOST_ACTORS = 5


@dataclass(frozen=True)
class Sharing:
    """What Open Graph tells of a page: its image, the image's path, its type and its facts.

    `properties` are (property, content) of each fact: durations in seconds, dates by ISO 8601.
    """

    image: ShareImage
    image_path: str
    type: str = "website"
    properties: tuple = ()


@singledispatch
def sharing_of(page):
    """Return the Sharing of a page about a film, a franchise or a person; of others, the site's."""
    image = ShareImage(
        title=SITE_NAME, below=_("Films, franchises and what critics wrote about them.")
    )
    return Sharing(image, reverse("site_share_image"))


@sharing_of.register
def _film(page: FilmPage):
    film = page.film
    directors = _names(page, Credit.Role.DIRECTOR)
    positions = series_positions_of(film)
    position = positions[0] if positions else None
    image = ShareImage(
        title=film.local.title,
        above=f"{position.franchise}, {position.number}/{position.count}" if position else "",
        below=", ".join([*directors, *([str(film.year)] if film.year else [])]),
        mark=SITE_NAME,
        picture=film.poster,
        accent=position.franchise.accent if position else "",
    )
    return Sharing(
        image, reverse("film_share_image", args=[film.slug]), "video.movie", tuple(_facts(page))
    )


@sharing_of.register
def _franchise(page: FranchisePage):
    franchise = page.franchise
    image = ShareImage(
        title=franchise.local.title,
        above=franchise.original_title if franchise.original_title != franchise.local.title else "",
        below=page.years,
        mark=SITE_NAME,
        picture=franchise.hero,
        accent=franchise.accent,
    )
    return Sharing(image, reverse("franchise_share_image", args=[franchise.slug]))


@sharing_of.register
def _person(person: Person):
    image = ShareImage(title=person.name, mark=SITE_NAME, picture=person.portrait)
    return Sharing(image, reverse("person_share_image", args=[person.slug]), "profile")


def _names(page, role):
    return [credit.person.name for credit in page.credits if credit.role == role]


def _facts(page):
    """(property, content) for each fact that Open Graph knows of a film."""
    film = page.film
    for credit in page.credits:
        if credit.role == Credit.Role.DIRECTOR:
            yield "video:director", absolute_url_of(credit.person)
    for credit in (page.stars or page.cast)[:MOST_ACTORS]:
        yield "video:actor", absolute_url_of(credit.person)
        if credit.character:
            yield "video:actor:role", str(credit.character)
    if film.runtime_minutes:
        yield "video:duration", film.runtime_minutes * 60
    if film.released_on:
        yield "video:release_date", film.released_on
