"""Publish what editors have scheduled, once or again and again."""

import os
import time
from contextlib import suppress

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from content import statistics
from editorial.admin.scheduling import publish_due
from editorial.models import settle

SECONDS_BETWEEN_STATISTICS = 6 * 60 * 60


class Command(BaseCommand):
    help = (
        "Publish the drafts whose time has come. It may run twice at once and after any pause. "
        "Ends with 1 where a draft could not be published: its editor is told, and it is tried "
        "again the next time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="go on, and look again after so many seconds, for as long as the parent runs",
        )

    def handle(self, *, every, **options):
        if every:
            with suppress(KeyboardInterrupt):
                self.go_on(every)
        elif not self.try_to(self.publish):
            raise SystemExit(1)

    def go_on(self, every):
        parent = os.getppid()
        refreshed_at = time.monotonic()
        while os.getppid() == parent:
            close_old_connections()
            self.try_to(self.publish)
            if time.monotonic() - refreshed_at > SECONDS_BETWEEN_STATISTICS:
                self.try_to(statistics.refresh)
                refreshed_at = time.monotonic()
            time.sleep(every)

    def try_to(self, do):
        try:
            return do()
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer: {error}")
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
                self.stdout.write(f"“{draft}” ({draft.model}) is published.")
        return is_done
