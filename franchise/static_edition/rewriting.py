"""The files of a static edition as they are written: their links lead from file to file.

Nothing else of a page is changed, but that its scripts are no modules: a browser runs none that
it reads from a disk.
"""

import json
import re
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import PurePosixPath

from django.conf import settings

from films.addresses import absolute

from .addresses import own_address

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
ATTRIBUTE = re.compile(r'(?<=\s)([a-z-]+)="([^"]*)"')
REFRESH = re.compile(r"(\d+; url=)(.+)")
IN_STYLESHEET = re.compile(r"""url\(["']?([^"')]+)""")


class Links:
    """The links of one file: written anew one by one, and noted.

    `targets` are what they lead to on this site, `dead` the addresses that lead nowhere.
    """

    def __init__(self, addresses, address, file):
        self.addresses, self.address, self.file = addresses, address, file
        self.targets, self.dead = [], []

    def relative(self, link):
        return self._written(link, lambda target: self.addresses.relative(target, self.file))

    def rooted(self, link):
        return self._written(link, self.addresses.rooted)

    def absolute(self, link):
        return self._written(link, self.addresses.absolute)

    def _written(self, link, write):
        own = own_address(link, self.address)
        if own is None:
            return link
        target = self.addresses.target(own)
        if target is None:
            self.dead.append(own)
            return link
        self.targets.append(target)
        return link if link.startswith("#") else write(target)


class Page(HTMLParser):
    """An HTML page, written anew as it is read: `text` is what it becomes, `ids` its places.

    `write` makes a link for visitors; the addresses that machines read are absolute.
    """

    def __init__(self, text, links, write):
        super().__init__(convert_charrefs=False)
        self.links, self.write = links, write
        self.ids, self._parts, self._is_data = set(), [], False
        self.feed(text)
        self.close()

    @property
    def text(self):
        return "".join(self._parts)

    def handle_starttag(self, tag, attributes):
        self.ids.update(value for name, value in attributes if name == "id")
        self._is_data = ("type", "application/ld+json") in attributes
        start = self.get_starttag_text()
        if tag == "script":
            start = start.replace('type="module"', "defer")
        self._parts.append(
            ATTRIBUTE.sub(lambda match: self._attribute(tag, *match.groups()), start)
        )

    handle_startendtag = handle_starttag

    def _attribute(self, tag, name, value):
        old = unescape(value)
        new = self._value(tag, name, old)
        return f'{name}="{value if new == old else escape(new)}"'

    def _value(self, tag, name, value):
        if tag == "meta" and name == "content":
            return self._content(value)
        if tag == "link" and name == "href" and not value.startswith("/"):
            return self.links.absolute(value)
        if name == "srcset":
            return ", ".join(self._candidate(each) for each in value.split(", "))
        return self.write(value) if LINKS.get(tag) == name else value

    def _content(self, value):
        if match := REFRESH.fullmatch(value):
            return match[1] + self.write(match[2])
        return self.links.absolute(value) if value.startswith(machine_readable()) else value

    def _candidate(self, candidate):
        link, space, width = candidate.partition(" ")
        return self.write(link) + space + width

    def handle_data(self, data):
        self._parts.append(with_absolute_links(data, self.links) if self._is_data else data)

    def handle_endtag(self, tag):
        self._is_data = False
        self._parts.append(f"</{tag}>")

    def handle_entityref(self, name):
        self._parts.append(f"&{name};")

    def handle_charref(self, name):
        self._parts.append(f"&#{name};")

    def handle_decl(self, declaration):
        self._parts.append(f"<!{declaration}>")

    def handle_comment(self, data):
        self._parts.append(f"<!--{data}-->")


def machine_readable():
    """How addresses of this site begin where machines read them."""
    is_elsewhere = not settings.MEDIA_URL.startswith("/")
    return (absolute("/"), *([settings.MEDIA_URL] if is_elsewhere else []))


def with_absolute_links(text, links):
    """Return XML or JSON whose values and elements that are an address are the edition's."""
    begin = "|".join(map(re.escape, machine_readable()))
    whole = re.compile(rf'(?<=[">])(?:{begin})[^\s"<>\\]*(?=["<])')
    return whole.sub(lambda match: escape(links.absolute(unescape(match[0]))), text)


def written(content, links):
    """Return what becomes of a file's bytes, and its ids if it is a page; note its links."""
    if links.file.startswith("media/") or not (write := WRITERS.get(_suffix(links.file))):
        return content, set()
    text, ids = write(content.decode(), links)
    return text.encode(), ids


def _suffix(file):
    return PurePosixPath(file).suffix


def _html(text, links):
    # At whatever address nothing is found, hosts show this one page.
    is_everywhere = PurePosixPath(links.file).name == "404.html"
    page = Page(text, links, links.rooted if is_everywhere else links.relative)
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
