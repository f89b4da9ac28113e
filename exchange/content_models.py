"""What content is made of: the models whose rows travel, and what a file says of each row.

A model travels if it says its `natural_key_fields`, lookup paths such as `film__slug`. The first
of them names the parent of a child: a credit's film, an installment's franchise. A field for a file
has its checksum beside it: `checksums = {"file": "sha256"}`.

A value is a text, a number, a truth, a list of texts (by what another row is known) or, of
translations, a mapping. Whatever two databases store otherwise has one form here: equal content
gives equal values.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from graphlib import TopologicalSorter

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

# The place of a child among its siblings, counted from 1.
POSITION = "position"
# As many keys as one query takes: SQLite knows a limit.
BATCH_SIZE = 500


@dataclass(frozen=True)
class ContentModel:
    """A model whose rows travel, and what a file declares of each row."""

    model: type[models.Model]

    def __str__(self):
        return self.label

    @property
    def rows(self):
        """A queryset of all rows, unpublished ones too."""
        return self.model._base_manager.all()

    @cached_property
    def label(self):
        return self.model._meta.label_lower

    @cached_property
    def name(self):
        return str(self.model._meta.verbose_name)

    @cached_property
    def key_paths(self):
        return tuple(getattr(self.model, "natural_key_fields", ()))

    @cached_property
    def key_fields(self):
        """The row's own fields in its natural key: film for film__slug."""
        return tuple(dict.fromkeys(path.partition("__")[0] for path in self.key_paths))

    @cached_property
    def parent(self):
        """The foreign key from a child to its parent; None in a model without parents."""
        first, _, rest = self.key_paths[0].partition("__")
        return self.model._meta.get_field(first) if rest else None

    @cached_property
    def parent_label(self):
        return self.parent.related_model._meta.label_lower

    @cached_property
    def fields(self):
        """The fields that are written: first the natural key, then the position, then others."""
        meta = self.model._meta
        written = {
            each.name: each for each in meta.concrete_fields if each.serialize and each != meta.pk
        }
        first = [name for name in (*self.key_fields, POSITION) if name in written]
        return {name: written[name] for name in dict.fromkeys([*first, *written])}

    @cached_property
    def references(self):
        """The foreign keys of a row, by name."""
        return {name: each for name, each in self.fields.items() if each.many_to_one}

    @cached_property
    def checksums(self):
        """{field for a file: the field with its SHA-256}."""
        return getattr(self.model, "checksums", {})

    @cached_property
    def is_ordered(self):
        return POSITION in self.fields and self.parent is not None

    def can_lack(self, name):
        """Whether a row may name no row in a field."""
        return self.fields[name].null and name not in self.key_fields

    def key_in(self, values):
        """Return the natural key that the values of a row give it."""
        key = []
        for name in self.key_fields:
            value = values.get(name)
            if field := self.references.get(name):
                key += value or [""] * len(content_model_of(field.related_model).key_paths)
            else:
                key.append("" if value is None else str(value))
        return tuple(key)

    def parent_key(self, key):
        """The natural key of a child's parent, with which its own begins."""
        return key[: len(content_model_of(self.parent.related_model).key_paths)]

    def keys_here(self, rows=None):
        """Return {primary key: natural key} of rows in the database; of all, unless given."""
        rows = self.rows if rows is None else rows
        found = rows.order_by().values_list("pk", *self.key_paths)
        return {pk: tuple("" if each is None else str(each) for each in key) for pk, *key in found}


@cache
def content_models():
    """All content models by label, each after those that it refers to: the order of creation."""
    content = {model for model in apps.get_models() if getattr(model, "natural_key_fields", ())}
    sorter = TopologicalSorter()
    for model in sorted(content, key=lambda model: model._meta.label_lower):
        named = (each.related_model for each in model._meta.concrete_fields if each.many_to_one)
        sorter.add(model, *sorted(content.intersection(named), key=lambda m: m._meta.label_lower))
    sorter.prepare()
    ordered = []
    # Models that are ready together are sorted by name, so that the order depends on nothing else.
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda model: model._meta.label_lower)
        ordered += ready
        sorter.done(*ready)
    return {model._meta.label_lower: ContentModel(model) for model in ordered}


def content_model_of(model):
    return content_models()[model._meta.label_lower]


class Keys(dict):
    """The natural keys of each model's rows by primary key, read when they are first asked for."""

    def __missing__(self, model):
        self[model] = content_model_of(model).keys_here()
        return self[model]


def children_of(content_model):
    """The content models whose rows are children of this model's rows."""
    return [
        child
        for child in content_models().values()
        if child.parent and child.parent.related_model is content_model.model
    ]


def in_batches(items, size=BATCH_SIZE):
    """Yield lists of at most `size` items."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]


# Values


def values_of(content_model, row, keys, place=None):
    """Return {field: value} of a row, without defaults: `keys` are natural keys by model and pk.

    For a child among siblings, `place` replaces the stored position.
    """
    values = {}
    for name, field in content_model.fields.items():
        value = place if place and name == POSITION else getattr(row, field.attname)
        if field.many_to_one:
            value = None if value is None else keys[field.related_model][value]
        values[name] = canonical(field, value)
    return without_defaults(content_model, values)


def without_defaults(content_model, values):
    """Leave out what a row has anyway, but for what it is known by."""
    return {
        name: value
        for name, value in values.items()
        if value not in (None, default_of(content_model.fields[name]))
        or (name in content_model.key_fields and value not in ("", None))
    }


def default_of(field):
    return canonical(field, None if field.many_to_one else field.get_default())


def canonical(field, value):
    """Return the one form of a field's value.

    Raises ValidationError where the field can hold no such value.
    """
    if field.many_to_one:
        return _natural_key(value)
    if isinstance(field, models.FileField):
        return str(value or "")
    value = field.to_python(value)
    if isinstance(field, models.TextField):
        return plain_lines(value) if isinstance(value, str) else value
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, dict):
        return _sorted(value, [each.name for each in field.model._meta.concrete_fields])
    return str(value) if isinstance(value, str) else value


def _natural_key(value):
    if value is None:
        return None
    if not isinstance(value, list | tuple) or any(isinstance(each, list | dict) for each in value):
        raise ValidationError(f"Refer to a row by its natural key, in brackets: [{value}].")
    return ["" if each is None else str(each) for each in value]


def plain_lines(text):
    """A text without what no reader sees: how its lines end, and what is blank at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _moment(value):
    aware = timezone.make_aware(value, datetime.UTC) if timezone.is_naive(value) else value
    return aware.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _number(value):
    text = format(value.normalize(), "f")
    return int(text) if text.lstrip("-").isdigit() else text


def _sorted(mapping, names):
    """A mapping without what says nothing, in the order of the fields that it names."""
    places = {name: place for place, name in enumerate(names)}
    inner = {}
    for key in sorted(mapping, key=lambda key: (places.get(key, len(places)), key)):
        value = mapping[key]
        if isinstance(value, dict):
            value = _sorted(value, names)
        inner[key] = plain_lines(value) if isinstance(value, str) else value
    return {key: value for key, value in inner.items() if value not in ("", {})}
