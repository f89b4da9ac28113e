"""Text as it is searched and sorted: without case or accents, in ASCII letters."""

from anyascii import anyascii
from django.db import models


def fold(text):
    """Return `text` in lower case ASCII letters: `Sète` and `SETE` both give `sete`.

    Other scripts are spelled out (`Сет` gives `set`), so that they can be typed on any keyboard.
    """
    return anyascii(text).lower()


class _Folded:
    """The attribute of a FoldedField: read from its sources, whatever is set."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        parts = (getattr(instance, source) for source in self.field.sources)
        return fold(" ".join(part for part in parts if part))

    def __set__(self, instance, value):
        # Never read: it tells save() that the field is loaded. One that it takes for deferred
        # stays out of the UPDATE.
        instance.__dict__[self.field.attname] = value


class FoldedField(models.TextField):
    """The folded text of other fields of the row, for sorting and for search.

    It is computed when the row is written, so it holds under `loaddata` and `bulk_create`,
    which call no `save()`. `QuerySet.update()` and `save(update_fields=…)` of a source must name
    it too.
    """

    descriptor_class = _Folded

    def __init__(self, *sources, **kwargs):
        self.sources = sources
        kwargs.update(editable=False, serialize=False, default="", blank=True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("editable", "serialize", "default", "blank"):
            kwargs.pop(fixed, None)
        return name, path, self.sources, kwargs
