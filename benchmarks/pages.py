"""What a page costs, beside pages written by hand: one run, one table.

    python benchmarks/pages.py [--quick] [--write] [--films N …] [--only REGEX]

The site, its yardsticks and a constant response of 25 KB are served at the same time, each by the
server of `make run` with one worker, and asked in turn, so that what else the machine does falls on
all alike. CPU is the worker's own. Queries and Python calls are counted in processes apart.

The page cache is off, but for the rows "kept" and "304".
"""

import argparse
import json
import math
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from urllib.parse import urlencode

from catalogues import ROOT, catalogue, collect_static_files, environment
from parallel_saves import fields_of
from serving import Answer, Server, serving

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SITE, YARDSTICKS = "franchise.wsgi", "benchmarks.yardsticks.wsgi"
CONSTANT = "/constant/"
# Any page of a list beyond the last shows the last.
LAST = 999_999
LIMIT = 20  # seconds


@dataclass(frozen=True)
class Row:
    """A line of the table: `paths` asked for in turn, by whom and of what."""

    name: str
    paths: list[str]
    # Whether a page written by hand has the same path.
    has_hand: bool = False
    # Whether the page cache is on.
    is_kept: bool = False
    is_conditional: bool = False
    is_admin: bool = False
    is_save: bool = False


