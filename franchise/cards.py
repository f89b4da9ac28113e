"""The cards of films, franchises, people and of the site itself: pictures to share."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from films.film_page import FilmPage
from films.models import Film, Person

from .conditions import conditional_response
from .franchise_page import FranchisePage
from .models import Franchise
from .sharing import sharing_of

A_YEAR = 31_536_000
TEN_MINUTES = 600


def film_card(request, slug):
    film = get_object_or_404(Film.objects.published().with_card(), slug=slug)
    return _card(request, FilmPage(film))


def franchise_card(request, slug):
    franchise = get_object_or_404(Franchise.objects.published().with_card(), slug=slug)
    return _card(request, FranchisePage(franchise))


def person_card(request, slug):
    person = get_object_or_404(Person.objects.published().select_related("portrait"), slug=slug)
    return _card(request, person)


def site_card(request):
    return _card(request, None)


def _card(request, page):
    """Answer with a page's card; for good where the address names the version that it is."""
    card = sharing_of(page).card
    etag = f'"{card.version}"'
    response = conditional_response(request, etag)
    if response is None:
        response = HttpResponse(card.content(), content_type="image/jpeg")
    elif response.status_code != 304:
        return response
    response["ETag"] = etag
    is_current = request.GET.get("v") == card.version
    if is_current:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=TEN_MINUTES)
    return response
