"""Read a YAML fixture, one entry after the other, however long it is, and say where it is wrong.

What YAML can do beyond plain values is refused: objects built by tags, values repeated by
aliases, which ten lines can make a billion of, and nesting without end. Errors name their place:
the line, the row and the field. Django finds this module by the name under which `loaddata`
registers it, and asks it for a Serializer and a Deserializer.
"""

import codecs
import re
from contextlib import contextmanager

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import base, python, pyyaml
from django.core.serializers.pyyaml import Serializer
from django.db import DatabaseError
from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode

from .content_models import ContentModel

__all__ = ["Deserializer", "FixtureError", "Serializer", "in_one_line", "named"]

# An entry, its fields, translations, one language of them: no value lies deeper.
MAX_DEPTH = 8
# What an entry holds, all in all: the widest content has hundreds.
MAX_VALUES = 10_000
_TEXT = "tag:yaml.org,2002:str"
_TYPED = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp")}


class FixtureError(base.DeserializationError):
    """What is wrong in a fixture and where, as one line for whoever wrote it."""


class Entry(dict):
    """A mapping of the file, with the number of its first line."""

    line = 0


def read_entries(stream):
    """Yield the entries of a YAML fixture, which is open in bytes or in text, or given as either.

    Raises FixtureError, with the line, where the text is no list of plain values; what an entry
    holds is its reader's to judge.
    """
    with _explained():
        events = _Events(_decoded(stream))
        events.expect(yaml.StreamStartEvent)
        if not events.is_at(yaml.StreamEndEvent):
            events.expect(yaml.DocumentStartEvent)
            yield from _entries(events)
            events.expect(yaml.DocumentEndEvent)
        if not events.is_at(yaml.StreamEndEvent):
            raise FixtureError(
                f"line {events.line}: a second document starts here; a file may hold only one"
            )


def _entries(events):
    if events.is_at(yaml.ScalarEvent) and not events.peek().value:
        events.next()
        return
    if not events.is_at(yaml.SequenceStartEvent):
        raise FixtureError("the file is not a list of entries")
    events.refuse_what_is_not_plain(events.next())
    while not events.is_at(yaml.SequenceEndEvent):
        events.values_left = MAX_VALUES
        yield events.value()
    events.next()


@contextmanager
def _explained():
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FixtureError(f"line {mark.line + 1}: {in_one_line(error.problem)}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        message = f"the file is not YAML in UTF-8: {in_one_line(error)}"
        raise FixtureError(message) from error


def _decoded(stream):
    """The stream, for the parser to decode: it would take UTF-16 too, as other readers do not."""
    if isinstance(stream, str):
        return stream
    if isinstance(stream, bytes):
        start = stream[:2]
    else:
        start = stream.read(2)
        stream = _Rejoined(start, stream)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise FixtureError("the file is not YAML in UTF-8: it is in UTF-16, save it as UTF-8")
    return stream


class _Rejoined:
    """A stream with its first piece put back."""

    def __init__(self, start, rest):
        self.start, self.rest = start, rest

    def read(self, size=-1):
        start, self.start = self.start, self.start[:0]
        return start or self.rest.read(size)


class _Events:
    """The parser's events, and the values that they make."""

    def __init__(self, stream):
        self.loader = pyyaml.SafeLoader(stream)
        self.resolvers = self.loader.yaml_implicit_resolvers
        self.constructor = SafeConstructor()
        self.values_left = MAX_VALUES

    @property
    def line(self):
        return self.peek().start_mark.line + 1

    def peek(self):
        return self.loader.peek_event()

    def next(self):
        return self.loader.get_event()

    def is_at(self, kind):
        return self.loader.check_event(kind)

    def expect(self, kind):
        if not self.is_at(kind):
            raise FixtureError(f"line {self.line}: the list of entries ends before the file does")
        return self.next()

    def value(self, depth=1):
        event = self.next()
        self.refuse_what_is_not_plain(event)
        self.values_left -= 1
        if self.values_left < 0:
            raise _wrong(f"an entry has more than {MAX_VALUES:,} values", event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if depth > MAX_DEPTH:
            raise _wrong("values are nested too deeply", event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        found = []
        while not self.is_at(yaml.SequenceEndEvent):
            found.append(self.value(depth + 1))
        self.next()
        return found

    def mapping(self, event, depth):
        entry = Entry()
        entry.line = event.start_mark.line + 1
        while not self.is_at(yaml.MappingEndEvent):
            at = self.peek()
            key = self.value(depth + 1)
            if isinstance(key, list | dict):
                raise _wrong("a field name cannot be a list or a mapping", at)
            if key in entry:
                # YAML itself would keep the last of two values and forget the first.
                raise _wrong(f"{key} is given twice", at)
            entry[key] = self.value(depth + 1)
        self.next()
        return entry

    def scalar(self, event):
        text = event.value
        if not event.implicit[0]:
            return text
        tag = self.tag(text)
        if tag not in _TYPED:
            return text
        try:
            value = self.constructor.construct_object(ScalarNode(tag, text))
            str(value)  # A number in base 16 may be too long, which only this finds.
            return value
        except (ValueError, OverflowError) as error:
            kind = "date" if tag.endswith("timestamp") else "number"
            raise _wrong(f"{text[:50]} is not a {kind}: {error}", event) from error

    def tag(self, text):
        patterns = self.resolvers.get(text[:1], ())
        return next((tag for tag, pattern in patterns if pattern.match(text)), _TEXT)

    def refuse_what_is_not_plain(self, event):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(f"*{event.anchor} is an alias: write the value out", event)
        if getattr(event, "anchor", None):
            raise _wrong(f"&{event.anchor} is an anchor: remove it", event)
        if getattr(event, "tag", None):
            raise _wrong(f"{event.tag} is a tag: remove it", event)


def _wrong(problem, event):
    return yaml.constructor.ConstructorError(None, None, problem, event.start_mark)


# For loaddata


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
            # It belongs to the object's key, so it cannot wait for a later entry.
            if found is base.DEFER_FIELD and field.name in ContentModel(field.model).key_fields:
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
        raise FixtureError(f"{line}: an entry needs a model, such as films.film, and fields")
    try:
        model = apps.get_model(entry["model"])
    except LookupError:
        return line  # Django's reader reports it, or ignores it if asked to.
    parts = (entry["fields"].get(name) for name in ContentModel(model).key_fields)
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
        problem = f"no {label} has the key {value!r}"
        if isinstance(value, str):
            problem += f" (put a key in brackets: [{value}])"
        raise FixtureError(f"{place}, {field.name}: {problem}") from error


def broken_rule(row, error):
    """Return the sentence of the row's constraint that the database names in its error."""
    for rule in row._meta.constraints:
        if re.search(rf"\b{rule.name}\b", str(error)):
            return f"{rule.violation_error_message} ({rule.name})"
    return ""
