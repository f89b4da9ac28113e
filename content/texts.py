"""The texts of many rows, one by one, for what reads them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from .translations import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Text:
    """A text of a row in one language. `page` is the row whose form holds it, `row` the part."""

    page: models.Model
    row: models.Model | None
    name: str
    language: str
    words: str

    @property
    def field(self):
        """Its field in the form."""
        is_own = self.language == SOURCE_LANGUAGE
        return self.name if is_own else f"{self.name}_{self.language}"


def texts_of(rows, *names, page=None, holding=()) -> Iterator[Text]:
    """Yield the named texts of each row of a queryset, in each language that they have.

    `page` names the relation to the page whose part a row is. With `holding`, only rows are read
    that have one of these strings in a text or in any translation.
    """
    if page:
        rows = rows.select_related(page)
    if holding:
        rows = rows.annotate(all_translations=Cast("translations", models.TextField()))
        rows = rows.filter(reduce(or_, (_holds(names, mark) for mark in holding)))
    yield from loaded_texts(rows, *names, page=page)


def loaded_texts(rows, *names, page=None, holding=()) -> Iterator[Text]:
    """Yield what texts_of() does, of rows that are read already, and no text without a mark."""
    for row in rows:
        whose = (getattr(row, page), row) if page else (row, None)
        for name in names:
            texts = {SOURCE_LANGUAGE: getattr(row, name)}
            texts |= {language: texts.get(name) for language, texts in row.translations.items()}
            for language, words in texts.items():
                if words and (not holding or any(mark in words for mark in holding)):
                    yield Text(*whose, name, language, words)


def _holds(names, mark):
    # SQLite keeps JSON as it was written, with every letter beyond ASCII escaped.
    escaped = mark.encode("ascii", "backslashreplace").decode()
    in_translations = Q(all_translations__contains=mark) | Q(all_translations__contains=escaped)
    return reduce(or_, (Q(**{f"{name}__contains": mark}) for name in names), in_translations)
