"""Visitors' pages from a streaming replica, which may fall behind or die."""

import shutil
import signal
import tempfile
from pathlib import Path

import pytest
import requests

from films.models import Film
from franchise.replica import ReplicaRouter, public_reads

from .services import Replicated, Site, editor_at, free_port, of_services

RENAME = """
from films.models import Film
film = Film.objects.get(slug="lost-bullet")
film.title = "{}"
film.save()
"""


@pytest.fixture(scope="module")
def databases():
    # Of the tests' own folders, another account reads none.
    folder = Path(tempfile.mkdtemp(prefix="replicated-"))
    try:
        with Replicated(folder).run() as databases:
            yield databases
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def site(databases, tmp_path_factory, rendered, static_files):
    folder = tmp_path_factory.mktemp("site")
    (folder / "media").symlink_to(rendered)
    site = Site(folder, DATABASE_URL=databases.primary)
    site.set_up()
    return site


@pytest.fixture
def url(site, databases):
    databases.catch_up()
    with site.served(free_port(), REPLICA_URL=databases.replica) as url:
        yield url


def film_at(url, browser=requests):
    answer = browser.get(f"{url}/films/lost-bullet/", timeout=60)
    assert answer.status_code == 200
    return answer.text


@of_services
def test_visitors_read_what_has_reached_the_replica_and_editors_what_was_saved(
    site, url, databases
):
    databases.pause()
    # To be let in, the browser reads the session that its last request wrote.
    bob = editor_at(url)
    site.manage("shell", "-c", RENAME.format("Balle perdue, saved"))
    assert "Balle perdue, saved" not in film_at(url)
    assert "Balle perdue, saved" in film_at(url, bob)
    assert "Balle perdue, saved" in bob.get(f"{url}/admin/films/film/").text
    databases.catch_up()
    assert "Balle perdue, saved" in film_at(url)


@of_services
def test_visitors_read_on_while_the_primary_is_away(url, databases):
    databases.primary_process.send_signal(signal.SIGSTOP)
    try:
        assert "<h1" in film_at(url)
    finally:
        databases.primary_process.send_signal(signal.SIGCONT)


@of_services
def test_visitors_read_from_the_primary_once_the_replica_is_dead(site, databases):
    """As docs/operating.md has it: libpq tries one server after the other."""
    ports = f"{databases.replica_port},{databases.primary_port}"
    servers = f"host=127.0.0.1,127.0.0.1&port={ports}&target_session_attrs=prefer-standby"
    either = f"postgres://postgres@/postgres?{servers}"
    with site.served(free_port(), REPLICA_URL=either) as url:
        databases.pause()
        site.manage("shell", "-c", RENAME.format("Balle perdue, again"))
        assert "Balle perdue, again" not in film_at(url)
        databases.replica_process.send_signal(signal.SIGINT)
        databases.replica_process.wait(30)
        assert "Balle perdue, again" in film_at(url)


def databases_of(request):
    """Which databases a request reads from before and after it has written something."""
    router, told = ReplicaRouter(), []

    def view(request):
        told.append(router.db_for_read(Film))
        told.append(router.db_for_write(Film))
        told.append(router.db_for_read(Film))

    public_reads(view)(request)
    return told


def test_what_a_request_has_written_it_also_reads(rf):
    assert databases_of(rf.get("/films/")) == ["replica", "default", "default"]
    assert databases_of(rf.head("/fr/films/"))[0] == "replica"


@pytest.mark.parametrize(
    "request_of",
    [
        lambda rf: rf.post("/films/"),
        lambda rf: rf.get("/films/", headers={"cookie": "session=abc"}),
        lambda rf: rf.get("/admin/"),
        lambda rf: rf.get("/previews/token/"),
    ],
    ids=["form", "session", "admin", "preview"],
)
def test_whoever_may_have_saved_something_reads_from_the_primary(rf, request_of):
    assert databases_of(request_of(rf))[0] == "default"


@pytest.mark.django_db
def test_transaction_reads_from_the_primary(rf):
    assert databases_of(rf.get("/films/"))[0] == "default"


def test_commands_read_from_the_primary_and_migrate_nothing_else():
    router = ReplicaRouter()
    assert router.db_for_read(Film) == "default"
    assert router.allow_migrate("default", "films")
    assert not router.allow_migrate("replica", "films")
