"""Where each URL of the site is in its static site, and how links say so.

A URL is a path of the site with its query, `/films/?page=2`; its file is named from the
folder, `films/page=2/index.html`: no host finds a file by a query.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.urls import Resolver404

from content.site_urls import absolute_url, resolve_in_language

HTML = ".html"
# The page of a folder.
INDEX = f"index{HTML}"
# File systems know no longer names.
LONGEST_NAME = 250
# Of links, how many are known at a time: some 10 MB.
LINKS_KEPT = 20_000
# Its query is read in the browser.
SEARCH = "search"
# Its query names the version: there is one file, of the present one.
VERSIONED = ("film_share_image", "franchise_share_image", "person_share_image", "site_share_image")


class Target(NamedTuple):
    """What a link leads to: a file, the URL that answers with it, and a place in it.

    `query` is what a link tells the file's reader besides.
    """

    url: str
    file: str
    query: str
    fragment: str

    @property
    def named(self):
        """Its URL on the site, for a report."""
        return self.url + (f"#{self.fragment}" if self.fragment else "")


class SiteURLs:
    """The URLs of a static site whose home page visitors find at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.base_path = urlsplit(self.base_url).path
        self.site = absolute_url("/")
        # How URLs of this site begin where machines read them.
        is_elsewhere = not settings.MEDIA_URL.startswith("/")
        self.machine_readable = (self.site, *([settings.MEDIA_URL] if is_elsewhere else []))
        # Most links of a page are on many others, too.
        self.target = lru_cache(LINKS_KEPT)(self._target)
        self._own = lru_cache(LINKS_KEPT)(self._own_from_root)
        self._path = lru_cache(LINKS_KEPT)(_path)

    def own(self, link: str, page: str) -> str | None:
        """Return the URL on this site, with its fragment, of a link on the page at a URL.

        None where it leads to another site.
        """
        if link.startswith("#"):
            return page + link
        if link.startswith("?"):
            # To urljoin an empty query is none, and the page's own would stay.
            link = page.partition("?")[0] + link
        elif not link.startswith(("/", "http://", "https://")):
            try:
                link = urljoin(absolute_url(page), link)
            except ValueError:
                return None
        return self._own(link)

    def _own_from_root(self, link: str) -> str | None:
        if link.startswith(settings.MEDIA_URL):
            return link
        try:
            url = urlsplit(urljoin(self.site, link))
        except ValueError:
            return None
        if f"{url.scheme}://{url.netloc}/" != self.site:
            return None
        return urlunsplit(("", "", url.path or "/", url.query, url.fragment))

    def _target(self, own: str) -> Target | None:
        """Return the Target of a URL with its fragment, None where the site has none."""
        url, _, fragment = own.partition("#")
        asked, file, query = _answered(url)
        return Target(asked, file, query, unquote(fragment)) if file else None

    def relative(self, target: Target, file: str) -> str:
        """A link from one file to another, wherever the folder is: on a disk too."""
        return "../" * file.count("/") + self._path(target)

    def rooted(self, target: Target) -> str:
        """A link that holds at whatever URL its page is shown: from the host's root."""
        return self.base_path + _pretty(target)

    def absolute(self, target: Target) -> str:
        return self.base_url + _pretty(target)


def _path(target: Target) -> str:
    return quote(target.file, safe="/=") + _tail(target)


def _pretty(target):
    """Without the name that every host adds to a folder."""
    return quote(target.file.removesuffix(INDEX), safe="/=") + _tail(target)


def _tail(target):
    query = f"?{target.query}" if target.query else ""
    return query + (f"#{quote(target.fragment)}" if target.fragment else "")


def _answered(url):
    """(what to ask for, file, query of links to it) of a URL; without a file if in vain."""
    path, _, query = url.partition("?")
    path = unquote(path)
    for prefix, folder in ((settings.STATIC_URL, "static/"), (settings.MEDIA_URL, "media/")):
        if path.startswith(prefix):
            return url, _safe(folder + path.removeprefix(prefix)), ""
    try:
        name = resolve_in_language(path).url_name
    except Resolver404:
        return url, None, ""
    if name == SEARCH or name in VERSIONED:
        return path, _safe(_file(name, path, [])), query
    return url, _safe(_file(name, path, parse_qsl(query))), ""


def _file(name, path, query):
    """The file of a URL. No slug holds the `=` of a query, so no two have the same."""
    parts = [f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in query]
    if name.endswith("_feed"):
        # Of a folder's index a host would say that it is HTML.
        path = f"{path.rstrip('/')}.xml"
    if path.endswith("/"):
        return "/".join([*filter(None, path.split("/")), *parts, INDEX])
    stem, _, suffix = path.strip("/").rpartition(".")
    return ".".join([stem, *parts, suffix])


def _safe(file):
    """The file, or None where its name would lead out of the folder or is none."""
    parts = file.split("/")
    is_name = all(part.strip(".") and len(part.encode()) <= LONGEST_NAME for part in parts)
    return file if is_name and file.isprintable() and "\\" not in file else None
