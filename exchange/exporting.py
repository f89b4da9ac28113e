"""Export content as files: a canonical fixture, or a bundle of one with its pictures.

Values have one form each in YAML: the same content gives the same bytes on every machine. They
are written here and not by a library, whose form changes with its version and with the one in C
that it may or may not find. Any reader of YAML 1.1 gets the same values back, Django's too.
"""

import datetime
import hashlib
import json
import re
import zipfile
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

import yaml
from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string

from .content_models import POSITION, Keys, content_models, in_batches, plain_lines, values_of
from .packages import CONTENT, FORMAT, MANIFEST, SCOPE, schema
from .selection import EVERYTHING, selected

INDENT = "  "
# Beyond it a text of one line is folded, between words.
WIDTH = 100

# What YAML has no way to hold but as an escape, what it takes for the end of a line, and what no
# reader of a diff would see.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(rf'["\\\n\t]|{_UNSEEN.pattern}')


@contextmanager
def one_moment():
    """Read the database as it is at one moment, and let nobody wait for it to end."""
    if connection.in_atomic_block:
        yield
        return
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # Not atomic(), which would take SQLite's one place for a writer.
        cursor.execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgres else "BEGIN"
        )
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class Export:
    """The chosen rows as they are written; then `counts` and `files` list what they were."""

    def __init__(self, choices=()):
        self.choices = sorted(choices) or [EVERYTHING]
        self.counts = Counter()
        # {name: (storage, SHA-256)}
        self.files = {}

    def text(self):
        """Yield the fixture, piece by piece."""
        yield f"{SCOPE}{' '.join(self.choices)}\n"
        with one_moment():
            for content_model, values in self.entries():
                yield entry_text(content_model, values)

    def entries(self):
        """Yield (content model, values) of each row, in the canonical order.

        That of models, each after those it refers to; within one, of natural keys; and the
        children of one parent as readers find them, for a story is reviewed as it is read.
        """
        rows = selected(self.choices)
        keys = Keys()
        for label, content_model in content_models().items():
            places = _places(content_model, rows.get(label, ()), keys)
            for some in in_batches(places):
                found = content_model.rows.in_bulk(some)
                for pk in some:
                    self.note(content_model, found[pk])
                    yield content_model, values_of(content_model, found[pk], keys, places[pk])

    def note(self, content_model, row):
        self.counts[content_model.label] += 1
        for name, checksum in content_model.checksums.items():
            file = getattr(row, name)
            if file:
                self.files[file.name] = (file.storage, getattr(row, checksum))


def _places(content_model, rows, keys):
    """{primary key: place, counted from 1} in the order in which rows are written."""
    known = keys[content_model.model]
    if not content_model.is_ordered:
        return dict.fromkeys(sorted(rows, key=known.__getitem__))
    stored = dict(content_model.rows.order_by().values_list("pk", POSITION))
    counts = defaultdict(int)
    places = {}
    for pk in sorted(rows, key=lambda pk: (content_model.parent_key(known[pk]), stored[pk], pk)):
        parent = content_model.parent_key(known[pk])
        counts[parent] += 1
        places[pk] = counts[parent]
    return places


# Files


def write(export, path):
    """Write an Export to a file: a bundle if its name ends in .zip, else the fixture alone.

    It is written aside and renamed, so what was there stays whole until it is replaced. Raises
    OSError where there is something else than a file, which must not be replaced.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is not a file that can be replaced: enter the name of a file")
    if not path.parent.is_dir():
        raise OSError(f"{path.parent} is not a folder: create it first, or choose another")
    aside = path.with_name(f".{path.name}.{get_random_string(8)}")
    try:
        with aside.open("wb") as file:
            (write_bundle if path.suffix.lower() == ".zip" else write_fixture)(export, file)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_fixture(export, file):
    for piece in export.text():
        file.write(piece.encode())


def write_bundle(export, file):
    """Write a .zip that is the same to the byte wherever the content is: its members lie in
    order, unpacked and without a date, for no two packers pack alike.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        with bundle.open(_member(CONTENT), "w", force_zip64=True) as content:
            write_fixture(export, content)
        for name, (storage, checksum) in sorted(export.files.items()):
            with storage.open(name) as picture, bundle.open(_member(name), "w") as copy:
                _copy(picture, copy, name, checksum)
        bundle.writestr(_member(MANIFEST), json.dumps(manifest(export), indent=2) + "\n")


