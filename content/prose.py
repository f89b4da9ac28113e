"""Prose: Markdown as editors write it, HTML as visitors read it, plain text as machines do.

A citation, `[^key]`, names a Source by its key. Its number depends on the whole page, so the
rendered text holds a marker, and a page's `Citations` turn the markers into numbered links.
"""

import re
from functools import lru_cache
from itertools import count, pairwise, product
from string import ascii_lowercase

import nh3
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_CITATION = re.compile(r"\[\^([a-z0-9_-]{1,80})\]", re.IGNORECASE)
_MARKER = re.compile(r'<sup data-cites="([^"]+)"></sup>')
# What XML 1.0 has no way to write: one such character would take a whole feed down.
# What may be Markdown: all else is the same once its citations are gone.
_MARKED = re.compile(
    r"[\\`*_\[\]<>&\0-\b\v-\x1f\x7f-\x9f\u2028\u2029]|^[ \t+#:=~\d-]", re.MULTILINE
)
# Not a space alone, which stays as it is.
_BLANKS = re.compile(r"[ \t\n]{2,}|[\t\n]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
_ATTRIBUTES = {"a": {"href", "title"}, "sup": {"data-cites"}}


class ProseField(models.TextField):
    """A text in Markdown.

    Where no sources are listed below it, it `can_cite` none. Beyond `longest` words readers lose
    their place.
    """

    def __init__(self, *args, can_cite=True, longest=None, **kwargs):
        self.can_cite, self.longest = can_cite, longest
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """The database knows no difference, so migrations need not."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def _citation_rule(state, silent):
    match = _CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content = f'<sup data-cites="{match[1]}"></sup>'
    state.pos = match.end()
    return True


def _too_deep_rule(state, start, end, silent):
    """Take what is nested too deep as it stands: the parser would drop it, and all after it."""
    if state.level < _DEEPEST:
        return False
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.push("paragraph_open", "p", 1)
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.children = []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _headings_to_paragraphs(state):
    """The page heads its texts: a heading within one, of whatever level, becomes a bold line."""
    for before, token in pairwise(state.tokens):
        if before.type == "heading_open":
            token.children = [
                Token("strong_open", "strong", 1),
                *token.children,
                Token("strong_close", "strong", -1),
            ]
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"


_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
# A list in a list takes two levels, and where the parser gives up there is room for none.
_DEEPEST = _markdown.options.maxNesting - 2
_markdown.block.ruler.before("code", "too_deep", _too_deep_rule)
_markdown.inline.ruler.before("link", "citation", _citation_rule)
_markdown.core.ruler.push("headings_to_paragraphs", _headings_to_paragraphs)


@lru_cache(maxsize=2048)
def render(text):
    """Return the HTML of a Markdown text, safe to show, with a marker for each citation."""
    return nh3.clean(
        _markdown.render(text),
        tags=_TAGS | {"sup"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


@lru_cache(maxsize=2048)
def plain_text(text):
    """Return the words of a Markdown text in one line, without its marks and citations."""
    # Most texts have no marks, and parsing takes ten times as long.
    is_marked = _MARKED.search(_without_citations(text))
    blocks = _parsed_blocks(text) if is_marked else _paragraphs(text)
    # Not split(), which would take French no-break spaces for places to break.
    return _BLANKS.sub(" ", " ".join(blocks)).strip()


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that is not Markdown but for its citations."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return [_without_citations(paragraph.strip()) for paragraph in paragraphs]


def _without_citations(text: str) -> str:
    return _CITATION.sub("", text) if "[^" in text else text


def _parsed_blocks(text: str) -> list[str]:
    inline = (token for token in _markdown.parse(text) if token.type == "inline")
    return ["".join(_words(block.children)) for block in inline]


def summary(text, length=160):
    """Return the first words of a Markdown text, as plain text of at most `length` characters."""
    words = plain_text(text)
    if len(words) <= length:
        return words
    return words[: length - 1].rsplit(" ", 1)[0].rstrip(",;:!?–— \u00a0\u202f") + "…"


def unwritable(text):
    """Return the characters of a text that no XML can hold: controls and noncharacters."""
    return _UNWRITABLE.findall(text)


def unwritable_told(text):
    """Return what to do about the first character that no XML can hold; "" where there is none."""
    found = unwritable(text)
    return (
        f"Remove the character U+{ord(found[0]):04X}: it cannot be shown on a page."
        if found
        else ""
    )


def writable(text):
    """Return a text without its unwritable characters."""
    return _UNWRITABLE.sub("", text)


def _words(tokens):
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


_WORD = re.compile(r"\w+(?:['’‑-]\w+)*")


def word_count(text):
    """Return how many words of a Markdown text its readers read."""
    return len(_WORD.findall(plain_text(text)))


def has_more_words(text, limit):
    """Whether readers read more words than `limit`. Most texts are not parsed to tell."""
    return len(_WORD.findall(text)) > limit and word_count(text) > limit


def linked_urls(text):
    """Return the URLs to which a Markdown text links, in order, each once."""
    inline = (token for token in _markdown.parse(text) if token.type == "inline")
    tokens = (token for block in inline for token in block.children)
    urls = (token.attrs["href"] for token in tokens if token.type == "link_open")
    return list(dict.fromkeys(urls))


def uncited_quotes(text, shortest=5):
    """Return the quotes of at least so many words that stand in a paragraph without a citation."""
    paragraphs = re.split(r"\n\s*\n", text)
    uncited = (paragraph for paragraph in paragraphs if not _CITATION.search(paragraph))
    quotes = (found for paragraph in uncited for found in _quotes(paragraph))
    return [quote for quote in quotes if word_count(quote) >= shortest]


# A group for each kind of quotation marks.
QUOTE = re.compile(r'“([^“”]+)”|"([^"]+)"|«([^«»]+)»')
_QUOTED_LINE = re.compile(r"^ {0,3}>", re.MULTILINE)


def _quotes(paragraph):
    if _QUOTED_LINE.match(paragraph):
        return [plain_text(paragraph)]
    return ["".join(marked).strip() for marked in QUOTE.findall(plain_text(paragraph))]


def cited_keys(*texts):
    """Return the keys of the sources that Markdown texts cite, in order, each once."""
    keys = (key for text in texts for key in _CITATION.findall(text))
    return list(dict.fromkeys(keys))


def _letters():
    """Yield a to z, aa to zz and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


class Citations:
    """The sources of one page, numbered in the order in which the page first cites them."""

    def __init__(self, sources=()):
        self._sources = {source.key: source for source in sources}
        self._cited = {}

    def __iter__(self):
        """Yield each cited source with its number, and its citations: a letter and an anchor."""
        for number, (key, anchors) in enumerate(self._cited.items(), start=1):
            ways_back = list(zip(_letters(), anchors, strict=False))
            yield {"number": number, "source": self._sources[key], "ways_back": ways_back}

    def __bool__(self):
        return bool(self._cited)

    @property
    def sources(self):
        """The sources that can be cited, whether or not they have been yet."""
        return list(self._sources.values())

    def cite(self, *keys):
        """Return the numbered links that stand for citations; unknown keys leave no trace."""
        known = [key for key in keys if key in self._sources]
        return format_html_join("", "{}", ((self._link(key),) for key in known))

    def render(self, text):
        """Return the HTML of a Markdown text with its citations numbered and linked."""
        linked = _MARKER.sub(lambda match: self.cite(match[1]), render(text))
        return mark_safe(linked)  # noqa: S308 - nh3 cleaned it, and cite() escapes.

    def _link(self, key):
        anchors = self._cited.setdefault(key, [])
        number = list(self._cited).index(key) + 1
        anchors.append(f"cite-{key}-{len(anchors) + 1}")
        return format_html(
            '<sup class="cite"><a id="{}" href="#source-{}" aria-label="Source {}">{}</a></sup>',
            anchors[-1],
            key,
            number,
            number,
        )
