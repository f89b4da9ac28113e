"""Write the published site into a folder, for a host without Django or for a disk."""

import re
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError

from content.background import enqueue_once
from content.site_urls import absolute_url
from static_site.tasks import export_site

from ...export import SiteExport
from ...folder import FolderError
from ...making import make_site, told
from ...processes import ProcessEnded

BASE_URL = re.compile(r"https?://([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(/[^\s?#\"<>]*)?")
# Seconds between two words of how far it is: in one line of a terminal, or line by line in a log.
TERMINAL_PAUSE, LOG_PAUSE = 0.2, 10


class Command(BaseCommand):
    help = (
        "Write the published site as static files. Later runs write only what has changed and "
        "remove what is no longer needed; if nothing has changed, they end at once. Exits with 1 "
        "if there are dead links."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", help="the output folder: new, empty or from an earlier run")
        parser.add_argument(
            "--base-url",
            default=absolute_url("/"),
            help="where visitors will find it, such as https://example.org/films/; by default "
            "SITE_URL",
        )
        parser.add_argument(
            "--upload",
            action="store_true",
            help="then upload what has changed to the bucket at STORAGE_URL, under site/",
        )
        parser.add_argument(
            "--processes",
            type=_count,
            metavar="N",
            help="how many processes make pages; by default one per core",
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="make every page again, even if nothing has changed since the last run",
        )
        parser.add_argument(
            "--enqueue",
            action="store_true",
            help="leave it to a worker, if TASKS_URL is set",
        )

    def handle(
        self,
        *,
        out: str,
        base_url: str,
        upload: bool,
        processes: int | None,
        all: bool,
        enqueue: bool,
        **options: object,
    ) -> None:
        if upload and "static_site" not in settings.STORAGES:
            raise CommandError("STORAGE_URL is not set, so there is no bucket to upload to.")
        if not _is_url(base_url):
            raise CommandError(f"{base_url} is not a URL such as https://example.org/films/.")
        # In development files have no other names than their own.
        if getattr(staticfiles_storage, "hashed_files", True) == {}:
            raise CommandError("There are no static files yet. Run manage.py collectstatic first.")
        order = {"base_url": base_url, "upload": upload, "processes": processes, "all": all}
        if enqueue and settings.TASKS_URL:
            # A worker runs in another folder, perhaps.
            enqueue_once(export_site, out=str(Path(out).resolve()), **order)
            self.stdout.write(
                "A worker will generate the static site. The dashboard shows its progress."
            )
            return
        progress = ExportProgress()
        try:
            dead = make_site(
                out,
                **order,
                say=self.say,
                tell=lambda export: self.tell_progress(export, progress),
            )
        except (FolderError, ProcessEnded, OSError) as error:
            raise CommandError(error) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The next run completes it.", returncode=130) from error
        if dead:
            raise CommandError(told(dead))

    def say(self, sentence: str) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        self.stdout.write(sentence)

    def tell_progress(self, export: SiteExport, progress: "ExportProgress") -> None:
        is_terminal = self.stdout.isatty()
        if not progress.is_due(TERMINAL_PAUSE if is_terminal else LOG_PAUSE):
            return
        line = progress.told(export)
        if is_terminal:
            self.stdout.write(f"\r\033[K{line}", ending="")
            self.stdout.flush()
        else:
            self.stdout.write(line)


class ExportProgress:
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

    def told(self, export: SiteExport) -> str:
        seconds = self.seconds
        left = timedelta(seconds=round(seconds / export.made * (export.known - export.made)))
        return (
            f"{export.made:,} of {export.known:,} files, {export.pages / seconds:,.0f} pages a "
            f"second, {left} left …"
        )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("give a number of processes, at least 1")
    return int(text)


def _is_url(url: str) -> bool:
    try:
        # Reading the port checks it.
        return bool(BASE_URL.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:
        return False
