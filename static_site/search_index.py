"""The site's search index for static/js/search.js, which searches a static site."""

import re
import unicodedata

from django.http import JsonResponse
from django.utils.translation import get_language

from content.search_keys import normalize
from films.models import PlotSection
from franchise.series_positions import spoils
from search.kinds import KINDS
from search.query import published_entries
from search.rows import load


def search_index(request):
    """Answer with what can be found, as JSON in the page's language.

    `entries` maps each kind to [URL, title, context, words of the title, other words] of each
    row, in the order of equal hits; of a plot section follow whom it spoils, whether it is the
    premise, and the language of its film's title. `letters` maps letters to those that the words
    are written with, where they are not simply the same without accents.
    """
    letters, entries = set(), {}
    for kind in KINDS.values():
        rows = _rows(kind)
        letters.update(letter for row, _title, _words in rows for letter in _letters_of(kind, row))
        entries[kind.name] = [_entry(kind, *row) for row in rows]
    return JsonResponse({"letters": _spelled(letters), "entries": entries})


def _rows(kind):
    """(row, words of the title, all words) of what is found of a kind."""
    found = published_entries().filter(kind=kind.name).order_by("title", "object_id")
    words = {
        key: (title, text) for key, title, text in found.values_list("object_id", "title", "words")
    }
    rows = load({kind: words})[kind]
    return [(rows[key], *words[key]) for key in words if key in rows]


def _entry(kind, row, title, words):
    titles = set(title.split())
    others = [word for word in dict.fromkeys(words.split()) if word not in titles]
    entry = [row.get_absolute_url(), str(row), kind.context(row), title, " ".join(others)]
    return [*entry, *_plot(kind, row)] if kind.model is PlotSection else entry


def _plot(kind, row):
    language = row.film.local.title.lang
    other = language if language != get_language() else ""
    return [spoils(kind.positions(row)), row.is_premise, other]


def _letters_of(kind, row):
    """The letters beyond ASCII in a row's texts, in whatever language."""
    # What is loaded with the row stands below a private name: its rows would be asked for theirs.
    values = [value for name, value in vars(row).items() if not name.startswith("_")]
    texts = [str(value) for value in values if isinstance(value, str | dict)]
    letters = set(" ".join([kind.title(row), *texts]).lower())
    return {letter for letter in letters if not letter.isascii()}


def _spelled(letters):
    spelled = {letter: normalize(letter) for letter in sorted(letters)}
    return {
        letter: normalized
        for letter, normalized in spelled.items()
        if re.search("[a-z0-9]", normalized) and normalized != _without_accents(letter)
    }


def _without_accents(letter):
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
