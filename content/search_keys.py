"""Text as it is searched and sorted: without case or accents, in ASCII letters."""

import re

from anyascii import anyascii
from django.db import models


class _Spelled(dict):
    """What each character is spelled as, by its code: looked up once, as few come often."""

    def __missing__(self, code: int) -> str:
        spelled = self[code] = self.spell(chr(code))
        return spelled

    @staticmethod
    def spell(character: str) -> str:
        return anyascii(character).lower()


class _SpelledInWords(_Spelled):
    """The same, with a space for what is no part of a word."""

    @staticmethod
    def spell(character: str) -> str:
        return re.sub("[^a-z0-9]", " ", anyascii(character).lower())


_spelled, _spelled_in_words = _Spelled(), _SpelledInWords()


def normalize(text):
    """Return `text` in lower case ASCII letters: `Sète` and `SETE` both give `sete`.

    Other scripts are spelled out (`Сет` gives `set`), so that they can be typed on any keyboard.
    """
    return text.translate(_spelled)


def words_of(text: str) -> list[str]:
    """Return the normalized words of a text, in order: `L’été à Sète` gives l, ete, a, sete."""
    return text.translate(_spelled_in_words).split()


class _SearchKey:
    """The attribute of a SearchKeyField: read from its sources, whatever is set."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        parts = (getattr(instance, source) for source in self.field.sources)
        return normalize(" ".join(part for part in parts if part))

    def __set__(self, instance, value):
        # Never read: it tells save() that the field is loaded. One that it takes for deferred
        # stays out of the UPDATE.
        instance.__dict__[self.field.attname] = value


class SearchKeyField(models.TextField):
    """The normalized text of other fields of the row, for sorting and for search.

    It is computed when the row is written, so it holds under `loaddata` and `bulk_create`,
    which call no `save()`. `QuerySet.update()` and `save(update_fields=…)` of a source must name
    it too.
    """

    descriptor_class = _SearchKey

    def __init__(self, *sources, **kwargs):
        self.sources = sources
        kwargs.update(editable=False, serialize=False, default="", blank=True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("editable", "serialize", "default", "blank"):
            kwargs.pop(fixed, None)
        return name, path, self.sources, kwargs
