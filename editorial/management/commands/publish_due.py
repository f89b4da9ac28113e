"""Publish what editors have scheduled, once or again and again."""

import os
import time
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from content import purging, statistics

from ...models import settle
from ...schedule import publish_due

SECONDS_BETWEEN_STATISTICS = 6 * 60 * 60


class Command(BaseCommand):
    help = (
        "Publish the drafts that are due. Safe to run late, or twice at once. Exits with 1 if a "
        "draft could not be published: its editor sees the reason, and it is tried again next "
        "time. With --every, it also purges the cache at PURGE_URL whenever content has changed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="keep running and check again after this many seconds, until the parent process "
            "ends",
        )

    def handle(self, *, every, **options):
        if every:
            with suppress(KeyboardInterrupt):
                self.go_on(every)
        elif not self.try_to(self.publish):
            raise SystemExit(1)

    def go_on(self, every):
        parent = os.getppid()
        purger = purging.Purger() if settings.PURGE_URL else None
        pause = min(every, purging.PAUSE) if purger else every
        publish_at, refresh_at = 0.0, time.monotonic() + SECONDS_BETWEEN_STATISTICS
        while os.getppid() == parent:
            close_old_connections()
            now = time.monotonic()
            if now >= publish_at:
                self.try_to(self.publish)
                publish_at = now + every
            if now >= refresh_at:
                self.try_to(statistics.refresh)
                refresh_at = now + SECONDS_BETWEEN_STATISTICS
            if purger:
                self.try_to(purger.look)
            time.sleep(pause)

    def try_to(self, do):
        try:
            return do()
        except DatabaseError as error:
            self.stderr.write(f"The database is not responding: {error}")
            return False

    def publish(self):
        # What is published from or until a time that has come, whether or not anybody has looked.
        settle()
        is_done = True
        for draft, problem in publish_due():
            if problem:
                is_done = False
                self.stderr.write(f"“{draft}” ({draft.model}): {problem}")
            else:
                self.stdout.write(f"“{draft}” ({draft.model}) was published.")
        return is_done
