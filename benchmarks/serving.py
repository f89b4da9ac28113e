"""Sites behind the server of `make run`, with one worker, and what a request costs them."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogues import ROOT, environment

GUNICORN = ("-m", "gunicorn", "--workers=1", "--threads=4", "--log-level=error")


@dataclass(frozen=True)
class Answer:
    """`milliseconds` until the last byte; `cpu_milliseconds` of the worker, all its threads."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    milliseconds: float
    cpu_milliseconds: float


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the process of its one worker."""

    port: int
    worker: int

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: str | None = None,
        timeout: float = 20,
    ) -> Answer:
        """Raises TimeoutError after `timeout` seconds without an answer."""
        before, started = self.cpu_seconds(), time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {"Host": "127.0.0.1", "Connection": "close"}
        connection.request(method, path, body, sent | (headers or {}))
        response = connection.getresponse()
        content = response.read()
        took = time.perf_counter() - started
        connection.close()
        used = self.cpu_seconds() - before
        return Answer(response.status, response.headers, content, 1000 * took, 1000 * used)

    def cpu_seconds(self) -> float:
        tasks = Path(f"/proc/{self.worker}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def peak_megabytes(self) -> float:
        status = Path(f"/proc/{self.worker}/status").read_text()
        [peak] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(peak.split()[1]) / 1024


@contextmanager
def serving(
    application: str, database: str, *, server: tuple[str, ...] = GUNICORN, **variables: str
) -> Iterator[Server]:
    """Serve a WSGI application on a free port, with further environment variables."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *server, f"--bind=127.0.0.1:{port}", application],
        cwd=ROOT,
        env=environment(database) | variables,
    )
    try:
        wait_for(port, process)
        yield Server(port, worker_of(process.pid))
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/films/")
            connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit("The server does not start.")


def worker_of(process: int) -> int:
    """The child that answers: the master's only one."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(children[0])
