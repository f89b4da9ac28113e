"""What every request passes on its way in and every answer on its way out."""

import re
from functools import cache

from django.core.exceptions import BadRequest
from django.http import HttpResponsePermanentRedirect, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import override

from content.site_urls import language_of
from films.links import present_url

# Of a request's environment: its query as it came. A page is asked only for what it reads of it.
FULL_QUERY = "franchise.full_query"


@cache
def paths_for_editors() -> tuple[str, ...]:
    """Return what the paths of the admin, and of previews that editors share, begin with."""
    return reverse("admin:index"), reverse("shared_preview", args=["-"]).removesuffix("-/")


def utf8_only(get_response):
    """Refuse what says it is in another charset: Django answers some such forms with a bare 500."""

    def middleware(request):
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise BadRequest("Forms must be encoded in UTF-8.")
        return get_response(request)

    return middleware


def cookies_in_the_admin_alone(get_response):
    """Read no cookie outside the admin: what is public is the same for all, so caches may keep it.

    Django would answer a session that is over with Set-Cookie, on whatever page it came.
    """

    def middleware(request):
        if not request.path_info.startswith(reverse("admin:index")):
            request.COOKIES = {}
        return get_response(request)

    return middleware


def language_by_url(get_response):
    """Speak the language of the URL's prefix, and nobody's preference.

    Django's own middleware reads cookies and Accept-Language, so that no shared cache could keep
    a page.
    """

    def middleware(request):
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        with override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def moved_pages(get_response):
    """Lead from the URL that a page has left to its own; asked where nothing else was found.

    Nobody keeps that answer: a page may be given an old URL again, and a browser that
    remembered both ways would turn in a circle.
    """

    def middleware(request):
        response = get_response(request)
        match = request.resolver_match
        if response.status_code != 404 or not match or request.method not in {"GET", "HEAD"}:
            return response
        url = present_url(match)
        if url is None:
            return response
        query = QueryDict(request.META.get(FULL_QUERY, "").encode("latin-1")).urlencode()
        moved = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        patch_cache_control(moved, no_cache=True)
        return moved

    return middleware


def speculation(get_response):
    """Let browsers fetch the page behind a link before it is followed; none of the admin's.

    The rules are a file that a header names: in the page they would be an inline script.
    """

    def middleware(request):
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path.startswith(reverse("admin:index")):
            response.headers["Speculation-Rules"] = f'"{reverse("speculation_rules")}"'
        return response

    return middleware


class TextGZipMiddleware(GZipMiddleware):
    """Compress text alone: pictures are compressed already, and lose their length by it."""

    # A weight of 0 says that it is not acceptable (RFC 9110, section 12.4.2).
    refused = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)

    def process_response(self, request, response):
        if response.get("Content-Type", "").startswith("image/"):
            return response
        if self.refused.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)
