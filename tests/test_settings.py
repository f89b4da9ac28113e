"""What the environment may say. Each test starts the site anew, as an operator does."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings


def run_manage(*arguments, **environment):
    """Run manage.py with these environment variables and none of the machine's."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://user@127.0.0.1/franchise"),
        ("DATABASE_URL", "postgres://user@127.0.0.1:port/franchise"),
        ("DATABASE_POOL_SIZE", "-1"),
        ("DATABASE_POOL_SIZE", "many"),
        ("REPLICA_URL", "127.0.0.1:5433"),
        ("REPLICA_URL", "postgres://user@127.0.0.1:5433/without-a-primary"),
        ("CACHE_URL", "127.0.0.1:6379"),
        ("STORAGE_URL", "https://s3.example.org/bucket"),
        ("STORAGE_URL", "s3://key:secret@s3.example.org"),
        ("STORAGE_URL", "s3://s3.example.org/bucket?acl=public"),
        ("TASKS_URL", "celery://127.0.0.1"),
        ("SITE_URL", "example.org"),
        ("SITE_URL", "https://example.org/films"),
        ("DEBUG", "maybe"),
        ("PAGE_CACHE_SECONDS", "-1"),
        ("PURGE_URL", "api.fastly.com/service/1/purge_all"),
        ("PURGE_URL", "https://"),
        ("PURGE_URL", "https://cdn.example/purge all"),
        ("PURGE_HEADER", "secret"),
        ("PURGE_HEADER", "Fastly-Key: "),
        ("TRUSTED_PROXIES", "x"),
        ("TRUSTED_PROXIES", "-1"),
        ("MEDIA_URL", "media"),
        ("LOG_LEVEL", "LOUD"),
        ("SECRET_KEY", ""),
    ],
)
def test_value_that_cannot_work_stops_the_start_with_one_line(variable, value):
    result = run_manage("check", **{"SECRET_KEY": "long and random", variable: value})
    assert result.returncode == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f'The site does not start. Environment variable "{variable}" ')


def test_every_variable_is_described_and_none_reaches_the_tests():
    here = settings.BASE_DIR
    variables = re.findall(
        r'env\.\w+\(\s*"([A-Z_]+)"', (here / "franchise/settings.py").read_text()
    )
    assert len(variables) > 10
    docs, makefile = (here / "docs/operating.md").read_text(), (here / "Makefile").read_text()
    for variable in variables:
        assert f"| `{variable}` |" in docs
        assert f"-u {variable} " in makefile.replace("\n", " ")


def test_site_needs_a_secret_key_unless_it_is_being_developed(tmp_path):
    environment = {"DATA_DIR": str(tmp_path)}
    assert 'variable "SECRET_KEY" is not set' in run_manage("check", **environment).stderr
    assert run_manage("check", DEBUG="1", **environment).returncode == 0


def test_the_key_that_was_made_for_the_data_folder_serves_every_command(tmp_path):
    (tmp_path / "secret-key").write_text("long and random\n")
    result = run_manage("check", DATA_DIR=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")


def test_deployment_has_nothing_to_warn_of():
    result = run_manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        SITE_URL="https://example.org",
        ALLOWED_HOSTS="example.org",
        SECRET_KEY="Hx2-9fKq7Lw_3vTzRb8NyPd5Js4McGa6Ue1WiZoXtCrVkQhDnBp",
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_data_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "my films #1?"
    folder.mkdir()
    environment = {"DEBUG": "1", "DATA_DIR": str(folder)}
    assert run_manage("migrate", "--verbosity=0", **environment).returncode == 0
    assert (folder / "db.sqlite3").stat().st_size > 0


TELL_AS_DJANGO = (
    "import logging; "
    "[logging.getLogger(name).info('Told by %s', name) for name in ('django.request', 'franchise')]"
)


@pytest.mark.parametrize(("level", "lines"), [("INFO", 2), ("WARNING", 0)])
def test_the_log_tells_no_less_important_things_than_asked_for(level, lines):
    site = {"SECRET_KEY": "long and random", "DATABASE_URL": "sqlite://:memory:"}
    result = run_manage("shell", "--no-imports", "-c", TELL_AS_DJANGO, LOG_LEVEL=level, **site)
    assert result.returncode == 0
    assert result.stderr.count("Told by") == lines
