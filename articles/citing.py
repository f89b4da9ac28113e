"""The <ref>s of MediaWiki's markup as sources, by the templates that cite."""

import re
from datetime import date

import mwparserfromhell
from django.utils.text import slugify

from content.natural_keys import first_free
from content.search_keys import normalize

from .dates import date_in
from .outline import Citation
from .templates import name_of

_CITES = re.compile(r"^(cite\b|citation$|cit\b)")
_LINK = re.compile(r"\[?(https?://[^\s\]<>\"|{}]+)(?:\s+([^\]]*))?\]?")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]{3,490}")


class CitedReferences:
    """The sources of an article's refs, each under the key that its text cites it by."""

    def __init__(self, refs, words):
        """`refs` are (name, markup); `words(code)` gives the plain words of parsed markup."""
        self._refs, self._words = refs, words
        self._by_name = {name: text for name, text in reversed(refs) if name and text}
        self._by_text = {}
        self.cited = {}
        self.left_out = []

    def key(self, number):
        """Return the key of the ref of a number, or "" where it names no source."""
        name, text = self._refs[number]
        text = text or self._by_name.get(name, "")
        if text not in self._by_text:
            self._by_text[text] = self._citation(text)
        citation = self._by_text[text]
        if citation:
            self.cited[citation.key] = citation
        return citation.key if citation else ""

    def _citation(self, text):
        fields = self._fields(text) if text else {}
        if not fields.get("title"):
            if text:
                self.left_out.append(f"A note: {self._words(mwparserfromhell.parse(text))[:200]}")
            return None
        return Citation(self._free_key(fields), **fields)

    def _fields(self, text):
        code = mwparserfromhell.parse(text, skip_style_tags=True)
        for template in code.filter_templates(recursive=False):
            if _CITES.match(name_of(template)):
                return self._of_template(template)
        if match := _LINK.search(text):
            words = self._words(mwparserfromhell.parse(match[2] or "")) or match[1]
            return {"title": words[:300], "url": _url(match[1])}
        return {}

    def _of_template(self, template):
        said = {
            str(param.name).strip().lower(): self._words(param.value) for param in template.params
        }
        url = _url(said.get("url", ""))
        title = said.get("title") or said.get("chapter") or said.get("script-title") or url
        return {
            "title": title[:300],
            "authors": ", ".join(_authors(said))[:300],
            "publisher": _first(
                said, "work", "website", "newspaper", "magazine", "journal", "publisher", "agency"
            )[:200],
            "url": url,
            "published_on": _past(date_in(_first(said, "date", "publication-date", "year"))),
            "accessed_on": _past(date_in(_first(said, "access-date", "accessdate"))),
            "archive_url": _url(_first(said, "archive-url", "archiveurl")),
        }

    def _free_key(self, fields):
        """A key such as an editor would choose: variety-2022; none that another ref has."""
        words = fields.get("publisher") or fields.get("authors") or fields["title"]
        stem = slugify(normalize(words))[:60].strip("-") or "source"
        year = fields.get("published_on", "")[:4]
        stem = f"{stem}-{year}" if year else stem
        taken = {each.key for each in self._by_text.values() if each}
        return first_free(stem, taken.__contains__)


def _first(said, *names):
    return next((said[name] for name in names if said.get(name)), "")


def _authors(said):
    for number in ("", *map(str, range(1, 10))):
        last, first = said.get(f"last{number}", ""), said.get(f"first{number}", "")
        name = said.get(f"author{number}") or " ".join(filter(None, (first, last)))
        if name:
            yield name


def _url(text):
    return text if _URL.fullmatch(text.strip()) else ""


def _past(told):
    """A date that is not to come: nobody has read tomorrow's paper."""
    return told if told[:10] <= date.today().isoformat() else ""
