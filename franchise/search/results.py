"""What a page shows of what search found, with the words of the query marked."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from films.folding import words_of
from films.models import PlotSection

from ..places import Place
from .kinds import Kind

# How far into a text a result looks for what to show: each of its words is folded for it.
MAX_LOOK = 20_000


@dataclass(frozen=True)
class Result:
    """One line of the results: `title` and `snippet` are HTML with the words found marked.

    The snippet gives away the film at `places`; where `is_plot`, the title does so too.
    """

    row: models.Model
    title: str
    address: str
    context: str
    snippet: str
    places: list[Place]
    is_plot: bool

    @classmethod
    def of(cls, kind: Kind, row: models.Model, words: list[str]) -> "Result":
        return cls(
            row=row,
            title=marked(str(row), words),
            address=row.get_absolute_url(),
            context=kind.context(row),
            snippet=marked(excerpt(kind.text(row), words), words),
            places=kind.places(row),
            is_plot=kind.model is PlotSection,
        )


def _is_found(text: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word of the text begins so."""
    return any(word.startswith(beginnings) for word in words_of(text))


def excerpt(text: str, words: list[str], length: int = 220) -> str:
    """Return about `length` characters of `text` around the first of `words`, if that is near."""
    beginnings, near, start = tuple(words), text[:MAX_LOOK], 0
    # Most texts hold none of them, which is told at once for all their words.
    if _is_found(near, beginnings):
        parts = re.finditer(r"\w+", near)
        found = (match.start() for match in parts if _is_found(match[0], beginnings))
        start = max(0, next(found, 0) - length // 3)
    # Cut between words, and say where something was cut.
    start = text.find(" ", start) + 1 if start else 0
    end = start + length
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def marked(text: str, words: list[str]) -> SafeString:
    """Return `text` as HTML in which each word that begins with one of `words` is marked."""
    beginnings, html, end = tuple(words), "", 0
    for match in re.finditer(r"\w+", text) if _is_found(text, beginnings) else ():
        if _is_found(match[0], beginnings):
            html += f"{escape(text[end : match.start()])}<mark>{match[0]}</mark>"
            end = match.end()
    return mark_safe(html + escape(text[end:]))  # noqa: S308 - letters alone are not escaped.
