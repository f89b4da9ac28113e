"""One export: from the sitemap on to all that pages lead to, and whether every link arrives."""

from collections import defaultdict, deque

from django.apps import apps
from django.conf import settings
from django.http import Http404
from django.urls import reverse, set_urlconf
from django.utils.csp import CSP, build_policy
from django.utils.translation import override

from editorial.models import FormerAddress

from .addresses import HTML, Addresses
from .answers import content_of
from .rewriting import Links, written


class StaticEdition:
    """The published site in a folder: each file is made once, and the links between them noted."""

    def __init__(self, folder, base_url):
        self.folder = folder
        self.addresses = Addresses(base_url)
        self.pages = 0
        self._waiting, self._known = deque(), set()
        self._missing, self._ids = set(), {}
        self._pages_by_target, self._dead = defaultdict(list), []

    @property
    def policy(self):
        """The site's own policy, as far as a page may state it: a host sends no header.

        Browsers take frame-ancestors from a header alone. Pictures are in the edition.
        """
        stated = settings.SECURE_CSP | {"img-src": [CSP.SELF]}
        return build_policy({name: stated[name] for name in stated if name != "frame-ancestors"})

    def target(self, address):
        return self.addresses.target(address)

    def make(self, tell):
        """Write all files, and remove those that no longer belong; `tell` is called after each."""
        set_urlconf("franchise.static_edition.urls")
        try:
            for address in entrances():
                self._wait_for(self.target(address))
            while self._waiting:
                self._make(self._waiting.popleft())
                tell()
        finally:
            set_urlconf(None)
        self.folder.remove_the_rest()

    def _wait_for(self, target):
        if target.file not in self._known:
            self._known.add(target.file)
            self._waiting.append(target)

    def _make(self, target):
        # Under the name of an uploaded file never another one comes.
        if target.file.startswith("media/") and self.folder.keep(target.file):
            return
        try:
            content = content_of(target, self)
        except Http404:
            self._missing.add(target.file)
            return
        links = Links(self.addresses, target.address, target.file)
        content, ids = written(content, links)
        self.folder.write(target.file, content)
        self._note(links, ids)

    def _note(self, links, ids):
        if links.file.endswith(HTML):
            self.pages += 1
            self._ids[links.file] = ids
        self._dead += [(links.file, address) for address in links.dead]
        for target in links.targets:
            self._pages_by_target[target.file, target.fragment, target.named].append(links.file)
            self._wait_for(target)

    @property
    def dead_links(self):
        """(file, address) of each link that leads to no file, or to no place in it."""
        dead = list(self._dead)
        for (file, fragment, named), pages in self._pages_by_target.items():
            if file in self._missing or not self._has(file, fragment):
                dead += [(page, named) for page in pages]
        return sorted(set(dead))

    def _has(self, file, fragment):
        return not fragment or fragment in self._ids.get(file, ())


def entrances():
    """Yield the addresses from which all others are reached, and those to which no page leads."""
    yield from ("/sitemap.xml", "/robots.txt", "/favicon.ico")
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield reverse("not_found")
            yield from former_addresses()


def former_addresses():
    """Those that pages have left: links of other sites still lead there."""
    for left in FormerAddress.objects.all():
        yield apps.get_model(left.model)(slug=left.slug).get_absolute_url()
