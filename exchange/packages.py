"""Packages: content under a name, with the files that it brings along.

A fixture, a bundle, or entries that a program made. A bundle is a .zip of a fixture, of the files
that it names, and of a manifest of both.
"""

import json
import lzma
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from .content_models import kinds
from .yaml_fixtures import FixtureError, read_entries

# The first line of a file: what it tells all of, so that what it does not tell can be pruned.
SCOPE = "# content: "
GONE = "it is here no more: send it again"
CONTENT = "content.yaml"
MANIFEST = "manifest.json"
FORMAT = 1
MOST_BYTES = 2 * 1024**3
MOST_CONTENT = 200 * 1024**2
MOST_FILES = 20_000


def parcel_in(arrival):
    """Return the Parcel of a file that waits; raises FixtureError as parcel_at() does."""
    if arrival.name.lower().endswith(".zip"):
        try:
            return Bundle(arrival.file.storage.open(arrival.file.name), arrival.name)
        except FileNotFoundError as error:
            raise FixtureError(GONE) from error
    return SentFixture(arrival.file, arrival.name)


def parcel_at(path):
    """Return the Parcel in a file: a bundle if its name ends in .zip, else a fixture.

    Raises FixtureError where there is none, or where a bundle is not as it must be.
    """
    path = Path(path)
    if not path.is_file():
        raise FixtureError(f"{path} is no file")
    if path.suffix.lower() == ".zip":
        return Bundle(path.open("rb"), path.name)
    return FixtureParcel(path)


class Parcel:
    """Entries that a program made, such as an article's: no files, and no more than they tell."""

    def __init__(self, name, entries):
        # They may be read again, so an iterator is no way to give them.
        self.name, self._entries = name, list(entries)

    def entries(self):
        """Yield the entries; raises FixtureError where there is no reading on."""
        yield from self._entries

    @property
    def scope(self):
        """The choices that it tells all of (see selection.py), or None: it does not say."""
        return None

    def has(self, name):
        """Whether it brings a file of that name."""
        return False

    def open(self, name):
        """Open a file that it brings, for reading in bytes."""
        raise FileNotFoundError(name)

    def close(self):
        """Give back what it holds open."""


class SentFixture(Parcel):
    """A YAML fixture that somebody has sent, as a FieldFile: without other files."""

    def __init__(self, file, name):
        self.file, self.name = file, name

    def entries(self):
        with self._opened() as file:
            yield from read_entries(file)

    @property
    def scope(self):
        with self._opened() as file:
            return scope_in(file.readline(10_000))

    def _opened(self):
        try:
            return self._open()
        except FileNotFoundError as error:
            raise FixtureError(GONE) from error

    def _open(self):
        return self.file.storage.open(self.file.name)


class FixtureParcel(SentFixture):
    """A YAML fixture, with the files that lie beside it."""

    def __init__(self, path):
        self.path = Path(path)
        self.name = self.path.name

    def _open(self):
        return self.path.open("rb")

    def has(self, name):
        return self._beside(name).is_file()

    def open(self, name):
        return self._beside(name).open("rb")

    def _beside(self, name):
        return self.path.parent / name


def scope_in(line):
    """Return the choices that the first line of a fixture, in bytes, tells all of; or None."""
    text = line.decode(errors="replace").removeprefix("\ufeff").partition("\n")[0]
    return text.removeprefix(SCOPE).split() if text.startswith(SCOPE) else None


# Bundles