@dataclass
class Measured:
    """The answers of one server for one row."""

    headers: dict[str, str] = field(default_factory=lambda: {"Accept-Encoding": "identity"})
    answers: list[Answer] = field(default_factory=list)
    is_over: bool = False
    queries: int | None = None
    calls: int | None = None

    @property
    def cpu(self) -> float:
        """Milliseconds a request."""
        return mean(answer.cpu_milliseconds for answer in self.answers)

    def percentile(self, share: float) -> float:
        times = sorted(answer.milliseconds for answer in self.answers)
        return times[min(len(times) - 1, math.ceil(share * len(times)) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two minutes, no large catalogue")
    parser.add_argument("--write", action="store_true", help="keep the table in RESULTS.md")
    parser.add_argument("--films", type=int, nargs="+", help="sizes of catalogues")
    parser.add_argument("--database", help="one of your own, as in DATABASE_URL")
    parser.add_argument("--only", default="", metavar="REGEX", help="rows that hold this")
    parser.add_argument("--seconds", type=float, help="for a row, at most")
    parser.add_argument("--requests", type=int, default=300, help="for a row, at most")
    options = parser.parse_args()
    collect_static_files()
    seconds = options.seconds or (1.5 if options.quick else 10)
    lines = list(heading())
    print(*lines, sep="\n", flush=True)
    for name, database in databases(options):
        for line in table(name, database, seconds, options):
            lines.append(line)
            print(line, flush=True)
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n")


def databases(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """(name, DATABASE_URL) of each catalogue."""
    if options.database:
        yield "A database of your own", options.database
        return
    server = os.environ.get("DATABASE_URL", "")
    for films in options.films or ([3, 1000] if options.quick else [3, 1000, 100_000]):
        yield f"SQLite, {films:,} films", catalogue(films)
        if server.startswith("postgres"):
            yield f"PostgreSQL, {films:,} films", catalogue(films, server)


def heading() -> Iterator[str]:
    commit = git("rev-parse", "--short", "HEAD") + (
        "-dirty" if git("status", "--porcelain") else ""
    )
    cpus = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    yield "# What a page costs"
    yield ""
    yield f"Commit {commit}, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()},"
    yield f"{os.cpu_count()} cores of {cpus[0] if cpus else platform.machine()}."
    yield ""
    yield "Made by `make bench`. *Of hand* and *of constant* are the CPU of the page written by"
    yield "hand, and of a constant 25 KB response, over that of this page, in the same run: 1.0 is"
    yield "as fast, 2.0 twice as fast."


def git(*words: str) -> str:
    return subprocess.run(
        ["git", *words],  # noqa: S607 - it is where the machine has it.
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()


def table(name: str, database: str, seconds: float, options: argparse.Namespace) -> Iterator[str]:
    """The lines of the table of one database."""
    chosen = json.loads(inside(database, "choose"))
    session = {"Cookie": f"session={chosen['session']}"}
    yield ""
    yield f"## {name}"
    yield ""
    yield (
        "| page | requests/s | CPU ms | p50 ms | p99 ms | queries | Python calls | KB "
        "| hand CPU ms | of hand | of constant |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    with ExitStack() as stack:
        cold = stack.enter_context(serving(SITE, database, PAGE_CACHE_MB="0"))
        kept = stack.enter_context(serving(SITE, database))
        hand = stack.enter_context(serving(YARDSTICKS, database))
        measured = [
            (row, *measure(row, site, hand, session, seconds, options.requests))
            for row in rows(chosen)
            if re.search(options.only, row.name)
            for site in [kept if row.is_kept else cold]
        ]
        count_inside(database, session, [(row, site) for row, site, _hand, _constant in measured])
        yield from (line_of(*row) for row in measured)
        yield ""
        yield (
            f"Peak memory of the worker: {cold.peak_megabytes():.0f} MB without the page cache, "
            f"{kept.peak_megabytes():.0f} MB with it, {hand.peak_megabytes():.0f} MB of the "
            "yardsticks."
        )


def rows(chosen: dict) -> list[Row]:
    """What is measured of a database."""
    films = [f"/films/{slug}/" for slug in chosen["films"]]
    person = f"/people/{chosen['person']}/"
    genre = urlencode({"genre": chosen["genre"], "year_from": 1990})
    # With a single franchise, its page stands there.
    has_home = len(chosen["franchises"]) > 1
    form = f"/admin/films/film/{chosen['film']}/change/"
    return [
        Row("film, cold", films, has_hand=True),
        Row("film, kept", films[:5], has_hand=True, is_kept=True),
        Row("film, 304", films[:1], has_hand=True, is_kept=True, is_conditional=True),
        Row("franchise of three", [f"/franchises/{slug}/" for slug in chosen["franchises"]]),
        *([Row("home", ["/"], has_hand=True)] if has_home else []),
        *([Row("home, last page", [f"/?page={LAST}"], has_hand=True)] if has_home else []),
        Row("films", ["/films/"], has_hand=True),
        Row("films, last page", [f"/films/?page={LAST}"], has_hand=True),
        Row("films, filtered", [f"/films/?{genre}"], has_hand=True),
        Row("reviews", ["/reviews/"], has_hand=True),
        Row("reviews, last page", [f"/reviews/?page={LAST}"], has_hand=True),
        Row("reviews, filtered", ["/reviews/?verdict=positive"], has_hand=True),
        Row("people", ["/people/"]),
        Row("person with most credits", [person], has_hand=True),
        Row("search, a letter", ["/search/?q=a"], has_hand=True),
        Row("search, a word in everything", ["/search/?q=the"], has_hand=True),
        Row("search, two words", ["/search/?q=the+night"], has_hand=True),
        Row("API, film", [f"/api/v1{path}" for path in films]),
        Row("API, films", ["/api/v1/films/"]),
        Row("API, franchises", ["/api/v1/franchises/"]),
        Row("admin, films", ["/admin/films/film/"], is_admin=True),
        Row("admin, film", [form], is_admin=True),
        Row("admin, save", [form], is_admin=True, is_save=True),
    ]


def measure(
    row: Row, site: Server, hand: Server, session: dict[str, str], seconds: float, most: int
) -> tuple[Measured, Measured, Measured]:
    """Ask the site, the page written by hand and the constant in turn."""
    print(".", end="", file=sys.stderr, flush=True)
    by_site, by_hand, constant = Measured(headers_of(row, site, session)), Measured(), Measured()
    # The first request loads modules and templates, and fills what is kept.
    for path in row.paths if row.is_kept else row.paths[-1:]:
        warm_up(by_site, site, path)
    if row.has_hand:
        warm_up(by_hand, hand, row.paths[-1])
    spent = 0.0
    for number in range(most):
        path = row.paths[number % len(row.paths)]
        if row.is_save:
            save(by_site, site, path, number)
        else:
            ask(by_site, site, path)
        if row.has_hand:
            ask(by_hand, hand, path)
        ask(constant, hand, CONSTANT)
        done = [measured.answers[-1] for measured in (by_site, by_hand) if measured.answers]
        spent += sum(answer.milliseconds for answer in done) / 1000
        if spent > seconds or by_site.is_over:
            break
    return by_site, by_hand, constant


def headers_of(row: Row, site: Server, session: dict[str, str]) -> dict[str, str]:
    """What a row's requests say: only of what is kept is it measured how it is compressed."""
    headers = {"Accept-Encoding": "gzip" if row.is_kept else "identity"}
    if row.is_conditional and (etag := site.ask(row.paths[0], headers=headers).headers["ETag"]):
        headers["If-None-Match"] = etag
    return headers | session if row.is_admin else headers


def warm_up(measured: Measured, server: Server, path: str) -> None:
    ask(measured, server, path)
    measured.answers.clear()


def ask(measured: Measured, server: Server, path: str) -> None:
    """Ask, unless the page has taken too long once."""
    if measured.is_over:
        return
    try:
        answer = server.ask(path, headers=measured.headers, timeout=LIMIT)
    except TimeoutError:
        measured.is_over = True
        return
    if answer.status not in (200, 304):
        sys.exit(f"{path} was answered with {answer.status}.")
    measured.answers.append(answer)


def save(measured: Measured, server: Server, path: str, number: int) -> None:
    """Send a film's form with another tagline. What it takes to open the form is not counted."""
    opened = server.ask(path, headers=measured.headers, timeout=60)
    fields = fields_of(opened.body.decode(), "film_form") | {"tagline": f"Take {number}"}
    cookies = [value.partition(";")[0] for value in opened.headers.get_all("Set-Cookie", [])]
    sent = {
        "Cookie": "; ".join([measured.headers["Cookie"], *cookies]),
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1{path}",
        "Origin": "http://127.0.0.1",
    }
    answer = server.ask(path, method="POST", headers=sent, body=urlencode(fields), timeout=60)
    if answer.status != 302:
        sys.exit(f"Saving {path} was answered with {answer.status}.")
    measured.answers.append(answer)


def count_inside(
    database: str, session: dict[str, str], measured: list[tuple[Row, Measured]]
) -> None:
    """Count queries and Python calls of all that is answered in time, and writes nothing."""
    for is_kept in (False, True):
        counted = [
            (row, site)
            for row, site in measured
            if row.is_kept == is_kept and not site.is_over and not row.is_save
        ]
        requests = [
            {"path": row.paths[0], "headers": {"Host": "127.0.0.1"} | site.headers}
            for row, site in counted
        ]
        cache = {} if is_kept else {"PAGE_CACHE_MB": "0"}
        found = json.loads(inside(database, "count", requests, **cache))
        for (_row, site), numbers in zip(counted, found, strict=True):
            site.queries, site.calls = numbers["queries"], numbers["calls"]


def inside(database: str, task: str, requests: list[dict] = (), **variables: str) -> str:
    return subprocess.run(
        [sys.executable, "benchmarks/inside.py", task],
        cwd=ROOT,
        env=environment(database) | variables,
        input=json.dumps(list(requests)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def line_of(row: Row, site: Measured, hand: Measured, constant: Measured) -> str:
    if site.is_over or not site.answers:
        return f"| {row.name} | | over {LIMIT} s | | | | | | {cpu_of(hand)} | | |"
    size = median(len(answer.body) for answer in site.answers) / 1024
    cells = [
        row.name,
        f"{1000 / mean(answer.milliseconds for answer in site.answers):.0f}",
        f"{site.cpu:.2f}",
        f"{site.percentile(0.5):.1f}",
        f"{site.percentile(0.99):.1f}",
        "" if site.queries is None else str(site.queries),
        "" if site.calls is None else f"{site.calls:,}",
        f"{size:.1f}",
        cpu_of(hand),
        f"{hand.cpu / site.cpu:.2f}" if hand.answers else "",
        f"{constant.cpu / site.cpu:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def cpu_of(measured: Measured) -> str:
    if measured.is_over:
        return f"over {LIMIT} s"
    return f"{measured.cpu:.2f}" if measured.answers else ""


if __name__ == "__main__":
    main()
