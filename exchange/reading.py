"""From a file's text to its entries, one after the other, however long the file is.

What YAML can do beyond plain values is refused: objects built by tags, values repeated by
aliases, which ten lines can make a billion of, and nesting without end.
"""

import codecs
from contextlib import contextmanager

import yaml
from django.core.serializers import base, pyyaml
from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode

# An entry, its fields, translations, one language of them: no value lies deeper.
DEEPEST = 8
# What an entry holds, all in all: the widest content has hundreds.
MOST_VALUES = 10_000
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
            raise FixtureError(f"line {events.line}: a second document begins; a file holds one")


def _entries(events):
    if events.is_at(yaml.ScalarEvent) and not events.peek().value:
        events.next()
        return
    if not events.is_at(yaml.SequenceStartEvent):
        raise FixtureError("the file is not a list of entries")
    events.refuse_what_is_not_plain(events.next())
    while not events.is_at(yaml.SequenceEndEvent):
        events.values_left = MOST_VALUES
        yield events.value()
    events.next()


@contextmanager
def _explained():
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FixtureError(f"line {mark.line + 1}: {_in_one_line(error.problem)}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        message = f"the file is not YAML in UTF-8: {_in_one_line(error)}"
        raise FixtureError(message) from error


def _in_one_line(error):
    return " ".join(str(error).split())


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
        self.values_left = MOST_VALUES

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
            raise _wrong(f"an entry holds more than {MOST_VALUES:,} values", event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if depth > DEEPEST:
            raise _wrong("values are nested deeper than any content", event)
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
                raise _wrong("a name is one word, not a list or a mapping", at)
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
            str(value)  # Of a number in base 16, nobody has yet said that it is too long.
            return value
        except (ValueError, OverflowError) as error:
            kind = "date" if tag.endswith("timestamp") else "number"
            raise _wrong(f"{text[:50]} is no {kind}: {error}", event) from error

    def tag(self, text):
        patterns = self.resolvers.get(text[:1], ())
        return next((tag for tag, pattern in patterns if pattern.match(text)), _TEXT)

    def refuse_what_is_not_plain(self, event):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(f"*{event.anchor} repeats another value: write it out", event)
        if getattr(event, "anchor", None):
            raise _wrong(f"&{event.anchor} marks a value to be repeated: leave it out", event)
        if getattr(event, "tag", None):
            raise _wrong(f"{event.tag} asks for more than a plain value: leave it out", event)


def _wrong(problem, event):
    return yaml.constructor.ConstructorError(None, None, problem, event.start_mark)
