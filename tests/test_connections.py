"""Connections to the database: opened once, and kept for the requests that follow."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from .test_settings import run_manage

# Requests as a server passes them on, and over how many connections they asked the database.
VISITORS = """
from threading import Thread
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import RequestFactory
from franchise.wsgi import application

opened = set()
connection_created.connect(lambda connection, **_: opened.add(connection.connection), weak=False)

def visit(requests=1):
    for _ in range(requests):
        environ = RequestFactory(SERVER_NAME="127.0.0.1").get("/readyz").environ
        response = application(environ, lambda status, headers: None)
        assert b"".join(response) == b"ok\\n"
        response.close()

def at_once(visitors):
    threads = [Thread(target=visit, args=[5]) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

connection.close()
{}
print(len(opened))
"""


def connections_of(visitors, data_dir, **environment):
    """How many connections visitors of a site in `data_dir` need."""
    (data_dir / "static").mkdir(exist_ok=True)
    environment |= {"SECRET_KEY": "long and random", "DATA_DIR": str(data_dir)}
    if "DATABASE_URL" not in environment:
        assert run_manage("migrate", "--verbosity=0", **environment).returncode == 0
    program = VISITORS.format(visitors)
    result = run_manage("shell", "--no-imports", "--command", program, **environment)
    assert result.stderr == ""
    return int(result.stdout)


@pytest.fixture
def postgresql(db):
    """The URL of the tests' own database, which has tables."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL: make test-services")
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def test_second_request_uses_the_connection_of_the_first(tmp_path):
    assert connections_of("visit(2)", tmp_path) == 1


def test_threads_share_the_connections_of_their_process(tmp_path, postgresql):
    size = {"DATABASE_URL": postgresql, "DATABASE_POOL_SIZE": "1"}
    assert connections_of("at_once(8)", tmp_path, **size) == 1


def test_each_thread_keeps_a_connection_of_its_own_without_a_pool(tmp_path, postgresql):
    size = {"DATABASE_URL": postgresql, "DATABASE_POOL_SIZE": "0"}
    assert connections_of("at_once(3); visit(2)", tmp_path, **size) == 4
