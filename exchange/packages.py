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

from .content_models import content_models
from .yaml_fixtures import FixtureError, read_entries

# The first line of a file: what it covers, so that what it does not contain can be pruned.
SCOPE = "# content: "
GONE = "it no longer exists, upload it again"
CONTENT = "content.yaml"
MANIFEST = "manifest.json"
FORMAT = 1
MAX_BYTES = 2 * 1024**3
MAX_CONTENT = 200 * 1024**2
MAX_FILES = 20_000


def open_upload(upload):
    """Return the Package in a PendingUpload; raises FixtureError as open_package() does."""
    if upload.name.lower().endswith(".zip"):
        try:
            return Bundle(upload.file.storage.open(upload.file.name), upload.name)
        except FileNotFoundError as error:
            raise FixtureError(GONE) from error
    return UploadedFixture(upload.file, upload.name)


def open_package(path):
    """Return the Package in a file: a bundle if its name ends in .zip, else a fixture.

    Raises FixtureError where there is none, or where a bundle is not as it must be.
    """
    path = Path(path)
    if not path.is_file():
        raise FixtureError(f"{path} is not a file")
    if path.suffix.lower() == ".zip":
        return Bundle(path.open("rb"), path.name)
    return FixturePackage(path)


class Package:
    """Entries that a program made, such as those of an article; without files."""

    def __init__(self, name, entries):
        # A list, because entries may be read more than once.
        self.name, self._entries = name, list(entries)

    def entries(self):
        """Yield the entries; raises FixtureError where they cannot be read."""
        yield from self._entries

    @property
    def scope(self):
        """The choices that it covers (see selection.py), or None if it does not say."""
        return None

    def has(self, name):
        """Whether it holds a file of that name."""
        return False

    def open(self, name):
        """Open one of its files, for reading in bytes."""
        raise FileNotFoundError(name)

    def close(self):
        """Close what it holds open."""


class UploadedFixture(Package):
    """A YAML fixture that somebody has uploaded, as a FieldFile; without other files."""

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


class FixturePackage(UploadedFixture):
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
    """Return the choices that a fixture covers, by its first line, in bytes; or None."""
    text = line.decode(errors="replace").removeprefix("\ufeff").partition("\n")[0]
    return text.removeprefix(SCOPE).split() if text.startswith(SCOPE) else None


# Bundles


class Bundle(Package):
    """A .zip with a fixture, the files that it names and a manifest.

    Nothing is unpacked to a disk, and no more is read of a member than it says it holds.
    """

    def __init__(self, file, name):
        self.name, self.file = name, file
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise FixtureError(
                "the file is not a .zip, or it is damaged: export it again"
            ) from error
        self.members = dict(self._checked())
        if CONTENT not in self.members:
            raise FixtureError(f"the bundle has no {CONTENT}")
        self.manifest = self._manifest()

    def _checked(self):
        infos = self.zip.infolist()
        if len(infos) > MAX_FILES:
            raise FixtureError(f"the bundle holds more than {MAX_FILES:,} files")
        if sum(info.file_size for info in infos) > MAX_BYTES:
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
            raise FixtureError(f"the bundle has no {MANIFEST}")
        try:
            manifest = json.loads(self._read(MANIFEST, 10 * 1024**2))
            migrations = dict(manifest["schema"])
            version = str(manifest.get("version", ""))[:20]
            if manifest["format"] != FORMAT:
                found = str(manifest["format"])[:50]
                raise FixtureError(f"the bundle has format {found}, not {FORMAT}")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FixtureError(f"the bundle's {MANIFEST} is not valid") from error
        refuse_newer(migrations, version)
        return manifest

    def _read(self, name, most):
        with self.open(name) as file:
            return file.read(most)

    def entries(self):
        if self.members[CONTENT].file_size > MAX_CONTENT:
            raise FixtureError(f"the bundle's {CONTENT} is larger than 200 MB")
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
    """A member of a bundle as it is read; its errors name the file, as any."""

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
        return "points outside the bundle"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link, not a file"
    if info.filename in seen:
        return "occurs twice"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.file_size > 10_000_000 and info.file_size > 200 * max(info.compress_size, 1):
        return "unpacks to far more than its size"
    return ""


def refuse_newer(migrations, version):
    """Raise FixtureError if a bundle was made by a later version of the site: {app: migration}.

    `version` is empty for bundles from before 1.0.0, which do not name theirs.
    """
    here = schema()
    for app, migration in migrations.items():
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
    apps = {content_model.model._meta.app_label for content_model in content_models().values()}
    applied = MigrationRecorder(connection).applied_migrations()
    if not apps <= {label for label, _ in applied}:
        raise FixtureError("the database has no content tables yet: run manage.py migrate")
    return {app: max(name for label, name in applied if label == app) for app in sorted(apps)}
