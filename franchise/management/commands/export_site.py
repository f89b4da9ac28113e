"""Write the published site into a folder, for a host without Django or for a disk."""

import hashlib
import json
import os
import re
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from content import version
from editorial.models import settle
from films.addresses import absolute
from franchise.release import release
from franchise.static_edition.export import Export
from franchise.static_edition.folder import EditionFolder, FolderError
from franchise.static_edition.processes import ProcessEnded

BASE_URL = re.compile(r"https?://([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(/[^\s?#\"<>]*)?")
# Seconds between two words of how far it is: in one line of a terminal, or line by line in a log.
TERMINAL_PAUSE, LOG_PAUSE = 0.2, 10


class Command(BaseCommand):
    help = (
        "Write the published site as static files. A later run ends at once where nothing has "
        "changed; else it writes what has, and removes what no longer belongs. Ends with 1 where "
        "a link leads nowhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", help="the folder: a new or empty one, or that of an earlier run")
        parser.add_argument(
            "--base-url",
            default=absolute("/"),
            help="where visitors will find it, such as https://example.org/films/; by default "
            "SITE_URL",
        )
        parser.add_argument(
            "--upload",
            action="store_true",
            help="then send what has changed to the bucket of STORAGE_URL, below site/",
        )
        parser.add_argument(
            "--processes",
            type=_count,
            default=os.cpu_count() or 1,
            metavar="N",
            help="how many make pages at a time; by default as many as there are cores",
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="make every page anew, even where nothing has changed since the last run",
        )

    def handle(
        self,
        *,
        out: str,
        base_url: str,
        upload: bool,
        processes: int,
        all: bool,
        **options: object,
    ) -> None:
        if upload and "static_edition" not in settings.STORAGES:
            raise CommandError("STORAGE_URL names no bucket to upload to.")
        if not _is_address(base_url):
            raise CommandError(f"{base_url} is no address such as https://example.org/films/.")
        # In development files have no other names than their own.
        if getattr(staticfiles_storage, "hashed_files", True) == {}:
            raise CommandError("The static files are not here: run manage.py collectstatic first.")
        try:
            with EditionFolder(out) as folder:
                made_from = _made_from(base_url)
                record = None if all or settings.DEBUG else folder.record()
                if record and record["made_from"] == made_from:
                    self.stdout.write("Nothing has changed since the last run.")
                else:
                    record = self.export(folder, base_url, processes, made_from)
                if upload:
                    self.upload(folder)
        except (FolderError, ProcessEnded, OSError) as error:
            raise CommandError(error) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The next run completes it.", returncode=130) from error
        if dead := record["dead_links"]:
            raise CommandError(told(dead))

    def upload(self, folder: EditionFolder) -> None:
        # Only here: its libraries take long to load.
        from franchise.static_edition.uploading import upload

        sent, removed = upload(folder, storages["static_edition"])
        self.stdout.write(f"Bucket: {sent} files sent, {removed} removed.")

    def export(self, folder: EditionFolder, base_url: str, processes: int, made_from: str) -> dict:
        """Write all files, and return the run's record."""
        export, progress = Export(folder, base_url), Progress()
        folder.begin()
        export.run(processes, lambda: self.tell_progress(export, progress))
        record = {"made_from": made_from, "dead_links": export.dead_links}
        folder.complete(record)
        self.tell_end(export, progress.seconds)
        return record

    def tell_progress(self, export: Export, progress: "Progress") -> None:
        is_terminal = self.stdout.isatty()
        if not progress.is_due(TERMINAL_PAUSE if is_terminal else LOG_PAUSE):
            return
        line = progress.told(export)
        if is_terminal:
            self.stdout.write(f"\r\033[K{line}", ending="")
            self.stdout.flush()
        else:
            self.stdout.write(line)

    def tell_end(self, export: Export, seconds: float) -> None:
        folder = export.folder
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        self.stdout.write(
            f"{export.pages:,} pages in {seconds:,.1f} s, {export.pages / seconds:,.0f} a second. "
            f"Files: {folder.written:,} written, {folder.unchanged:,} unchanged, "
            f"{folder.removed:,} removed."
        )


class Progress:
    """How far a run is, how fast, and when it will be done."""

    def __init__(self) -> None:
        self.began_at = self.told_at = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began_at

    def is_due(self, pause: float) -> bool:
        now = time.monotonic()
        is_due = now - self.told_at >= pause
        if is_due:
            self.told_at = now
        return is_due

    def told(self, export: Export) -> str:
        seconds = self.seconds
        left = timedelta(seconds=round(seconds / export.made * (export.known - export.made)))
        return (
            f"{export.made:,} of {export.known:,} files, {export.pages / seconds:,.0f} pages a "
            f"second, {left} left …"
        )


def _made_from(base_url: str) -> str:
    """A digest of what a run is made from: where it is the same, the files are.

    It tells nothing: the folder is there for everybody to read.
    """
    # What is due appears, and what is over goes.
    settle()
    content = version.current()
    state = [content.number, content.moved_at.isoformat(), release(), base_url]
    state += [absolute("/"), settings.MEDIA_URL]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("give a number of processes, 1 at least")
    return int(text)


def _is_address(url: str) -> bool:
    try:
        # Reading the port checks it.
        return bool(BASE_URL.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:
        return False


def told(dead: list[tuple[str, str]]) -> str:
    lines = [f"  {file}: {address}" for file, address in dead]
    return "\n".join(
        [f"{len(dead)} {'link leads' if len(dead) == 1 else 'links lead'} nowhere:", *lines]
    )
