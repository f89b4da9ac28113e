"""What has arrived: content, under a name, with the files that it brings along."""

from pathlib import Path

from .reading import FixtureError, read_entries
from .writing import SCOPE

GONE = "it is here no more: send it again"


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
