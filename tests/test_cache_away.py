"""The cache that all processes share, as its server dies, hangs and returns."""

import shutil
import signal

import pytest
import requests
from redis import Redis

from .services import Site, editor_at, free_port, redis_server

PAGES = [
    "/",
    "/films/",
    "/films/lost-bullet/",
    "/people/",
    "/reviews/",
    "/search/?q=lino",
    "/api/v1/films/",
    "/feeds/films/",
    "/sitemap.xml",
    "/readyz",
]


@pytest.fixture
def site(tmp_path, demonstration):
    """A site, its URL, and the Redis that it shares."""
    port = free_port()
    shutil.copy(demonstration / "db.sqlite3", tmp_path)
    site = Site(tmp_path, CACHE_URL=f"redis://127.0.0.1:{port}/0")
    with redis_server(port, tmp_path) as redis:
        site.redis, site.redis_port = redis, port
        with site.served(free_port()) as site.url:
            yield site


def pages_of(url):
    answers = [requests.get(url + page, timeout=60) for page in PAGES]
    return [(answer.status_code, answer.text) for answer in answers]


@pytest.mark.parametrize("fate", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "hanging"])
def test_every_page_answers_the_same_and_editors_work_while_redis_is_away(site, fate):
    before = pages_of(site.url)
    assert {status for status, _ in before} == {200}
    bob = editor_at(site.url)
    site.redis.send_signal(fate)
    assert pages_of(site.url) == before
    assert "Lost Bullet" in bob.get(f"{site.url}/admin/films/film/").text
    editor_at(site.url)
    # A line a minute says so, and not one for each page.
    assert site.log.read_text().count("The cache is not responding") == 1
    assert "Traceback" not in site.log.read_text()


def test_cache_is_used_again_when_redis_is_back(site, tmp_path):
    bob = editor_at(site.url)
    site.redis.kill()
    site.redis.wait()
    bob.get(f"{site.url}/admin/")
    with redis_server(site.redis_port, tmp_path), Redis(port=site.redis_port) as redis:
        bob.get(f"{site.url}/admin/")
        assert redis.dbsize() > 0