def _member(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


class DamagedFile(Exception):
    """A stored file is not the one that its row knows; the message names both."""


def _copy(source, target, name, checksum):
    digest = hashlib.sha256()
    for chunk in (
        source.chunks() if hasattr(source, "chunks") else iter(lambda: source.read(65536), b"")
    ):
        digest.update(chunk)
        target.write(chunk)
    if digest.hexdigest() != checksum:
        raise DamagedFile(
            f"{name} is not the file that was uploaded: "
            f"its SHA-256 is {digest.hexdigest()}, not {checksum}"
        )


def manifest(export):
    """What a bundle says of itself: how it is laid out, what made it and what it holds."""
    return {
        "format": FORMAT,
        "version": settings.VERSION,
        "schema": schema(),
        "counts": dict(sorted(export.counts.items())),
        "files": {name: checksum for name, (_, checksum) in sorted(export.files.items())},
    }


# Rows as YAML


def fixture_text(entries):
    """Return entries that a program made as the text of a fixture."""
    return "".join(entry_text(content_models()[each["model"]], each["fields"]) for each in entries)


def entry_text(content_model, values):
    """Return a row as an entry of a fixture, with an empty line before it."""
    lines = ["", f"- model: {content_model.label}", f"{INDENT}fields:"]
    for name, value in values.items():
        lines += _lines(name, value, indent=INDENT * 2, is_field=True)
    return "\n".join(lines) + "\n"


def _lines(name, value, indent, is_field=False):
    label = f"{indent}{_scalar(name)}:"
    if isinstance(value, dict):
        return [label, *(line for item in value.items() for line in _lines(*item, indent + INDENT))]
    if isinstance(value, list):
        return [f"{label} [{', '.join(_in_brackets(each) for each in value)}]"]
    if not isinstance(value, str):
        return [f"{label} {_plain_value(value)}"]
    mark, block = _block(value, WIDTH - len(indent + INDENT), len(label))
    if mark:
        return [f"{label} {mark}", *(f"{indent}{INDENT}{line}" if line else "" for line in block)]
    return [f"{label} {_scalar(value, is_field)}"]


def _plain_value(value):
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _block(text, width, used):
    """Return (mark, lines) of a text that reads best as a block; no mark for any other."""
    if not text or text[0].isspace() or plain_lines(text) != text or _UNSEEN.search(text):
        return "", []
    if "\n" in text:
        lines = text.split("\n")
        # A space at the end of a line is seen in quotes only.
        return ("", []) if any(line != line.rstrip(" \t") for line in lines) else ("|-", lines)
    words = text.split(" ")
    is_short = used + len(text) < WIDTH
    if is_short or "" in words or "\t" in text:
        return "", []
    return ">-", _folded(words, width)


def _folded(words, width):
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines


def _scalar(text, is_field=False):
    """A text in one line: as it stands where it can be read back so, else in quotes."""
    return text if _is_plain(text, is_field) else f'"{_ESCAPED.sub(_escape, text)}"'


def _is_plain(text, is_field):
    if not text or not text[0].isalnum() or text[-1] in " :" or _ESCAPED.search(text):
        return False
    if ": " in text or " #" in text:
        return False
    readings = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], ())
    tag = next((tag for tag, pattern in readings if pattern.match(text)), None)
    # A field's text is what Django makes of the value: of a date, the same text again.
    return tag is None or (is_field and tag.endswith(":timestamp") and _is_date(text))


def _is_date(text):
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _in_brackets(text):
    return f'"{_ESCAPED.sub(_escape, text)}"' if set("[]{},") & set(text) else _scalar(text)


def _escape(match):
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"
