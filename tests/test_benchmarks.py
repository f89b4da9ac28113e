"""The benchmarks run whenever a figure is wanted. What they measure is not tested."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

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
