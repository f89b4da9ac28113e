"""Real services that a test starts for itself, each on a free port, and stops."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.conf import settings

from .test_settings import run_manage

PATIENCE = 30  # seconds


def needs(program: str) -> None:
    """Skip the test where a program is not installed."""
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(is_so, what: str) -> None:
    """Wait until `is_so()`; fail with `what` was waited for."""
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up_at, f"In vain waited for {what}."
        time.sleep(0.05)


@contextmanager
def running(*command: str, port: int, **options) -> Iterator[subprocess.Popen]:
    """A program from when it listens on its port; `options` as of Popen."""
    process = subprocess.Popen(command, **options)
    try:
        until(lambda: process.poll() is not None or answers(port), f"{command[0]} on {port}")
        yield process
    finally:
        process.terminate()
        # One that the test has stopped ends no sooner.
        process.send_signal(signal.SIGCONT)
        process.wait(PATIENCE)


@contextmanager
def redis_server(port: int, folder: Path) -> Iterator[subprocess.Popen]:
    needs("redis-server")
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)]
    with running(*command, port=port, stdout=subprocess.DEVNULL) as process:
        yield process


class Site:
    """A site of its own: what it writes, its settings, and its web processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        # Collected once for all tests.
        (folder / "static").symlink_to(settings.STATIC_ROOT)
        self.environment = {
            "SECRET_KEY": "long and random",
            "DATA_DIR": str(folder),
            **environment,
        }
        self.log = folder / "log"

    def manage(self, *arguments: str, **environment: str) -> str:
        result = run_manage(*arguments, **self.environment, **environment)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def set_up(self) -> None:
        """Make tables, the demonstration's films and an editor."""
        self.manage("migrate", "--verbosity=0")
        self.manage("loaddata", "lost_bullet", "--verbosity=0")
        account = ("--no-input", "--username=editor", "--email=editor@example.org")
        self.manage("createsuperuser", *account, DJANGO_SUPERUSER_PASSWORD="a long pass phrase")

    @contextmanager
    def served(self, port: int, **environment: str) -> Iterator[str]:
        """Serve it by gunicorn on a port, and give its address."""
        bind = f"--bind=127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "franchise.wsgi", bind, "--threads=4"]
        environment = {"PATH": os.environ["PATH"], **self.environment, **environment}
        with (
            self.log.open("a") as log,
            running(*command, port=port, env=environment, cwd=settings.BASE_DIR, stderr=log),
        ):
            yield f"http://127.0.0.1:{port}"


def editor_at(address: str) -> requests.Session:
    """The browser of an editor who has logged in."""
    browser = requests.Session()
    form = browser.get(f"{address}/admin/login/").text
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    account = {"username": "editor", "password": "a long pass phrase", "next": "/admin/"}
    answer = browser.post(
        f"{address}/admin/login/",
        {**account, "csrfmiddlewaretoken": token},
        headers={"Referer": address},
    )
    assert "Log out" in answer.text
    return browser
