"""Making the static site: not where nothing has changed, and into a bucket where asked to."""

import hashlib
import json
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import storages

from content import version
from content.release import release
from content.site_urls import absolute_url
from editorial.models import Redirect, settle

from .export import SiteExport
from .folder import StaticSiteFolder

type Tell = Callable[[SiteExport], None]
type Say = Callable[[str], None]


def make_site(
    out: str,
    base_url: str,
    *,
    processes: int | None,
    upload: bool,
    all: bool,
    say: Say,
    tell: Tell,
) -> list[list[str]]:
    """Make the folder `out` hold the published site, and return [file, URL] of its dead links.

    `processes` make pages at a time, by default as many as there are cores. With `all` every page
    is made anew. `tell` is told after each file how far it is, `say` in sentences what was done.
    Raises FolderError, ProcessEnded, OSError, and whatever a page raises: the next run completes
    what is missing.
    """
    with StaticSiteFolder(out) as folder:
        made_from = _made_from(base_url)
        record = None if all or settings.DEBUG else folder.record()
        if record and record["made_from"] == made_from:
            say("Nothing has changed since the last run.")
        else:
            record = _export(folder, base_url, processes or os.cpu_count() or 1, say, tell)
            folder.complete(record | {"made_from": made_from})
        if upload:
            _upload(folder, say)
    return record["dead_links"]


def _made_from(base_url: str) -> str:
    """A digest of what a run is made from: where it is the same, the files are.

    It tells nothing: the folder is there for everybody to read.
    """
    # What is due appears, and what is over goes.
    settle()
    content = version.current()
    state = [content.number, content.moved_at.isoformat(), release(), base_url]
    state += [absolute_url("/"), settings.MEDIA_URL]
    # A redirect is no content, and moves no version.
    state += Redirect.objects.order_by("pk").values_list("model", "slug", "object_id")
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _export(folder: StaticSiteFolder, base_url: str, processes: int, say: Say, tell: Tell) -> dict:
    """Write all files, and return what to keep of the run."""
    began_at, export = time.monotonic(), SiteExport(folder, base_url)
    folder.begin()
    export.run(processes, lambda: tell(export))
    seconds = time.monotonic() - began_at
    say(
        f"{export.pages:,} pages in {seconds:,.1f} s, {export.pages / seconds:,.0f} a second. "
        f"Files: {folder.written:,} written, {folder.unchanged:,} unchanged, "
        f"{folder.removed:,} removed."
    )
    return {"dead_links": export.dead_links}


def _upload(folder: StaticSiteFolder, say: Say) -> None:
    # Only here: its libraries take long to load.
    from .uploading import upload

    sent, removed = upload(folder, storages["static_site"])
    say(f"Bucket: {sent} files sent, {removed} removed.")


def told(dead_links: list[list[str]]) -> str:
    lines = [f"  {file}: {url}" for file, url in dead_links]
    return "\n".join(
        [
            f"{len(dead_links)} {'link leads' if len(dead_links) == 1 else 'links lead'} nowhere:",
            *lines,
        ]
    )