class Bundle(Parcel):
    """A .zip with a fixture, the files that it names and a manifest.

    Nothing is unpacked to a disk, and no more is read of a member than it says it holds.
    """

    def __init__(self, file, name):
        self.name, self.file = name, file
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise FixtureError("the file is no .zip, or it is damaged: export it again") from error
        self.members = dict(self._checked())
        if CONTENT not in self.members:
            raise FixtureError(f"the bundle holds no {CONTENT}")
        self.manifest = self._manifest()

    def _checked(self):
        infos = self.zip.infolist()
        if len(infos) > MOST_FILES:
            raise FixtureError(f"the bundle holds more than {MOST_FILES:,} files")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise FixtureError("the bundle unpacks to more than 2 GB")
        seen = set()
        for info in infos:
            if info.is_dir():
                continue
            if problem := _odd_member(info, seen):
                raise FixtureError(f"the bundle's {info.filename[:100]!r} {problem}")
            seen.add(info.filename)
            yield info.filename, info

    def _manifest(self):
        if MANIFEST not in self.members:
            raise FixtureError(f"the bundle holds no {MANIFEST}")
        try:
            manifest = json.loads(self._read(MANIFEST, 10 * 1024**2))
            told = dict(manifest["schema"])
            version = str(manifest.get("version", ""))[:20]
            if manifest["format"] != FORMAT:
                told = str(manifest["format"])[:50]
                raise FixtureError(f"the bundle is of format {told}, not {FORMAT}")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FixtureError(f"the bundle's {MANIFEST} is not one of ours") from error
        refuse_newer(told, version)
        return manifest

    def _read(self, name, most):
        with self.open(name) as file:
            return file.read(most)

    def entries(self):
        if self.members[CONTENT].file_size > MOST_CONTENT:
            raise FixtureError(f"the bundle's {CONTENT} has more than 200 MB")
        with self.open(CONTENT) as file:
            yield from read_entries(file)

    @property
    def scope(self):
        with self.open(CONTENT) as file:
            return scope_in(file.readline(10_000))

    def has(self, name):
        return name in self.members

    def open(self, name):
        with _explained(name):
            return _Member(self.zip.open(self.members[name]), name)

    def close(self):
        self.zip.close()
        # Which the zip leaves to whoever opened it.
        self.file.close()


class _Member:
    """A member of a bundle as it is read; what is wrong with it is said as of any file."""

    def __init__(self, file, name):
        self.file, self.name = file, name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    @property
    def closed(self):
        return self.file.closed

    def read(self, size=-1):
        with _explained(self.name):
            return self.file.read(size)

    def readline(self, size=-1):
        with _explained(self.name):
            return self.file.readline(size)

    def seek(self, *where):
        with _explained(self.name):
            return self.file.seek(*where)

    def tell(self):
        return self.file.tell()


@contextmanager
def _explained(name):
    try:
        yield
    # Packers' own errors, of what a stranger packed.
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        struct.error,
    ) as error:
        raise FixtureError(f"the bundle's {name[:100]} is damaged: {error}") from error


def _odd_member(info, seen):
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename:
        return "lies outside of it"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link, and no file"
    if info.filename in seen:
        return "is in it twice"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.file_size > 10_000_000 and info.file_size > 200 * max(info.compress_size, 1):
        return "unpacks to far more than it holds"
    return ""


def refuse_newer(told, version):
    """Raise FixtureError if a bundle was made by a later version of the site: {app: migration}.

    `version` is empty for bundles from before 1.0.0, which do not name theirs.
    """
    here = schema()
    for app, migration in told.items():
        if app not in here:
            problem = f"content of {str(app)[:50]}, which this site does not have"
            raise FixtureError(f"the bundle holds {problem}")
        if str(migration) > here[app]:
            maker = f"{version}: " if version else ""
            versions = f"{maker}{app} {str(migration)[:50]}, here {here[app]}"
            raise FixtureError(
                f"the bundle was made by a later version ({versions}): update this site first"
            )


def schema():
    """{app: its last migration}: the form of content that this database has.

    Raises FixtureError where it has none.
    """
    apps = {kind.model._meta.app_label for kind in kinds().values()}
    applied = MigrationRecorder(connection).applied_migrations()
    if not apps <= {label for label, _ in applied}:
        raise FixtureError("the database has no tables for content yet: run manage.py migrate")
    return {app: max(name for label, name in applied if label == app) for app in sorted(apps)}
