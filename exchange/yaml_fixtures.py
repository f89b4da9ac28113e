"""YAML fixtures whose errors name their place: the line, the object and the field.

Django's own reader says what is wrong, but hardly where. Django finds this module by the name
under which `loaddata` registers it, and asks it for a Serializer and a Deserializer.
"""

import re
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import base, python
from django.core.serializers.pyyaml import Serializer
from django.db import DatabaseError

from .kinds import Kind
from .reading import FixtureError, read_entries

__all__ = ["Deserializer", "FixtureError", "Serializer", "in_one_line", "named"]


@contextmanager
def named(place):
    """Turn any error into a FixtureError at `place`, unless it knows a closer place."""
    try:
        yield
    except FixtureError:
        raise
    except Exception as error:
        raise FixtureError(f"{place}: {in_one_line(error)}") from error


def in_one_line(error):
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return " ".join(text.split()) or type(error).__name__


class Deserializer(python.Deserializer):
    def __init__(self, stream_or_string, **options):
        super().__init__(read_entries(stream_or_string), **options)

    def _handle_object(self, entry):
        self.place = place_of(entry)
        with named(self.place):
            self.check_fields(entry)
            for found in super()._handle_object(entry):
                yield PlacedObject(found, self.place)

    def check_fields(self, entry):
        """Read each value once for its own error message, which Django's does not name."""
        if self.ignorenonexistent:
            return
        model = self._get_model_from_node(entry["model"])
        for name, value in entry["fields"].items():
            field = model._meta.get_field(name)
            if not field.is_relation:
                with named(f"{self.place}, {name}"):
                    # As PostgreSQL would, but SQLite not: the length. As only forms do: the rest.
                    field.run_validators(field.to_python(value))

    def _handle_fk_field_node(self, field, value):
        with named_reference(self.place, field, value):
            found = super()._handle_fk_field_node(field, value)
            # Without it the object cannot be told from others: it cannot wait for a later entry.
            if found is base.DEFER_FIELD and field.name in Kind(field.model).key_fields:
                raise field.related_model.DoesNotExist
        return found


class PlacedObject(base.DeserializedObject):
    """An object of a fixture that knows its place there, to name it where saving fails."""

    # The file, given by who reads it: references are followed when all files have been read.
    path = ""

    def __init__(self, found, place):
        super().__init__(found.object, found.m2m_data, found.deferred_fields)
        self.place = place

    def save(self, **options):
        try:
            super().save(**options)
        # psycopg raises ValueError at a NUL.
        except (DatabaseError, ValueError) as error:
            problem = broken_rule(self.object, error) or in_one_line(error)
            raise FixtureError(f"{self.place}: {problem}") from error

    def save_deferred_fields(self, using=None):
        for field, value in self.deferred_fields.items():
            if field.many_to_one:
                with named_reference(f"{self.path}: {self.place}", field, value):
                    base.deserialize_fk_value(field, value, using, handle_forward_references=False)
        super().save_deferred_fields(using=using)


def place_of(entry):
    """Return how an error names an entry: its line, model and key as they stand in the file."""
    line = f"line {getattr(entry, 'line', '?')}"
    if not is_entry(entry):
        raise FixtureError(f"{line}: an entry has a model, such as films.film, and its fields")
    try:
        model = apps.get_model(entry["model"])
    except LookupError:
        return line  # Django's reader says so, or passes over it where it is told to.
    parts = (entry["fields"].get(name) for name in Kind(model).key_fields)
    key = ", ".join(written(part) for part in parts if part is not None)
    return f"{line}, {model._meta.label} ({key})" if key else f"{line}, {model._meta.label}"


def is_entry(value):
    return (
        isinstance(value, dict)
        and isinstance(value.get("fields"), dict)
        and isinstance(value.get("model"), str)
        and value["model"].count(".") == 1
    )


def written(value):
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@contextmanager
def named_reference(place, field, value):
    try:
        yield
    except Exception as error:
        label = field.related_model._meta.label
        problem = f"no {label} is known by {value!r}"
        if isinstance(value, str):
            problem += f" (a key stands in brackets: [{value}])"
        raise FixtureError(f"{place}, {field.name}: {problem}") from error


def broken_rule(row, error):
    """Return the sentence of the row's constraint that the database names in its error."""
    for rule in row._meta.constraints:
        if re.search(rf"\b{rule.name}\b", str(error)):
            return f"{rule.violation_error_message} ({rule.name})"
    return ""
