"""Which URLs grow with the catalogue: every public and admin URL on a small site and a large one.

    python benchmarks/sizes.py [SMALL_DATABASE LARGE_DATABASE] [--only REGEX] [--limit SECONDS]

Routes come from the URLconf, the rows that they name from the content, filters and orders from the
forms on the pages and the API's own description. Each URL is asked for in a process of its own,
which is ended where it takes longer than the limit. The time is CPU time, that of PostgreSQL's own
process included, so that other work on the machine counts little; the page cache is off.

A database is given as in DATABASE_URL. Without any, catalogues of 1,000 and 100,000 films are made,
on PostgreSQL where DATABASE_URL says so. Prints the milliseconds at each size and their ratio,
worst first, and exits with 1 where a ratio is over 1.5 or a URL over the limit.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin

from catalogues import ROOT, catalogue, collect_static_files, environment

if TYPE_CHECKING:
    from django.db.models import ForeignKey, Model
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import URLResolver

CATALOGUES = (1000, 100_000)  # films
TARGET = 1.5
# Milliseconds: what is this fast at both sizes is noise, whatever its ratio.
SHORTEST = 5
RUNS = 2
# In seconds: a URL that takes longer is not asked for again.
SLOW = 2
# What is typed: a letter that nearly every text holds, words of many texts, a word of none.
TYPED = {"q": ("a", "the", "the night", "zzqx"), "year": ("2000",)}
TYPED_ELSEWHERE = ("a", "zzqx")
# Routes that other routes lead to, or that only log in and out.
LEFT_OUT = re.compile(r"\(\?P<url>\.\*\)|app_label|login/|logout/|/r/<|/<object_id>/$")


@dataclass(frozen=True)
class URL:
    """A URL and its label, which is the same at every size: `/films/<slug>/`."""

    label: str
    url: str


@dataclass(frozen=True)
class Visit:
    """What became of a URL: `milliseconds` and `status` are None where it took too long."""

    label: str
    url: str
    milliseconds: float | None = None
    status: int | None = None
    size: int = 0
    queries: int = 0
    leads: list[dict[str, str]] = field(default_factory=list)


def main() -> bool:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("databases", nargs="*", metavar="DATABASE_URL")
    parser.add_argument("--only", default="", metavar="REGEX", help="labels that hold this")
    parser.add_argument("--limit", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--target", type=float, default=TARGET, metavar="RATIO")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        known = [URL(**url) for url in json.loads(sys.stdin.read() or "[]")]
        visits = visit_all(re.compile(options.only), options.limit, known)
        json.dump([asdict(visit) for visit in visits], sys.stdout)
        return False
    server = os.environ.get("DATABASE_URL", "")
    collect_static_files()
    databases = options.databases or [catalogue(films, server) for films in CATALOGUES]
    small = visits_on(databases[0], options, [])
    large = visits_on(databases[1], options, small)
    return report(small, large, options)


def visits_on(database: str, options: argparse.Namespace, known: list[Visit]) -> list[Visit]:
    """Visit a database in a process of its own: Django takes one configuration."""
    arguments = ["--one", "--only", options.only, "--limit", str(options.limit)]
    lists = [{"label": visit.label, "url": visit.url} for visit in known if "?" in visit.label]
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        env=environment(database) | {"PAGE_CACHE_MB": "0"},
        input=json.dumps(lists),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Visit(**visit) for visit in json.loads(done.stdout)]


# On one database


def visit_all(only: re.Pattern[str], limit: float, known: list[URL]) -> list[Visit]:
    """Visit every route, what each leads to, and the `known` URLs that none has led to."""
    set_up()
    worker = Worker(limit)
    visits = [visit for url in worker.routes(only) for visit in deep(url, worker)]
    found = {visit.label for visit in visits}
    visits += [
        worker.visit(url) for url in known if url.label not in found and only.search(url.label)
    ]
    print(file=sys.stderr)
    return together(visits)


def deep(url: URL, worker: Worker) -> Iterator[Visit]:
    """Visit a URL, then its last page and what its filters and orders lead to."""
    visit = worker.visit(url)
    yield visit
    for lead in visit.leads:
        yield worker.visit(URL(**lead))


def together(visits: list[Visit]) -> list[Visit]:
    """One visit for each label: several rows of a route count as the median of their times."""
    by_label: dict[str, list[Visit]] = {}
    for visit in visits:
        by_label.setdefault(visit.label, []).append(visit)
    return [
        replace(same[0], milliseconds=median(times) if len(times) == len(same) else None)
        for same in by_label.values()
        for times in [[visit.milliseconds for visit in same if visit.milliseconds is not None]]
    ]


def set_up() -> None:
    import django

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franchise.settings")
    django.setup()
    # What is refused or fails is told by its status.
    logging.disable()


class Worker:
    """A process that visits one URL after another; it is ended over the limit, in seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.start()

    def start(self) -> None:
        fork = multiprocessing.get_context("fork")
        self.pipe, end = fork.Pipe()
        self.process = fork.Process(target=work, args=(end,), daemon=True)
        self.process.start()
        end.close()

    def routes(self, only: re.Pattern[str]) -> list[URL]:
        self.pipe.send(only)
        return self.pipe.recv()

    def visit(self, url: URL) -> Visit:
        print(".", end="", file=sys.stderr, flush=True)
        self.pipe.send(url)
        # The first of several times decides.
        if self.pipe.poll(self.limit):
            self.pipe.recv()
            return self.pipe.recv()
        self.process.kill()
        self.process.join()
        self.start()
        return Visit(url.label, url.url)


