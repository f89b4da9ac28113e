"""The files of a static site as they are written: their links lead from file to file.

Nothing else of a page is changed, but that its scripts are no modules: a browser runs none that
it reads from a disk.
"""

import json
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import PurePosixPath

from .site_urls import SiteURLs, Target

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
# The tags whose attributes name files.
START = re.compile(r'<(a|form|img|link|meta|script|source)(?=[\s>])(?:[^">]++|"[^"]*+")*+>')
ID = re.compile(r'<[a-z][^<>]*?\sid="([^"]*)"')
DATA = re.compile(r'(?<=<script type="application/ld\+json">)[^<]*+')
ATTRIBUTE = re.compile(r'(?<=\s)(action|content|href|src|srcset)="([^"]*)"')
REFRESH = re.compile(r"(\d+; url=)(.+)")
IN_STYLESHEET = re.compile(r"""url\(["']?([^"')]+)""")


class Links:
    """The links of one file: written anew one by one, and noted.

    `targets` are what they lead to on this site, `dead` the URLs that lead nowhere.
    """

    def __init__(self, urls: SiteURLs, url: str, file: str) -> None:
        self.urls, self.url, self.file = urls, url, file
        self.targets: set[Target] = set()
        self.dead: set[str] = set()

    def relative(self, link: str) -> str:
        return self._written(link, lambda target: self.urls.relative(target, self.file))

    def rooted(self, link: str) -> str:
        return self._written(link, self.urls.rooted)

    def absolute(self, link: str) -> str:
        return self._written(link, self.urls.absolute)

    def _written(self, link: str, write: Callable[[Target], str]) -> str:
        own = self.urls.own(link, self.url)
        if own is None:
            return link
        target = self.urls.target(own)
        if target is None:
            self.dead.add(own)
            return link
        self.targets.add(target)
        return link if link.startswith("#") else write(target)


class HTMLPage:
    """An HTML page, written anew tag by tag: `text` is what it becomes, `ids` its places.

    `write` makes a link for visitors; the URLs that machines read are absolute. The page is
    the site's own and valid, so that its tags are found without a parser, which took a fifth of
    the whole run.
    """

    def __init__(self, text: str, links: Links, write: Callable[[str], str]) -> None:
        self.links, self.write = links, write
        self.ids = set(map(unescape, ID.findall(text)))
        text = START.sub(self._start, text)
        self.text = DATA.sub(lambda match: with_absolute_links(match[0], links), text)

    def _start(self, match: re.Match) -> str:
        start, tag = match.group(0, 1)
        if tag == "script":
            start = start.replace('type="module"', "defer")
        return ATTRIBUTE.sub(lambda match: self._attribute(tag, *match.groups()), start)

    def _attribute(self, tag: str, name: str, value: str) -> str:
        old = unescape(value)
        new = self._value(tag, name, old)
        return f'{name}="{value if new == old else escape(new)}"'

    def _value(self, tag: str, name: str, value: str) -> str:
        if tag == "meta" and name == "content":
            return self._content(value)
        if tag == "link" and name == "href" and not value.startswith("/"):
            return self.links.absolute(value)
        if name == "srcset":
            return ", ".join(self._candidate(each) for each in value.split(", "))
        return self.write(value) if LINKS.get(tag) == name else value

    def _content(self, value: str) -> str:
        if match := REFRESH.fullmatch(value):
            return match[1] + self.write(match[2])
        is_url = value.startswith(self.links.urls.machine_readable)
        return self.links.absolute(value) if is_url else value

    def _candidate(self, candidate: str) -> str:
        link, space, width = candidate.partition(" ")
        return self.write(link) + space + width


def with_absolute_links(text: str, links: Links) -> str:
    """Return XML or JSON whose values and elements that are a URL are the static site's."""
    begin = "|".join(map(re.escape, links.urls.machine_readable))
    whole = re.compile(rf'(?<=[">])(?:{begin})[^\s"<>\\]*(?=["<])')
    return whole.sub(lambda match: escape(links.absolute(unescape(match[0]))), text)


def written(content: bytes, links: Links) -> tuple[bytes, set[str]]:
    """Return what becomes of a file's bytes, and its ids if it is a page; note its links."""
    if links.file.startswith("media/") or not (write := WRITERS.get(_suffix(links.file))):
        return content, set()
    text, ids = write(content.decode(), links)
    return text.encode(), ids


def _suffix(file):
    return PurePosixPath(file).suffix


def _html(text, links):
    # At whatever URL nothing is found, hosts show this one page.
    is_everywhere = PurePosixPath(links.file).name == "404.html"
    page = HTMLPage(text, links, links.rooted if is_everywhere else links.relative)
    return page.text, page.ids


def _xml(text, links):
    return with_absolute_links(text, links), set()


def _robots(text, links):
    return re.sub(r"(?<=Sitemap: )\S+", lambda match: links.absolute(match[0]), text), set()


def _manifest(text, links):
    """Its links begin at the root: to the id a browser adds no more than the host."""
    return re.sub(r'(?<=")/[^"]*(?=")', lambda match: links.rooted(match[0]), text), set()


def _stylesheet(text, links):
    for link in IN_STYLESHEET.findall(text):
        links.relative(link)
    return text, set()


def _script(text, links):
    """A module's names are its own, and so are those of a block in strict mode."""
    if links.file.startswith("static/"):
        return f'"use strict";\n{{\n{text}}}\n', set()
    index = json.loads(text)
    for entries in index["entries"].values():
        for entry in entries:
            entry[0] = links.relative(entry[0])
    content = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.searchIndex = {content};\n", set()


WRITERS = {
    ".html": _html,
    ".xml": _xml,
    ".txt": _robots,
    ".webmanifest": _manifest,
    ".css": _stylesheet,
    ".js": _script,
}
