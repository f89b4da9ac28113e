"""One run: from the sitemap on to all that pages lead to, and whether every link arrives."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import partial

from django.apps import apps
from django.conf import settings
from django.urls import reverse, set_urlconf
from django.utils.translation import override

from editorial.models import Redirect

from .folder import StaticSiteFolder
from .processes import BATCH, processes
from .rendering import URLS, File, Renderer, files_in_process
from .site_urls import HTML, Target


class SiteExport:
    """The published site in a folder: each file is made once, and the links between them noted.

    `made` of the `known` files are there, so far; `pages` of them are pages.
    """

    def __init__(self, folder: StaticSiteFolder, base_url: str) -> None:
        self.folder, self.base_url = folder, base_url
        self.renderer = Renderer(base_url)
        self.pages = self.made = 0
        self._waiting: deque[Target] = deque()
        self._known: set[str] = set()
        # By file that is there, the places in it. Pages of a kind have the same: one set is kept.
        self._ids: dict[str, frozenset[str]] = {}
        self._same_ids: dict[frozenset[str], frozenset[str]] = {}
        # The pages with a link to what was not there yet.
        self._pages_by_target: dict[Target, list[str]] = defaultdict(list)
        self._dead: list[tuple[str, str]] = []

    @property
    def known(self) -> int:
        return len(self._known)

    def run(self, process_count: int, tell: Callable[[], None]) -> None:
        """Write all files, and remove those that no longer belong; `tell` is called after each.

        Raises FolderError, ProcessEnded, and whatever a page raises.
        """
        set_urlconf(URLS)
        try:
            for url in entrances():
                self._wait_for(self.renderer.target(url))
            for file in self._files(process_count):
                self._note(file)
                tell()
        finally:
            set_urlconf(None)
        self.folder.remove_the_rest()

    def _files(self, process_count: int) -> Iterator[File]:
        is_alone = process_count == 1
        make = self.renderer.files if is_alone else partial(files_in_process, self.base_url)
        with processes(process_count) as pool:
            while self._waiting or not pool.is_idle:
                while self._waiting and not pool.is_full:
                    pool.submit(make, self._next())
                for files in pool.done():
                    yield from files

    def _next(self) -> list[Target]:
        """The next to be made, but uploaded files that are there: under a name comes no other."""
        targets: list[Target] = []
        while self._waiting and len(targets) < BATCH:
            target = self._waiting.popleft()
            if target.file.startswith("media/") and self.folder.keep(target.file):
                self._ids[target.file] = frozenset()
                self.made += 1
            else:
                targets.append(target)
        return targets

    def _wait_for(self, target: Target) -> None:
        if target.file not in self._known:
            self._known.add(target.file)
            self._waiting.append(target)

    def _note(self, file: File) -> None:
        self.made += 1
        if file.content is None:
            return
        name = file.target.file
        self.folder.write(name, file.content)
        self.pages += name.endswith(HTML)
        self._ids[name] = self._same_ids.setdefault(file.ids, file.ids)
        self._dead += [(name, url) for url in file.dead]
        for target in file.targets:
            if not self._arrives(target):
                self._pages_by_target[target].append(name)
            self._wait_for(target)

    def _arrives(self, target: Target) -> bool:
        ids = self._ids.get(target.file)
        return ids is not None and (not target.fragment or target.fragment in ids)

    @property
    def dead_links(self) -> list[tuple[str, str]]:
        """(file, URL) of each link that leads to no file, or to no place in it."""
        dead = set(self._dead)
        for target, pages in self._pages_by_target.items():
            if not self._arrives(target):
                dead |= {(page, target.named) for page in pages}
        return sorted(dead)


def entrances() -> Iterator[str]:
    """Yield the URLs from which all others are reached, and those to which no page leads."""
    yield from ("/sitemap.xml", "/robots.txt", "/favicon.ico")
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield reverse("not_found")
            yield from redirects_to()


def redirects_to() -> Iterator[str]:
    """Those that pages have left: links of other sites still lead there."""
    for left in Redirect.objects.all():
        yield apps.get_model(left.model)(slug=left.slug).get_absolute_url()
