"""The benchmarks run whenever a figure is wanted. What they measure is not tested."""

import os
import re
import sqlite3
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.yardsticks import settings as yardsticks
from films.models import Film

ROOT = Path(settings.BASE_DIR)

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a benchmark's own process finds a file"
)


@pytest.fixture
def site(transactional_db, lost_bullet, tmp_path):
    """The environment of a site of its own, with the three films of the demonstration."""
    database = tmp_path / "db.sqlite3"
    with sqlite3.connect(database) as file:
        connection.connection.backup(file)
    return os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": "only for tests",
        "CACHE_URL": "",
        # Its files need no hashed names, which take long to make.
        "DEBUG": "1",
    }


def run(environment, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_sizes_tells_the_time_of_each_url_on_two_databases(site):
    database = site["DATABASE_URL"]
    # A machine that does other things besides may take longer the second time.
    command = ["benchmarks/sizes.py", database, database, "--only", "^/films/", "--target", "100"]
    done = run(site, *command)
    assert done.returncode == 0, done.stderr
    for label in ("/films/<slug>/", "/films/?title=zzqx", "/films/?order=title"):
        [line] = [line for line in done.stdout.splitlines() if line.endswith(f"  {label}")]
        assert all(float(number) > 0 for number in line.split()[:3])
    assert "0 over 100 times" in done.stdout


def test_sizes_reports_a_url_over_the_limit(site):
    database = site["DATABASE_URL"]
    command = ["benchmarks/sizes.py", database, database, "--only", "^/robots", "--limit", "0.001"]
    done = run(site, *command)
    assert done.returncode == 1
    assert "1 of these over 0.001 s" in done.stdout


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


@pytest.mark.django_db
def test_page_by_hand_shows_what_ours_shows(lost_bullet, settings, client):
    ours = text_of(client.get("/films/lost-bullet/"))
    settings.TEMPLATES = yardsticks.TEMPLATES
    settings.MIDDLEWARE = yardsticks.MIDDLEWARE
    settings.ROOT_URLCONF = yardsticks.ROOT_URLCONF
    by_hand = text_of(Client().get("/films/lost-bullet/"))
    film = Film.objects.get(slug="lost-bullet")
    facts = [film.title, film.original_title, film.released_on.label, str(film.runtime_minutes)]
    facts += [credit.person.name for credit in film.credits.select_related("person")]
    facts += [section.heading for section in film.plot_sections.all()]
    facts += [section.heading for section in film.article_sections.all()]
    facts += [review.quote for review in film.reviews.published()]
    facts += [row.company.name for row in film.film_companies.select_related("company")]
    assert len(facts) > 30
    for page in (ours, by_hand):
        assert [fact for fact in facts if " ".join(fact.split()) not in page] == []


def test_pages_prints_a_table_beside_pages_written_by_hand(site):
    only = "film, cold|^films$|reviews$|search, two|admin, save"
    command = ["benchmarks/pages.py", "--database", site["DATABASE_URL"], "--only", only]
    done = run(site, *command, "--requests", "1")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    rows = {cells[1].strip(): cells[2:-1] for cells in (line.split("|") for line in lines)}
    for name in ("film, cold", "films", "reviews", "search, two words"):
        assert all(float(cell.replace(",", "")) > 0 for cell in rows[name])
    assert float(rows["admin, save"][1]) > 0
    assert "Peak memory of the worker" in done.stdout
