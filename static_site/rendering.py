"""The files of the static site, made one by one: what a URL answers, its links rewritten."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.http import Http404
from django.urls import set_urlconf
from django.utils.csp import CSP, build_policy

from .responses import content_of
from .rewriting import Links, written
from .site_urls import SiteURLs, Target

URLS = "static_site.urls"


@dataclass(frozen=True)
class File:
    """A file as it is to be written, with its links.

    `content` is None where nothing answers at its URL. `ids` are the places in a page that
    links may name, `targets` what it leads to, `dead` the URLs that lead nowhere.
    """

    target: Target
    content: bytes | None
    ids: frozenset[str] = frozenset()
    targets: frozenset[Target] = frozenset()
    dead: frozenset[str] = frozenset()


class Renderer:
    """Makes the files of the static site that visitors find at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self.urls = SiteURLs(base_url)

    @cached_property
    def policy(self) -> str:
        """The site's own policy, as far as a page may state it: a host sends no header.

        Browsers take frame-ancestors from a header alone. The pictures are among the files.
        """
        stated = settings.SECURE_CSP | {"img-src": [CSP.SELF]}
        return build_policy({name: stated[name] for name in stated if name != "frame-ancestors"})

    def target(self, url: str) -> Target | None:
        return self.urls.target(url)

    def file(self, target: Target) -> File:
        try:
            content = content_of(target, self)
        except Http404:
            return File(target, None)
        except Exception as error:
            error.add_note(f"This happened while {target.url} was made.")
            raise
        links = Links(self.urls, target.url, target.file)
        content, ids = written(content, links)
        return File(
            target, content, frozenset(ids), frozenset(links.targets), frozenset(links.dead)
        )

    def files(self, targets: list[Target]) -> list[File]:
        return [self.file(target) for target in targets]


def files_in_process(base_url: str, targets: list[Target]) -> list[File]:
    """Return the files of a process that makes nothing else."""
    return _renderer(base_url).files(targets)


@cache
def _renderer(base_url: str) -> Renderer:
    set_urlconf(URLS)
    return Renderer(base_url)
