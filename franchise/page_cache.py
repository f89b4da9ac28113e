"""Published pages, computed once for each version of the content.

A page is cached by its URL together with the version that it was made from (content/version.py).
A cached one is answered before sessions, models and templates are touched: all that is asked is the
version, one row on a connection that stays open. Nothing else ever invalidates a page.
"""

import gzip
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connections, router
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from content import version
from content.models import ContentVersion
from content.release import release
from editorial.models import next_change_at, settle

from .middleware import FULL_QUERY, paths_for_editors

logger = logging.getLogger(__name__)

# Seconds: how long a request waits for another that computes the same page.
LONGEST_WAIT = 10
# Seconds until what could not be written, such as on a full disk, is tried again.
RETRY = 10
POLL = 0.02
# Longer ones name no page that anybody comes back to.
LONGEST_URL = 500
# Shorter bodies gain nothing.
SHORTEST_COMPRESSED = 200
GZIP_LEVEL = 6
CONDITIONS = (
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
# What a 304 says again of the page (RFC 9110, section 15.4.5).
TOLD_AGAIN = ("Cache-Control", "Content-Location", "ETag", "Expires", "Last-Modified", "Vary")


@dataclass(frozen=True)
class CachedPage:
    """A response with status 200 as it is cached: its body compressed, where that helps.

    `version` is the number of that of the content it was made from. `headers` are those of the
    body as it is, `compressed` those of the compressed one, or None where the body is not.
    """

    version: int
    body: bytes
    headers: dict[str, str]
    compressed: dict[str, str] | None
    modified_at: int


def cached_pages(get_response: Callable) -> Callable:
    """Answer visitors from the cached pages, and give every public page its validators.

    Editors get theirs computed. So does everybody within a transaction, which sees what nobody
    else can see yet.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path_info.startswith(_no_pages()):
            return get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            # Refused in the words of whoever is asked: the API's are JSON.
            return get_response(request)
        request.META[FULL_QUERY] = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = _canonical_query(request)
        conditions = {name: request.META.pop(name, None) for name in CONDITIONS}
        encodings = request.META.pop("HTTP_ACCEPT_ENCODING", "")
        is_editor = settings.SESSION_COOKIE_NAME in request.COOKIES
        made_from = _current_version(router.db_for_read(ContentVersion))
        if made_from is None or is_editor or len(_key(request)) > LONGEST_URL:
            page = _computed(request, get_response, made_from or version.NOTHING_YET)
        else:
            page = _cached(request, get_response, made_from)
        if not isinstance(page, CachedPage):
            return page
        request.META |= {name: value for name, value in conditions.items() if value}
        return _answered(request, page, encodings, is_editor)

    return middleware


@cache
def _no_pages() -> tuple[str, ...]:
    """What the paths begin with of all that is no public page: no version is asked for them."""
    files = [settings.MEDIA_URL] if settings.MEDIA_URL.startswith("/") else []
    return *paths_for_editors(), reverse("healthz"), reverse("readyz"), *files


# The version


def _current_version(alias: str) -> version.CurrentVersion | None:
    """The version of what visitors see now: settles first what is due. None where it is unknown."""
    if connections[alias].in_atomic_block:
        return None
    try:
        current = version.current(alias)
    except DatabaseError:
        # Whoever makes the page meets it, too, and says so in the site's words.
        return None
    due_at = _due_at(alias, current.number)
    if due_at and timezone.now() >= due_at:
        try:
            settle()
        except DatabaseError:
            # What is there is answered.
            logger.exception("What was due could not be published or hidden.")
            _due[alias] = current.number, timezone.now() + timedelta(seconds=RETRY)
        else:
            # Even where nothing had to be written: what is due next is another moment now.
            _due[alias] = current.number, next_change_at()
        current = version.current(alias)
    return current


# By database: the version for which it holds, and when visitors next see something else by itself.
_due: dict[str, tuple[int, datetime | None]] = {}


def _due_at(alias: str, number: int) -> datetime | None:
    known = _due.get(alias)
    if known is None or known[0] != number:
        known = _due[alias] = number, next_change_at()
    return known[1]


# The URL


def _key(request: HttpRequest) -> str:
    return f"{request.path_info}?{request.META['QUERY_STRING']}"


def _canonical_query(request: HttpRequest) -> str:
    """The parameters that the page reads, in one order, each once and not empty."""
    query = request.META.get("QUERY_STRING", "")
    known = _read_by(request.path_info) if query else frozenset()
    if known is None:
        return query
    # WSGI hands over bytes as if each were a letter.
    given = QueryDict(query.encode("latin-1"))
    return urlencode([(name, given[name]) for name in sorted(known) if given.get(name)])


@lru_cache(maxsize=4096)
def _read_by(path: str) -> frozenset[str] | None:
    """What the view of a path reads; None where it says itself what it does not know."""
    try:
        view = resolve(path).func
    except Http404:
        # It may be a former URL, which leads on with its query.
        return None
    return getattr(view, "reads", None if path.startswith(f"/{settings.API_ROOT}") else frozenset())


# Computing


def _cached(
    request: HttpRequest, get_response: Callable, made_from: version.CurrentVersion
) -> CachedPage | HttpResponse:
    """The page from the cache; else computed, by one request while others wait for it."""
    pages = caches["pages"]
    # Not path and query themselves: a cache may refuse such keys.
    key = hashlib.sha256(f"{release()} {_key(request)}".encode()).hexdigest()
    waited_until = time.monotonic() + LONGEST_WAIT
    while True:
        page = pages.get(key)
        if page is not None and page.version == made_from.number:
            return page
        # None: the cache is away, and nobody can be waited for.
        is_first = pages.add(f"{key}.lock", True, LONGEST_WAIT)
        if is_first is not False or time.monotonic() > waited_until:
            break
        time.sleep(POLL)
    try:
        page = _computed(request, get_response, made_from)
        if isinstance(page, CachedPage):
            pages.set(key, page)
        return page
    finally:
        pages.delete(f"{key}.lock")


def _computed(
    request: HttpRequest, get_response: Callable, made_from: version.CurrentVersion
) -> CachedPage | HttpResponse:
    """The page; or the response, where it is none to be cached."""
    response = get_response(request)
    cache_control = response.get("Cache-Control", "")
    if (
        response.status_code != HTTPStatus.OK
        or response.streaming
        or response.cookies
        or "no-store" in cache_control
        or "private" in cache_control
    ):
        return response
    body = response.content
    etag = response.headers.get("ETag", "").strip('"') or hashlib.sha256(body).hexdigest()[:32]
    is_compressed = len(body) > SHORTEST_COMPRESSED and not response.get(
        "Content-Type", ""
    ).startswith("image/")
    if is_compressed:
        patch_vary_headers(response, ["Accept-Encoding"])
    modified_at = int(made_from.moved_at.timestamp())
    headers = {"Cache-Control": settings.PAGE_CACHE_CONTROL} | dict(response.items())
    headers |= {
        "Content-Length": str(len(body)),
        "ETag": f'"{etag}"',
        "Last-Modified": http_date(modified_at),
    }
    compressed = None
    if is_compressed:
        # Without a time, so that the same body is the same bytes. More than level 6, zlib's
        # own choice, takes twice as long for one byte in a hundred.
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        compressed = headers | {
            "Content-Encoding": "gzip",
            "Content-Length": str(len(body)),
            "ETag": f'"{etag}-gzip"',
        }
    return CachedPage(made_from.number, body, headers, compressed, modified_at)


# Answering


def _answered(
    request: HttpRequest, page: CachedPage, encodings: str, is_editor: bool
) -> HttpResponse:
    takes_compressed = page.compressed is not None and _takes_gzip(encodings)
    headers = page.compressed if takes_compressed else page.headers
    response = get_conditional_response(request, headers["ETag"], page.modified_at)
    if response is None:
        is_as_cached = takes_compressed or page.compressed is None
        response = HttpResponse(
            page.body if is_as_cached else gzip.decompress(page.body), headers=headers
        )
    else:
        for name, value in headers.items():
            if response.status_code == HTTPStatus.NOT_MODIFIED and name in TOLD_AGAIN:
                response.headers[name] = value
    if is_editor:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


@lru_cache(maxsize=256)
def _takes_gzip(encodings: str) -> bool:
    """Whether an Accept-Encoding header accepts gzip (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in encodings.lower().split(","):
        coding, _, weight = part.partition(";")
        value = weight.replace(" ", "").removeprefix("q=")
        weights[coding.strip()] = value or "1"
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != ""
