"""Makes files of the static site in several processes, each with its own database connections.

They begin as new programs and not as copies of this one: a copy would share its open connections.
Nothing that needs Django to be set up is imported here, as they begin by importing this.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread

import django

# Files that a process makes between two messages: fewer cost more, more keep Ctrl-C waiting.
BATCH = 8
# Batches for each process: one that it makes, and one that waits, so that it never waits itself.
AHEAD = 2


class ProcessEnded(Exception):
    """A process ended before its work was done."""


class ThisProcess:
    """Does at once what is submitted, without another process."""

    is_idle, is_full = True, False

    def submit(self, make: Callable, *arguments: object) -> None:
        self._result = make(*arguments)
        self.is_idle, self.is_full = False, True

    def done(self) -> Iterator:
        self.is_idle, self.is_full = True, False
        yield self._result


class Processes:
    """Does what is submitted in a number of processes."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self.pool, self.room = pool, count * AHEAD
        self._futures: set[Future] = set()

    @property
    def is_idle(self) -> bool:
        return not self._futures

    @property
    def is_full(self) -> bool:
        return len(self._futures) >= self.room

    def submit(self, make: Callable, *arguments: object) -> None:
        self._futures.add(self.pool.submit(make, *arguments))

    def done(self) -> Iterator:
        """Yield the results that there are, one at least. Raises what went wrong in a process."""
        finished, self._futures = wait(self._futures, return_when=FIRST_COMPLETED)
        try:
            for future in finished:
                yield future.result()
        except BrokenProcessPool as error:
            raise ProcessEnded(
                "A process was killed from outside, perhaps because memory ran out. The next run "
                "completes what is missing; --processes 1 needs the least memory."
            ) from error


@contextmanager
def processes(count: int) -> Iterator[Processes | ThisProcess]:
    """Start processes, and end them when all is done or something goes wrong."""
    if count == 1:
        yield ThisProcess()
        return
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_start)
    try:
        yield Processes(pool, count)
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    # Ctrl-C reaches every process of a terminal: the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    """However the first process ends, let none of the others stay behind."""
    connection.wait([parent_process().sentinel])
    os._exit(1)