def work(pipe: Connection) -> None:
    """Answer what comes through a pipe: a URL by a Visit, a pattern by the routes."""
    while True:
        asked = pipe.recv()
        pipe.send(ask(asked, pipe) if isinstance(asked, URL) else routes(asked))


def ask(url: URL, pipe: Connection) -> Visit:
    """Ask for a URL as an editor or as a visitor; leave nothing written behind."""
    from django.contrib.auth.models import User
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic():
        client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        if url.url.startswith("/admin/"):
            client.force_login(User.objects.create_superuser("who measures"))
        with CaptureQueriesContext(connection) as captured:
            response, seconds = timed(client, url.url)
            queries = len(captured)
        pipe.send("It answers.")
        times = [seconds]
        if response.status_code == 200 and seconds < SLOW:
            # The first one also loads modules and templates.
            times = [timed(client, url.url)[1] for _run in range(RUNS)]
        transaction.set_rollback(True)
    content = response.getvalue()
    found = leads(url, content.decode(errors="replace"), response["Content-Type"])
    return Visit(
        url.label,
        url.url,
        milliseconds=1000 * min(times),
        status=response.status_code,
        size=len(content),
        queries=queries,
        leads=[asdict(lead) for lead in found] if response.status_code == 200 else [],
    )


def timed(client: Client, url: str) -> tuple[HttpResponse, float]:
    """A response, and the CPU seconds that it took."""
    before = cpu_seconds()
    response = client.get(url)
    if response.streaming:
        response.getvalue()
    return response, cpu_seconds() - before


def cpu_seconds() -> float:
    """Of this process, and of PostgreSQL's that works for it, where that is on this machine."""
    from django.db import connection

    seconds = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        seconds += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return seconds


# Which URLs there are


def routes(only: re.Pattern[str]) -> list[URL]:
    """The URLs of the URLconf's routes, for some rows of what each names."""
    from django.urls import get_resolver

    found = []
    for pattern, name in patterns(get_resolver()):
        label = "/" + re.sub(r"<\w+:", "<", pattern).removeprefix("^")
        if only.search(label) and not LEFT_OUT.search(label):
            found += [URL(*filled) for filled in fill(label, name or "")]
    return found


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """(pattern, its name) of each route."""
    from django.urls import URLResolver

    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, pattern)
        else:
            yield pattern, entry.name


