"""Content as files: a canonical fixture, or a bundle of one with its pictures."""

import hashlib
import json
import zipfile
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string

from .bundles import CONTENT, FORMAT, MANIFEST, schema
from .kinds import POSITION, Keys, kinds
from .selection import EVERYTHING, in_portions, selected
from .values import values_of
from .writing import SCOPE, entry_text


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
    """The chosen rows as they are written; then `counts` and `files` tell what they were."""

    def __init__(self, choices=()):
        self.choices = sorted(choices) or [EVERYTHING]
        self.counts = Counter()
        # {name: (storage, SHA-256)}
        self.files = {}

    def text(self):
        """Yield the fixture, piece by piece."""
        yield f"{SCOPE}{' '.join(self.choices)}\n"
        with one_moment():
            for kind, values in self.entries():
                yield entry_text(kind, values)

    def entries(self):
        """Yield (kind, values) of each row, in the canonical order.

        That of kinds, each behind those it names; within one, of natural keys; and the parts of
        one owner as readers find them, for a story is reviewed as it is told.
        """
        rows = selected(self.choices)
        keys = Keys()
        for label, kind in kinds().items():
            places = _places(kind, rows.get(label, ()), keys)
            for some in in_portions(places):
                found = kind.model._base_manager.in_bulk(some)
                for pk in some:
                    self.note(kind, found[pk])
                    yield kind, values_of(kind, found[pk], keys, places[pk])

    def note(self, kind, row):
        self.counts[kind.label] += 1
        for name, checksum in kind.checksums.items():
            file = getattr(row, name)
            if file:
                self.files[file.name] = (file.storage, getattr(row, checksum))


def _places(kind, rows, keys):
    """{primary key: place, counted from 1} in the order in which rows are written."""
    known = keys[kind.model]
    if not kind.is_ordered:
        return dict.fromkeys(sorted(rows, key=known.__getitem__))
    stored = dict(kind.model._base_manager.order_by().values_list("pk", POSITION))
    counts = defaultdict(int)
    places = {}
    for pk in sorted(rows, key=lambda pk: (kind.owner_key(known[pk]), stored[pk], pk)):
        owner = kind.owner_key(known[pk])
        counts[owner] += 1
        places[pk] = counts[owner]
    return places


# Files


def write(export, path):
    """Write an Export to a file: a bundle if its name ends in .zip, else the fixture alone.

    It is written aside and renamed, so what was there stays whole until it is replaced. Raises
    OSError where there is something else than a file, which must not be replaced.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is no file that can be replaced: give the name of a file")
    if not path.parent.is_dir():
        raise OSError(f"{path.parent} is no folder: make it first, or give another")
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
