"""MediaWiki's markup as Markdown: parsed, then written anew node by node and line by line."""

import re

from mwparserfromhell.nodes import (
    Argument,
    Comment,
    ExternalLink,
    Heading,
    HTMLEntity,
    Tag,
    Template,
    Text,
    Wikilink,
)

from content.prose import plain_text

from .citing import CitedReferences
from .markdown import escaped, escaped_start
from .markup import REF, REF_END
from .templates import APOSTROPHE, HEADING, INDENTED, ITEM, NUMBERED, QUOTE, TERM, said

_REF = re.compile(f"{REF}(\\d+){REF_END}")
_LISTS = {"*": ITEM, "#": NUMBERED, ":": INDENTED, ";": TERM}
_LINE_MARKS = re.compile(f"[{ITEM}{NUMBERED}{INDENTED}{TERM}]+")
_FILE = re.compile(r"(file|image|media)\s*:", re.IGNORECASE)
# [[Category:…]] and [[fr:…]] say where the article stands, and nothing in it.
_ASIDE = re.compile(r":?(category|[a-z]{2,3}(-[a-z]+)?)\s*:", re.IGNORECASE)
_QUOTES = re.compile(r"'{2,}")


class Wikitext:
    """The rendering of one article: its references, and what is left out on the way."""

    def __init__(self, tamed):
        self.left_out = list(tamed.left_out)
        self.references = CitedReferences(tamed.refs, self.words)

    def parts(self, raw):
        """Return (heading, level, Markdown) of each part of rendered lines, refs as citations.

        The first part has no heading and level 1.
        """
        lead, *rest = re.split(f"{HEADING}(.*)\n", self._cited(raw))
        parts = [("", 1, _markdown(lead))]
        for heading, body in zip(rest[::2], rest[1::2], strict=True):
            parts.append((heading[1:].strip(), int(heading[0]), _markdown(body)))
        return parts

    def words(self, code):
        """Return the plain words of parsed markup, in one line."""
        return plain_text(_markdown(_REF.sub("", self.raw(code))))

    def values(self, code):
        """Return the lines of a value of the infobox: (plain words, key that it cites or "")."""
        values = []
        for line in self.raw(code).splitlines():
            words = plain_text(_markdown(_LINE_MARKS.sub("", _REF.sub("", line))))
            keys = [self.references.key(int(number)) for number in _REF.findall(line)]
            # What is in brackets on a line of its own says something of the one above.
            if values and (not words or words.startswith("(")):
                before, key = values.pop()
                values.append((f"{before} {words}".strip(), next(filter(None, [key, *keys]), "")))
            elif words:
                values.append((words, next(filter(None, keys), "")))
        return values

    def raw(self, code):
        """Return the lines of parsed markup, with marks for what Markdown is made of later."""
        return "".join(self._node(node) for node in code.nodes)

    def _cited(self, text):
        def citation(match):
            key = self.references.key(int(match[1]))
            return f"[^{key}]" if key else ""

        return _REF.sub(citation, text)

    def _node(self, node):
        match node:
            case Text():
                return escaped(str(node))
            case HTMLEntity():
                return escaped(_letter(node)).replace("'", APOSTROPHE)
            case Wikilink():
                return self._link(node)
            case ExternalLink():
                return self._external_link(node)
            case Template():
                return self._template(node)
            case Heading():
                return f"\n{HEADING}{node.level}{self.words(node.title)}\n"
            case Tag():
                return self._tag(node)
            case Comment() | Argument():
                return ""
        return escaped(str(node))

    def _link(self, link):
        title = str(link.title).strip()
        if _FILE.match(title):
            self.left_out.append(f"The file {title.partition(':')[2].strip()[:100]}")
            return ""
        if _ASIDE.match(title):
            return ""
        return self.raw(link.text) if link.text else escaped(title.lstrip(":"))

    def _external_link(self, link):
        url = str(link.url).strip()
        words = self.raw(link.title).strip() if link.title else ""
        if not re.fullmatch(r"https?://[^\s<>()]+", url):
            return words or escaped(url)
        return f"[{words}]({url})" if words else f"<{url}>"

    def _template(self, template):
        text = said(template, self.raw)
        if text is None:
            self._leave_out(f"The template {{{{{str(template.name).strip()[:60]}}}}}")
            return ""
        return text

    def _tag(self, tag):
        if str(tag.tag) == "table":
            self._leave_out("A table")
            return "\n"
        if tag.wiki_markup in _LISTS:
            return _LISTS[tag.wiki_markup]
        return self.raw(tag.contents) if tag.contents else ""

    def _leave_out(self, what):
        if what not in self.left_out:
            self.left_out.append(what)


def _letter(entity):
    try:
        return entity.normalize()
    # A number that stands for no character.
    except (ValueError, OverflowError):
        return ""


# Lines


def _markdown(text):
    """Write rendered lines as Markdown, a list and a quote between empty lines."""
    made = []
    for line in map(_line, text.splitlines()):
        if made and made[-1] and line and _block(line) != _block(made[-1]):
            made.append("")
        made.append(line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip("\n")
    return text.replace(APOSTROPHE, "'")


def _block(line):
    """What a line is a part of: a list, a quote, or nothing but a paragraph."""
    match = re.match(r"\s*(-|\d+\.|>)(?: |$)", line)
    return match and ("quote" if match[1] == ">" else "list")


def _line(line):
    """Return a line's Markdown, of what it begins with and of its bold and italic words."""
    line = line.strip()
    if line.startswith(QUOTE):
        return f"> {_emphasised(line[1:].strip())}".rstrip()
    if marks := _LINE_MARKS.match(line):
        return _item(marks[0], _emphasised(line[marks.end() :].strip()))
    return escaped_start(_emphasised(line).strip())


def _item(marks, text):
    depth = sum(mark in (ITEM, NUMBERED) for mark in marks)
    if not depth or marks[-1] in (INDENTED, TERM) or not text:
        return text
    return f"{'   ' * (depth - 1)}{'1.' if marks[-1] == NUMBERED else '-'} {text}"


def _emphasised(line):
    """Make bold and italic of the apostrophes of a line, as MediaWiki reads them."""
    made, start, bold, italic = [], 0, False, False
    for match in _runs(line):
        made.append(_marked(line[start : match[0]], bold, italic))
        start, marks = match[0] + match[1], match[2]
        italic ^= marks in (2, 5)
        bold ^= marks in (3, 5)
    return "".join([*made, _marked(line[start:], bold, italic)])


def _runs(line):
    """Return (start, length, marks) of each run of apostrophes: marks are 2, 3 or 5 of them."""
    runs = []
    for match in _QUOTES.finditer(line):
        length = match.end() - match.start()
        marks = 5 if length >= 5 else 3 if length >= 3 else 2
        runs.append((match.end() - marks, marks, marks))
    bold = sum(run[2] in (3, 5) for run in runs)
    italic = sum(run[2] in (2, 5) for run in runs)
    if bold % 2 and italic % 2:
        # As in ''Pier'''s: the last of three is an apostrophe.
        threes = [n for n, run in enumerate(runs) if run[2] == 3]
        behind_words = [n for n in threes if line[: runs[n][0]][-1:].isalnum()]
        for place in (behind_words or threes)[:1]:
            runs[place] = (runs[place][0], 2, 2)
    return runs


def _marked(text, bold, italic):
    """Put the marks close around the words: Markdown reads none beside a space."""
    words = text.strip()
    marks = "*" * (2 * bold + italic)
    if not words or not marks:
        return text
    start = text.index(words)
    return f"{text[:start]}{marks}{words}{marks}{text[start + len(words) :]}"
