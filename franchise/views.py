"""The public pages of franchises, and what belongs to the site as a whole: files and health."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.static import serve

from content.listings import Listing, page_of
from content.parameters import reads
from films.models import Film

from .caching import for_a_day, for_good
from .colours import on_dark, validate_accent
from .filters import FranchiseFilmFilter
from .models import Franchise
from .pages import FranchisePage


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
        return HttpResponse("The database is not responding.\n", "text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
