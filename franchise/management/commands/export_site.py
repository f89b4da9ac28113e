"""Write the published site into a folder, for a host without Django or for a disk."""

import re
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from films.addresses import absolute
from franchise.static_edition.edition import StaticEdition
from franchise.static_edition.folder import EditionFolder, FolderError

BASE_URL = re.compile(r"https?://([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(/[^\s?#\"<>]*)?")
# Between two lines that say how far it is, where they do not replace each other.
FILES_A_LINE = 500


class Command(BaseCommand):
    help = (
        "Write the published site as static files. A later run writes what has changed, and "
        "removes what no longer belongs. Ends with 1 where a link leads nowhere."
    )

    def add_arguments(self, parser):
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

    def handle(self, *, out, base_url, upload, **options):
        if upload and "static_edition" not in settings.STORAGES:
            raise CommandError("STORAGE_URL names no bucket to upload to.")
        if not _is_address(base_url):
            raise CommandError(f"{base_url} is no address such as https://example.org/films/.")
        # In development files have no other names than their own.
        if getattr(staticfiles_storage, "hashed_files", True) == {}:
            raise CommandError("The static files are not here: run manage.py collectstatic first.")
        start = time.monotonic()
        try:
            with EditionFolder(out) as folder:
                edition = StaticEdition(folder, base_url)
                edition.make(lambda: self.tell_progress(edition))
                if upload:
                    self.upload(folder)
        except (FolderError, OSError) as error:
            raise CommandError(error) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The next run completes it.", returncode=130) from error
        self.tell_end(edition, time.monotonic() - start)
        if dead := edition.dead_links:
            raise CommandError(told(dead))

    def upload(self, folder):
        # Only here: its libraries take long to load.
        from franchise.static_edition.uploading import upload

        sent, removed = upload(folder, storages["static_edition"])
        self.stdout.write(f"Bucket: {sent} files sent, {removed} removed.")

    def tell_progress(self, edition):
        folder = edition.folder
        files = folder.written + folder.unchanged
        line = f"{edition.pages} pages, {files} files"
        if self.stdout.isatty():
            self.stdout.write(f"\r{line} …", ending="")
            self.stdout.flush()
        elif files % FILES_A_LINE == 0:
            self.stdout.write(f"{line} …")

    def tell_end(self, edition, seconds):
        folder = edition.folder
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        self.stdout.write(
            f"{edition.pages} pages in {seconds:.1f} s, {edition.pages / seconds:.0f} a second. "
            f"Files: {folder.written} written, {folder.unchanged} unchanged, "
            f"{folder.removed} removed."
        )


def _is_address(url):
    try:
        # Reading the port checks it.
        return bool(BASE_URL.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:
        return False


def told(dead):
    lines = [f"  {file}: {address}" for file, address in dead]
    return "\n".join(
        [f"{len(dead)} {'link leads' if len(dead) == 1 else 'links lead'} nowhere:", *lines]
    )
