"""References from an article's entries to other rows, which are added where they are new."""

import re

from films.models import Source

from .known import source_of
from .rows import told_of

_CITED = re.compile(r"\[\^([\w-]+)\]")


class References:
    """References by natural key, as entries hold them, to rows here and to those of `rows`.

    `citations` are the article's own, by the keys that its text cites them by.
    """

    def __init__(self, rows, known, citations):
        self.rows, self.known = rows, known
        self.citations = {citation.key: citation for citation in citations}
        self._sources = {}

    def named(self, model, name):
        """Return the reference to a row by its name, and add the row if it is new."""
        return self.reference(model, self.known.named(model, name)) if name else None

    def reference(self, model, named, **fields):
        if named.is_new:
            self.rows.add(model, slug=named.slug, name=named.name, **fields)
        return [named.slug] if named.slug else None

    def coded(self, model, code, name_of):
        """Return the reference to a country or a language, and add it if it is new."""
        if code and not model.objects.filter(code=code).exists():
            self.rows.add(model, code=code, name=name_of(code))
        return [code] if code else None

    def source(self, citation, **fields):
        """Return the reference to a citation's source, and add it if it is new.

        One that is here is given those of `fields` that it lacks, such as its licence.
        """
        told = {name: value for name, value in vars(citation).items() if name != "key"}
        same = citation.url or tuple(told.values())
        if same not in self._sources:
            self._sources[same] = self._source_here(
                source_of(citation), fields
            ) or self._new_source(citation, told | fields)
        return self._sources[same]

    def _source_here(self, row, fields):
        if row is None:
            return None
        here = told_of(row)
        if any(fields[name] and name not in here for name in fields):
            self.rows.add(Source, **(fields | here))
        return [row.key]

    def _new_source(self, citation, fields):
        key = self.known.free_key(Source, "key", citation.key or citation.title)
        self.rows.add(Source, key=key, **fields)
        return [key]

    def cited(self, key):
        """Return the reference to the source that the article cites by a key of its own."""
        return self.source(self.citations[key]) if key in self.citations else None

    def prose(self, text):
        """A text with its citations under the keys that their sources have here."""

        def citation(match):
            reference = self.cited(match[1])
            return f"[^{reference[0]}]" if reference else match[0]

        return f"{_CITED.sub(citation, text).strip()}\n" if text.strip() else ""