def fill(label: str, name: str) -> Iterator[tuple[str, str]]:
    """(label, URL) of a route for rows of its model; nothing where it needs what there is not."""
    from reviews.models import UNSIGNED
    from seo.sitemaps import SITEMAPS

    if "<" not in label and "\\" not in label:
        yield label, label
    elif "<section>" in label:
        for section in SITEMAPS:
            filled = label.replace("<section>", section)
            yield filled, filled
    elif "<film>/<publication>/<critic>" in label:
        for which, review in some_rows(model_named("review")):
            path = "/".join(key or UNSIGNED for key in review.natural_key())
            yield label + which, label.replace("<film>/<publication>/<critic>", path)
    elif label.count("<") == 1 and (model := model_named(*name.split("_"))):
        rows = some_rows(model)
        # Of the admin's hundreds of routes one row each tells enough.
        for which, row in rows if "<slug>" in label else rows[1:2] + rows[3:]:
            key = row.slug if "<slug>" in label else str(row.pk)
            yield label + which, re.sub(r"<(slug|object_id)>", key, label)


def model_named(*words: str) -> type[Model] | None:
    """The model of a route's name: film_detail, films_film_change."""
    from django.apps import apps

    models = {model._meta.model_name: model for model in apps.get_models()}
    return next((models[word] for word in words if word in models), None)


@cache
def some_rows(model: type[Model]) -> list[tuple[str, Model]]:
    """Three rows spread evenly, and the one with the most other rows: (what label adds, row)."""
    from django.db.models import Max, Min

    rows = model._default_manager.order_by("pk")
    keys = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if keys["first"] is None:
        return []
    visible = rows.published() if hasattr(rows, "published") else rows
    step = (keys["last"] - keys["first"]) // 4
    spread = [visible.filter(pk__gte=keys["first"] + step * n).first() for n in (1, 2, 3)]
    found = [("", row) for row in spread if row]
    count, key = max(map(most_named, relations(model)), default=(0, 0))
    return [*found, (" (largest)", rows.get(pk=key))] if count else found


def relations(model: type[Model]) -> list[ForeignKey]:
    """The foreign keys that point at a model."""
    found = model._meta.related_objects
    return [relation.field for relation in found if relation.one_to_many]


def most_named(foreign_key: ForeignKey) -> tuple[int, int]:
    """(how many rows, the key that they have in common), at most."""
    from django.db.models import Count

    rows = foreign_key.model._default_manager.order_by().values(foreign_key.attname)
    counted = rows.exclude(**{foreign_key.attname: None}).annotate(number=Count("pk"))
    most = counted.order_by("-number", foreign_key.attname).first()
    return (most["number"], most[foreign_key.attname]) if most else (0, 0)


# What a page leads to


