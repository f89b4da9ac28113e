"""The folder of a static site: only what has changed is written, only what is ours removed."""

import fcntl
import json
from pathlib import Path, PurePosixPath

# Names each file that an export has written, one a line.
LIST = ".export_site"
# Of the last run, if it came to its end: what it was made from, and what it told.
RECORD = ".export_site.json"
# What is being written, until it is whole.
PART = ".export_site.part"


class FolderError(Exception):
    """The folder holds what is not ours to change, or is busy."""


class FolderIsBusy(FolderError):
    """Another export is running in the folder."""


class StaticSiteFolder:
    """A folder that holds a static site, or is to: a context manager, for one process at a time.

    A file's name is listed before it is written, so what an interrupted export leaves is known to
    the next one. Raises FolderError where the folder, or a file in the way, is somebody else's.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.written = self.unchanged = self.removed = 0
        self._kept = set()

    def __enter__(self):
        self.path.mkdir(parents=True, exist_ok=True)
        names = self.path / LIST
        if not names.exists() and any(self.path.iterdir()):
            raise FolderError(
                f"{self.path} is not empty and does not contain an earlier export. Choose a folder "
                "used for nothing else."
            )
        self._list = names.open("a+")
        try:
            fcntl.flock(self._list, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._list.close()
            raise FolderIsBusy(f"Another export is running in {self.path}.") from error
        self._list.seek(0)
        self._known = set(filter(_is_inside, self._list.read().split("\n")))
        return self

    def __exit__(self, *exception):
        self._list.close()

    def names(self):
        """The files of the site: of this run, or of the last where nothing was made anew."""
        return self._kept or self._known

    def record(self) -> dict | None:
        """Return the record of the last run; None where it was not completed or a file is gone."""
        try:
            record = json.loads((self.path / RECORD).read_text())
        except (OSError, ValueError):
            return None
        is_whole = all((self.path / name).is_file() for name in self._known)
        return record if is_whole and isinstance(record, dict) else None

    def begin(self) -> None:
        """Forget the last run, before anything is written that is not of it."""
        (self.path / RECORD).unlink(missing_ok=True)

    def complete(self, record: dict) -> None:
        """Keep the record of this run: last of all."""
        self._replace(RECORD, json.dumps(record, indent=1).encode())

    def keep(self, name):
        """Leave a file as it is, if an earlier export wrote it; return whether it did."""
        is_there = name in self._known and (self.path / name).is_file()
        if is_there:
            self._kept.add(name)
            self.unchanged += 1
        return is_there

    def write(self, name, content):
        """Let a file hold these bytes; untouched where it does."""
        file = self.path / name
        if name not in self._known:
            self._announce(name, file)
        self._kept.add(name)
        if file.is_file() and file.read_bytes() == content:
            self.unchanged += 1
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        self._replace(name, content)
        self.written += 1

    def _replace(self, name: str, content: bytes) -> None:
        part = self.path / PART
        part.write_bytes(content)
        part.replace(self.path / name)

    def _announce(self, name, file):
        if file.exists():
            raise FolderError(
                f"{file} was not written by an export. Move it elsewhere, then run this again."
            )
        self._list.write(f"{name}\n")
        self._list.flush()
        self._known.add(name)

    def remove_the_rest(self):
        """Remove what earlier exports wrote and this one did not, and folders left empty."""
        for name in sorted(self._known - self._kept):
            file = self.path / name
            if file.is_file():
                file.unlink()
                self.removed += 1
            self._prune(file.parent)
        self._replace(LIST, "".join(f"{name}\n" for name in sorted(self._kept)).encode())

    def _prune(self, folder):
        while folder != self.path and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _is_inside(name):
    """Whether a line of the list names a file in the folder; somebody may have changed it."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts
