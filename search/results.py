"""What a page shows of what search found, with the words of the query marked."""

import re
from dataclasses import dataclass
from html import escape

from django.db import models
from django.utils.safestring import SafeString, mark_safe

from content.search_keys import normalize
from films.models import PlotSection
from franchise.series_positions import Numbered

from .kinds import SearchKind

# How far into a text a result looks for what to show: each of its words is normalized for it.
MAX_LOOK = 20_000


@dataclass(frozen=True)
class Result:
    """One line of the results: `title` and `snippet` are HTML with the words found marked.

    The snippet gives away the film at `positions`; where `is_plot`, the title does so too.
    """

    row: models.Model
    title: str
    url: str
    context: str
    snippet: str
    positions: list[Numbered]
    is_plot: bool

    @classmethod
    def of(cls, kind: SearchKind, row: models.Model, words: list[str]) -> "Result":
        return cls(
            row=row,
            title=marked(str(row), words),
            url=row.get_absolute_url(),
            context=kind.context(row),
            snippet=marked(excerpt(kind.text(row), words), words),
            positions=kind.positions(row),
            is_plot=kind.model is PlotSection,
        )


def _beginning(words: list[str]) -> re.Pattern[str]:
    """What finds in a normalized text where one of some normalized words begins."""
    return re.compile(f"(?<![a-z0-9])(?:{'|'.join(words)})")


def excerpt(text: str, words: list[str], length: int = 220) -> str:
    """Return about `length` characters of `text` around the first of `words`, if that is near."""
    beginning, near, start = _beginning(words), text[:MAX_LOOK], 0
    # Most texts hold none of them, which is told at once for all their words.
    if beginning.search(normalize(near)):
        parts = re.finditer(r"\w+", near)
        found = (match.start() for match in parts if beginning.search(normalize(match[0])))
        start = max(0, next(found, 0) - length // 3)
    # Cut between words, and say where something was cut.
    start = text.find(" ", start) + 1 if start else 0
    end = start + length
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def marked(text: str, words: list[str]) -> SafeString:
    """Return `text` as HTML in which each word that begins with one of `words` is marked."""
    beginning, html, end = _beginning(words), "", 0
    # What stands between words, and words, in turn; these are normalized together, a line each, as
    # one by one takes three times as long.
    parts = re.split(r"(\w+)", text) if beginning.search(normalize(text)) else [text]
    normalized = normalize("\n".join(parts[1::2]))
    lines = (normalized.count("\n", 0, match.start()) for match in beginning.finditer(normalized))
    for at in dict.fromkeys(2 * line + 1 for line in lines):
        html += f"{escape(''.join(parts[end:at]))}<mark>{parts[at]}</mark>"
        end = at + 1
    return mark_safe(html + escape("".join(parts[end:])))  # noqa: S308 - letters are not escaped.