def leads(url: URL, page: str, content_type: str) -> Iterator[URL]:
    """The last page of a list, and the list by each of its filters and orders."""
    path, _, query = url.url.partition("?")
    if query or "(largest)" in url.label:
        return
    if "json" in content_type:
        queries = parameters(url.label)
        count = json.loads(page).get("count", 0) if page.startswith("{") else 0
        last = {"page": str(-(-count // 24))} if count > 24 else {}
    else:
        queries = fields(page, path)
        last = last_page(page)
    if last:
        yield URL(f"{url.label}?{next(iter(last))}=last", f"{path}?{urlencode(last)}")
    for name, value in queries:
        query = urlencode({name: value})
        yield URL(f"{url.label}?{query}", f"{path}?{query}")


def last_page(page: str) -> dict[str, str]:
    """The query of the last page that links of a page lead to."""
    numbers = re.findall(r'href="\?(?:[^"]*&amp;|[^"]*&)?(page|p)=(\d+)"', page)
    if not numbers:
        return {}
    name, number = max(numbers, key=lambda found: int(found[1]))
    return {name: number}


def parameters(label: str) -> Iterator[tuple[str, str]]:
    """(name, value) of what a list of the API takes."""
    from api.api import api

    operations = api.get_openapi_schema()["paths"].get(label, {})
    for parameter in operations.get("get", {}).get("parameters", []):
        name, schema = parameter["name"], parameter["schema"]
        if name in ("page", "page_size") or parameter["in"] != "query":
            continue
        for value in spread(schema["enum"]) if "enum" in schema else typed(name):
            yield name, value


def fields(page: str, path: str) -> Iterator[tuple[str, str]]:
    """(name, value) of the fields of forms that lead to this page, and of orders by a column."""
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if form.get("method", "get").lower() != "get" or (
            urljoin(path, form.get("action", "")) != path
        ):
            continue
        for element in (*form.iter("input"), *form.iter("select")):
            if not (name := element.get("name")) or element.get("type") in ("hidden", "submit"):
                continue
            if element.tag == "select":
                options = [option.get("value") for option in element.iter("option")]
                values = spread([value for value in options if value])
            elif element.get("type") in ("radio", "checkbox"):
                values = [element.get("value", "")]
            else:
                values = typed(name)
            yield from ((name, value) for value in values)
    for link in tree.iter("a"):
        order = dict(parse_qsl(link.get("href", "").partition("?")[2])).get("o", "")
        if order.isdecimal():
            yield "o", order
            yield "o", f"-{order}"


def typed(name: str) -> tuple[str, ...]:
    for known, values in TYPED.items():
        if name.startswith(known):
            return values
    return TYPED_ELSEWHERE


def spread(choices: list[str]) -> list[str]:
    """The first and the last of some choices; all of a short list."""
    return choices if len(choices) <= 5 else [choices[0], choices[-1]]


# The table


def report(small: list[Visit], large: list[Visit], options: argparse.Namespace) -> bool:
    """Print the table; return whether anything is over its target."""
    at_small = {visit.label: visit for visit in small}
    rows = [(at_small[visit.label], visit) for visit in large if visit.label in at_small]
    plain = [row for row in rows if "(largest)" not in row[0].label]
    answered = [row for row in plain if row[1].status in (200, None)]
    over = sorted(answered, key=ratio, reverse=True)
    print(f"{'ratio':>7} {'small ms':>9} {'large ms':>9} {'queries':>11} {'KB':>11}  URL")
    print_rows(over)
    print("\nThe rows with the most other rows, which have more to show:")
    print_rows(sorted((row for row in rows if row not in plain), key=ratio, reverse=True))
    print("\nAnswered otherwise than with 200:")
    for status in sorted({row[1].status for row in plain if row[1].status not in (200, None)}):
        labels = [row[1].label for row in plain if row[1].status == status]
        print(f"{status}: {len(labels)}, such as {', '.join(labels[:3])}")
    missed = [row for row in answered if ratio(row) > options.target]
    slow = sum(row[1].milliseconds is None for row in missed)
    print(
        f"\n{len(answered)} URLs, {len(missed)} over {options.target:g} times their time at the "
        f"small size, {slow} of these over {options.limit:g} s."
    )
    return bool(missed)


def ratio(row: tuple[Visit, Visit]) -> float:
    """How many times as long the large site takes; infinite over the limit."""
    small, large = (visit.milliseconds for visit in row)
    if large is None:
        return float("inf")
    return max(large, SHORTEST) / max(small or SHORTEST, SHORTEST)


def print_rows(rows: list[tuple[Visit, Visit]]) -> None:
    for small, large in rows:
        print(
            f"{ratio((small, large)):7.2f} {spelled(small)} {spelled(large)} "
            f"{f'{small.queries} {large.queries}':>11} "
            f"{f'{small.size // 1024} {large.size // 1024}':>11}  {small.label}"
        )


def spelled(visit: Visit) -> str:
    return f"{'over':>9}" if visit.milliseconds is None else f"{visit.milliseconds:9.1f}"


if __name__ == "__main__":
    sys.exit(main())
