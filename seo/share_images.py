"""The share images of films, franchises, people and of the site itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from content.parameters import reads
from films.models import Film, Person
from films.pages import FilmPage
from franchise.caching import A_YEAR, TEN_MINUTES
from franchise.models import Franchise
from franchise.pages import FranchisePage

from .sharing import sharing_of


@reads("v")
def film_share_image(request, slug):
    film = get_object_or_404(Film.objects.published().with_card(), slug=slug)
    return _answer(request, FilmPage(film))


@reads("v")
def franchise_share_image(request, slug):
    franchise = get_object_or_404(Franchise.objects.published().with_card(), slug=slug)
    return _answer(request, FranchisePage(franchise, request))


@reads("v")
def person_share_image(request, slug):
    person = get_object_or_404(Person.objects.published().select_related("portrait"), slug=slug)
    return _answer(request, person)


@reads("v")
def site_share_image(request):
    return _answer(request, None)


def _answer(request, page):
    """Answer with a page's share image; for good where the URL names its very version."""
    image = sharing_of(page).image
    response = HttpResponse(image.content(), content_type="image/jpeg")
    response["ETag"] = f'"{image.version}"'
    is_current = request.GET.get("v") == image.version
    if is_current:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=TEN_MINUTES)
    return response
