"""The public pages of the site as a whole: its franchises, its search, its files and health."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.static import serve

from content.parameters import reads
from films.listings import Listing, page_of
from films.models import Film

from .caching import for_a_day, for_good
from .colours import on_dark, validate_accent
from .filters import FranchiseFilmFilter
from .franchise_page import FranchisePage
from .models import Franchise
from .search.kinds import KINDS
from .search.query import Search

RESULTS_A_KIND = 6


@reads("page")
def home(request):
    """Show the franchises; with only one, its page."""
    page = page_of(Franchise.objects.published().with_card(), request)
    if page.paginator.count == 1:
        return franchise_detail(request, page[0].slug)
    return render(request, "franchise/home.html", {"page": page})


@reads("page", *FranchiseFilmFilter.base_filters)
def film_list(request):
    """List the films, narrowed by what films know of themselves, and by their franchise."""
    listing = Listing(request, FranchiseFilmFilter, Film.objects.published().with_card())
    return render(request, "films/film_list.html", {"listing": listing})


@reads("page")
def franchise_detail(request, slug):
    franchise = get_object_or_404(Franchise.objects.published().with_card(), slug=slug)
    context = {"franchise": franchise, "page": FranchisePage(franchise, request)}
    return render(request, "franchise/franchise_detail.html", context)


@reads("q", "in", "page")
def search(request):
    """Show the best of each kind that was found; with `in=`, one kind page by page."""
    found = Search(request.GET.get("q", ""))
    kind = KINDS.get(request.GET.get("in"))
    if kind in found.keys:
        return _search_in(request, found, kind)
    best = {kind: keys[:RESULTS_A_KIND] for kind, keys in found.keys.items()}
    groups = [
        (kind, len(found.keys[kind]), results) for kind, results in found.results(best).items()
    ]
    context = {"search": found, "groups": groups, "kinds": KINDS.values()}
    return render(request, "franchise/search.html", context)


def _search_in(request, found, kind):
    page = page_of(found.keys[kind], request)
    query = QueryDict(mutable=True)
    query.update({"q": found.query, "in": kind.name})
    context = {
        "search": found,
        "groups": [(kind, page.paginator.count, found.results({kind: page.object_list})[kind])],
        "page": page,
        "address": f"?{query.urlencode()}&",
    }
    return render(request, "franchise/search.html", context)


@for_good
def accent(request, colour):
    """Give a franchise's own colour to the pages that link here, with one that suits the dark."""
    light = f"#{colour}"
    try:
        validate_accent(light)
    except ValidationError as error:
        raise Http404 from error
    css = f":root {{ --accent: light-dark({light}, {on_dark(light)}); }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@for_a_day
def speculation_rules(request):
    """Say which pages a browser may fetch early: on hovering a link, and ready on pressing it."""
    others = [reverse("admin:index"), reverse("api_documentation"), "/*feeds/"]
    others += [url for url in (settings.MEDIA_URL, settings.STATIC_URL) if url.startswith("/")]
    pages = {
        "and": [
            {"href_matches": "/*"},
            {"not": {"href_matches": [f"{path}*" for path in others]}},
        ]
    }
    rules = {
        "prefetch": [{"where": pages, "eagerness": "moderate"}],
        "prerender": [{"where": pages, "eagerness": "conservative"}],
    }
    return JsonResponse(rules, content_type="application/speculationrules+json")


def robots(request):
    return render(request, "franchise/robots.txt", content_type="text/plain; charset=utf-8")


@for_good
def media(request, path):
    """Serve an uploaded picture: its name is random, so what is under it never changes."""
    try:
        if settings.STORAGE_URL:
            return FileResponse(default_storage.open(path), filename=path)
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:
        # Such as a name longer than the file system has any.
        raise Http404 from error


@cache_control(no_store=True)
def healthz(request):
    """Answer that the process runs, and in which version."""
    headers = {"Franchise-Version": settings.VERSION}
    return HttpResponse("ok\n", content_type="text/plain", headers=headers)


@cache_control(no_store=True)
def readyz(request):
    """Answer whether the site can serve: 200 with a database and its tables, 503 without."""
    try:
        Franchise.objects.exists()
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", "text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
