"""The entries of one film as they come together: new rows, and parts beside those that are here."""

from collections import defaultdict

from django.core import serializers

from exchange.content_models import content_model_of, content_models


class Rows:
    """Entries by model and natural key. `film` is the film where it is here, and None otherwise.

    A part that is here stays as it is; with `update` it takes the values that are told.
    """

    def __init__(self, slug, film=None, update=False):
        self.slug, self.film, self.update = slug, film, update
        self._fields = defaultdict(dict)
        self._here = {}

    def entries(self):
        """Return all entries, each behind those that it names."""
        return [
            {"model": label, "fields": fields}
            for label, content_model in content_models().items()
            for fields in self._fields[content_model.model].values()
        ]

    def add(self, model, **told):
        """Add a row, once."""
        fields = without_nothing(told)
        self._fields[model].setdefault(content_model_of(model).key_in(fields), fields)

    def part(self, model, **told):
        """Add a part of the film, and return the row that stays in its place, if one does."""
        fields = without_nothing(told)
        if "section" not in fields:
            fields = {"film": [self.slug], **fields}
        key = content_model_of(model).key_in(fields)
        row = self.here(model).get(key)
        if row and not self.update:
            return row
        if row:
            here = told_of(row)
            # Whether it is published is for editors to say.
            fields = here | fields | {name: here[name] for name in ("status",) if name in here}
        elif hasattr(model, "position"):
            fields = {"position": self._next_place(model), **fields}
        self._fields[model].setdefault(key, fields)
        return None

    def here(self, model):
        """Return the film's parts of a model that are here, by natural key."""
        if model not in self._here:
            self._here[model] = self._parts(model) if self.film else {}
        return self._here[model]

    def _parts(self, model):
        paths = {path.rpartition("__")[0] for path in model.natural_key_fields if "__" in path}
        owner = "section__film" if "section__film" in paths else "film"
        rows = model._base_manager.filter(**{owner: self.film}).select_related(*paths)
        return {row.natural_key(): row for row in rows}

    def _next_place(self, model):
        taken = [row.position for row in self.here(model).values()]
        taken += [fields["position"] for fields in self._fields[model].values()]
        return max(taken, default=0) + 1


def without_nothing(fields):
    """Leave out what an entry need not say: what is empty, and what is not so."""
    return {name: value for name, value in fields.items() if value not in (None, "", {}, False)}


def told_of(row):
    """Return what a row holds as the fields of an entry."""
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    [entry] = serializers.serialize("python", [row], **natural)
    return without_nothing(
        {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in entry["fields"].items()
        }
    )
