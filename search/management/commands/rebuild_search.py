import time
from argparse import ArgumentParser
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, OutputWrapper

from content.background import enqueue_once
from search.tasks import rebuild_search

from ...index import rebuild

SECONDS_IN_A_LOG = 10


class Command(BaseCommand):
    help = (
        "Rebuild the search index, for example after changes in plain SQL. The site can be "
        "searched and edited in the meantime."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--enqueue",
            action="store_true",
            help="leave it to a worker, if TASKS_URL is set",
        )

    def handle(self, *, enqueue: bool, **options: object) -> None:
        if enqueue and settings.TASKS_URL:
            enqueue_once(rebuild_search)
            self.stdout.write(
                "A worker will rebuild the search index. The dashboard shows its progress."
            )
            return
        entries = rebuild(progress=progress_on(self.stdout))
        self.stdout.write(f"{entries:,} entries in the search index.")


def progress_on(out: OutputWrapper) -> Callable[[int, int], None]:
    """Say how many rows are indexed: on one line of a terminal, else every ten seconds."""
    start = said_at = time.monotonic()

    def say(done: int, goal: int) -> None:
        nonlocal said_at
        now = time.monotonic()
        line = f"{done:,} of {goal:,} rows indexed, {done / max(now - start, 0.001):,.0f} a second"
        if out.isatty():
            out.write(f"\r{line} …\033[K", ending="" if done < goal else "\n")
        elif now - said_at > SECONDS_IN_A_LOG:
            out.write(f"{line} …")
            said_at = now
        out.flush()

    return say
