"""The databases that are measured: each is made once, and kept in benchmarks/.data/."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "benchmarks" / ".data"
FIXTURE = "fixtures/lost_bullet.yaml"
# Of so many films, the demonstration is taken.
DEMONSTRATION = 3


def environment(database: str) -> dict[str, str]:
    """The environment of a process that measures a database, given as in DATABASE_URL."""
    return os.environ | {
        "DATABASE_URL": database,
        "DATA_DIR": str(DATA),
        "SECRET_KEY": "only for benchmarks",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "CACHE_URL": "",
    }


def catalogue(films: int, server: str = "") -> str:
    """Return the DATABASE_URL of a catalogue, made if it is not there yet.

    `server` is the DATABASE_URL of PostgreSQL, in which it gets a database of its own; without
    it, SQLite. A catalogue is made anew when the code that makes it has changed.
    """
    name = f"bench_{films}_{code_of_generator()}"
    # It says that the catalogue was made to its end.
    mark = DATA / f"{name}{'.postgresql' if server else ''}.made"
    is_new = not mark.exists()
    url = on_postgresql(name, server, is_new) if server else on_sqlite(name, is_new)
    # The tables follow the code that is measured, in a catalogue that was kept too.
    manage(url, "migrate", "--verbosity=0")
    if is_new:
        print(f"Making a catalogue of {films:,} films …", file=sys.stderr, flush=True)
        make(url, films)
    mark.touch()
    return url


def collect_static_files() -> None:
    """Pages name files as they were collected, but for a developer's."""
    DATA.mkdir(exist_ok=True)
    if os.environ.get("DEBUG") != "1":
        manage("", "collectstatic", "--no-input", "--verbosity=0")


def make(url: str, films: int) -> None:
    if films == DEMONSTRATION:
        manage(url, "content", "apply", FIXTURE)
    else:
        manage(url, "make_catalogue", "--films", str(films))


def manage(url: str, *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment(url), stdout=subprocess.DEVNULL, check=True)


def code_of_generator() -> str:
    """A few letters that change with the code that makes a catalogue."""
    files = [*ROOT.glob("*/catalogue/*.py"), *ROOT.glob("*/management/commands/make_catalogue.py")]
    digest = hashlib.sha256((ROOT / FIXTURE).read_bytes())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def on_sqlite(name: str, is_new: bool) -> str:
    file = DATA / f"{name}.sqlite3"
    if is_new:
        for left in DATA.glob(f"{file.name}*"):
            left.unlink()
    return f"sqlite:///{file}"


def on_postgresql(name: str, server: str, is_new: bool) -> str:
    if is_new:
        identifier = sql.Identifier(name)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    return urlsplit(server)._replace(path=f"/{name}").geturl()
