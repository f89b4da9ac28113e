"""Fill the database with an invented catalogue, for measuring and trying the site."""

import gc
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries, transaction
from django.utils.text import get_text_list

from content import triggers
from films.models import Film, Person

from ...catalogue.background import Background, Batch
from ...catalogue.films import film_batches
from ...models import Franchise


class Command(BaseCommand):
    help = (
        "Fill the database with an invented catalogue, to benchmark and try out the site: as many "
        "films as you ask for, with people, franchises, texts and reviews in many scripts. The "
        "same "
        "seed gives the same content."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--films", type=int, required=True, help="how many")
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            help="each seed gives a different catalogue; by default 1",
        )
        parser.add_argument("--add", action="store_true", help="add to existing content")

    def handle(self, *, films: int, seed: int, add: bool, **options: object) -> None:
        if films < 1:
            raise CommandError("--films must be at least 1.")
        if not add:
            refuse_content()
        progress = Progress(self, films)
        try:
            # Where there is content, there may be others who write.
            with no_search_for_cycles(), nullcontext() if add else triggers.suspended():
                for batch in made(films, seed):
                    progress.add(write(batch), films=len(batch.get(Film, ())))
            progress.end()
            # By its name: search is an app that knows this one.
            call_command("rebuild_search", stdout=self.stdout)
        except KeyboardInterrupt as error:
            raise CommandError(progress.when_stopped(), returncode=130) from error


def refuse_content() -> None:
    """Raise CommandError where the database has content."""
    found = [model for model in (Film, Person, Franchise) if model.objects.exists()]
    if found:
        names = get_text_list([model._meta.verbose_name_plural for model in found], "and")
        raise CommandError(
            f"This database already contains {names}. Use an empty one, or pass --add to add to it."
        )


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Spare a sixth of the time: a row refers to its film, but never back."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def made(films: int, seed: int) -> Iterator[Batch]:
    """Yield a catalogue's batches: people and all else first, then films."""
    background = Background(films, seed)
    yield from background.batches()
    yield from film_batches(background)


def write(batch: Batch) -> int:
    """Write a batch, all or nothing, and return the number of its rows."""
    with transaction.atomic():
        for model, rows in batch.items():
            model._base_manager.bulk_create(rows)
    # In development Django remembers each query, with all that was written.
    reset_queries()
    return sum(map(len, batch.values()))


class Progress:
    """Says how far the command is: on one line of a terminal, else at each tenth of the films."""

    def __init__(self, command: BaseCommand, goal: int) -> None:
        self.out, self.goal = command.stdout, goal
        self.start = time.monotonic()
        self.films = self.rows = 0

    def add(self, rows: int, films: int = 0) -> None:
        tenths = self.films * 10 // self.goal
        self.rows += rows
        self.films += films
        if self.out.isatty():
            self.out.write(f"\r{self.line()} …\033[K", ending="")
        elif self.films * 10 // self.goal > tenths and self.films < self.goal:
            self.out.write(f"{self.line()} …")
        self.out.flush()

    def line(self) -> str:
        seconds = time.monotonic() - self.start
        return (
            f"{self.films:,} of {self.goal:,} films, {self.rows:,} rows, "
            f"{self.rows / max(seconds, 0.001):,.0f} a second"
        )

    def end(self) -> None:
        if self.out.isatty():
            self.out.write("\r\033[K", ending="")
        self.out.write(f"{self.line()}. Indexing for search …")
        self.out.flush()

    def when_stopped(self) -> str:
        if self.films == self.goal:
            return "Stopped. All films were written; run manage.py rebuild_search to complete them."
        return (
            f"Stopped after {self.films:,} of {self.goal:,} films. Start again with an empty "
            "database, or keep them and pass --add."
        )
