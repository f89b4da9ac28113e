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
from typing import Any

import boto3
import psycopg
import pytest
import requests
from django.conf import settings

from .test_settings import run_manage

PATIENCE = 30  # seconds

of_services = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="It starts several servers: make test-services"
)


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


@contextmanager
def bucket_server(port: int, bucket: str) -> Iterator[Any]:
    """A server that speaks S3, and the bucket that it holds, as boto3 has it."""
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    with running(*command, port=port, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        account = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
        url = f"http://127.0.0.1:{port}"
        s3 = boto3.resource("s3", endpoint_url=url, region_name="us-east-1", **account)
        yield s3.create_bucket(Bucket=bucket)


class Replicated:
    """A PostgreSQL server and the streaming replica that copies it, both of the test's own."""

    def __init__(self, folder: Path) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"))
        if not binaries:
            pytest.skip("PostgreSQL's own programs are not installed")
        self.folder, self.bin = folder, binaries[-1].parent
        # It refuses to be run by root.
        self.account = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        if self.account:
            shutil.chown(folder, **self.account)
        self.primary_port, self.replica_port = free_port(), free_port()
        self.primary = self._url(self.primary_port)
        self.replica = self._url(self.replica_port)

    def _url(self, port: int) -> str:
        return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.bin / program, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self.account)

    @contextmanager
    def _server(self, name: str, port: int) -> Iterator[subprocess.Popen]:
        own = ["-D", str(self.folder / name), "-p", str(port), "-c", "unix_socket_directories="]
        with (
            (self.folder.parent / f"{name}.log").open("w") as log,
            running(str(self.bin / "postgres"), *own, port=port, stderr=log, **self.account) as one,
        ):
            yield one

    @contextmanager
    def run(self) -> Iterator["Replicated"]:
        self._run("initdb", "-D", "primary", "-U", "postgres", "-A", "trust", "--no-sync")
        with self._server("primary", self.primary_port) as self.primary_process:
            source = ["-d", self.primary, "-D", "replica"]
            self._run("pg_basebackup", *source, "--write-recovery-conf", "--checkpoint=fast")
            with self._server("replica", self.replica_port) as self.replica_process:
                yield self

    def pause(self) -> None:
        """Let the replica fall behind."""
        self._on_replica("SELECT pg_wal_replay_pause()")

    def catch_up(self) -> None:
        """Let the replica go on, and wait until it has all that the primary has written."""
        self._on_replica("SELECT pg_wal_replay_resume()")
        with psycopg.connect(self.primary) as primary:
            (written,) = primary.execute("SELECT pg_current_wal_lsn()").fetchone()
        arrived = f"SELECT pg_last_wal_replay_lsn() >= '{written}'"
        until(lambda: self._on_replica(arrived) == (True,), "the replica")

    def _on_replica(self, query: str) -> tuple:
        with psycopg.connect(self.replica, autocommit=True) as replica:
            return replica.execute(query).fetchone()


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
        """Serve it by gunicorn on a port, and give its URL."""
        bind = f"--bind=127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "franchise.wsgi", bind, "--threads=4"]
        environment = {"PATH": os.environ["PATH"], **self.environment, **environment}
        with (
            self.log.open("a") as log,
            running(*command, port=port, env=environment, cwd=settings.BASE_DIR, stderr=log),
        ):
            yield f"http://127.0.0.1:{port}"


def csrf_token(page: str) -> dict[str, str]:
    """The hidden field that a page's form is sent with."""
    return {
        "csrfmiddlewaretoken": page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    }


def editor_at(url: str) -> requests.Session:
    """The browser of an editor who has logged in."""
    browser = requests.Session()
    form = browser.get(f"{url}/admin/login/").text
    account = {"username": "editor", "password": "a long pass phrase", "next": "/admin/"}
    answer = browser.post(
        f"{url}/admin/login/",
        account | csrf_token(form),
        headers={"Referer": url},
    )
    assert "Log out" in answer.text
    return browser
