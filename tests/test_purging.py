"""A cache in front of the site is told once content has changed, by a request to PURGE_URL."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings as site_settings

from content.purging import Purger

from .factories import make_film
from .services import Site, free_port, until

CHANGE = """
from films.models import Film
Film.objects.filter(slug="lost-bullet").update(tagline="Faster.")
"""

DUE_IN_A_SECOND = """
from datetime import timedelta
from django.utils import timezone
from films.models import Film
soon = timezone.now() + timedelta(seconds=1)
Film.objects.filter(slug="lost-bullet").update(publish_at=soon)
"""

SEEN = """
from films.models import Film
print(Film.objects.published().filter(slug="lost-bullet").exists())
"""


class Cdn(ThreadingHTTPServer):
    """Keeps each request that it is sent: (path, headers, body). Answers by its `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/purge?zone=films"
        self.purges, self.status = [], 200


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.purges.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def cdn(settings):
    with Cdn() as cdn:
        thread = Thread(target=cdn.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.PURGE_URL = cdn.url
        yield cdn
        cdn.shutdown()
        thread.join()


@pytest.fixture
def purger(transactional_db, cdn):
    """One that has begun its work: it has purged once."""
    purger = Purger()
    purger.look()
    purger.look()
    assert len(cdn.purges) == 1
    cdn.purges.clear()
    return purger


def test_the_request_is_as_its_receiver_wants_it(purger, cdn, settings):
    settings.PURGE_HEADERS = {"Authorization": "Bearer secret"}
    make_film()
    purger.look()
    purger.look()
    [(path, headers, body)] = cdn.purges
    assert path == "/purge?zone=films"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {"purge_everything": True}


def test_nothing_is_sent_where_nothing_has_changed(purger, cdn):
    for _ in range(3):
        purger.look()
    assert cdn.purges == []


def test_changes_of_a_pause_are_one_request_a_pause_after_they_were_seen(purger, cdn):
    make_film()
    make_film("Lost Bullet 2")
    purger.look()
    assert cdn.purges == []
    purger.look()
    assert len(cdn.purges) == 1


def test_what_changes_while_a_purge_is_waited_for_is_purged_after_it(purger, cdn):
    make_film()
    purger.look()
    make_film("Lost Bullet 2")
    purger.look()
    assert len(cdn.purges) == 1
    purger.look()
    assert len(cdn.purges) == 2
    purger.look()
    assert len(cdn.purges) == 2


@pytest.mark.parametrize("status", [302, 403, 500])
def test_a_purge_that_is_refused_is_tried_again_later_and_later(purger, cdn, caplog, status):
    cdn.status = status
    make_film()
    purger.look()
    for seconds in (5, 10, 20):
        caplog.clear()
        purger.look()
        [record] = caplog.records
        told = f"PURGE_URL: It answered {status}. Trying again in {seconds} s."
        assert record.getMessage() == told
        # Not before that time.
        purger.look()
        assert len(caplog.records) == 1
        purger.retry_at = 0
    cdn.status = 204
    purger.look()
    assert len(cdn.purges) == 4
    purger.look()
    assert len(cdn.purges) == 4


def test_a_cache_that_is_away_is_told_when_it_is_back(purger, cdn, settings, caplog):
    settings.PURGE_URL = f"http://127.0.0.1:{free_port()}/"
    make_film()
    purger.look()
    purger.look()
    assert "Connection refused" in caplog.text
    settings.PURGE_URL = cdn.url
    purger.retry_at = 0
    purger.look()
    assert len(cdn.purges) == 1


class TestPublishDue:
    """The command that goes on beside the site."""

    @pytest.fixture
    def site(self, tmp_path, demonstration, cdn):
        shutil.copy(demonstration / "db.sqlite3", tmp_path)
        return Site(tmp_path, PURGE_URL=cdn.url, PURGE_HEADER="Fastly-Key: secret")

    @contextmanager
    def publishing(self, site):
        command = [sys.executable, "manage.py", "publish_due", "--every", "1"]
        environment = {"PATH": os.environ["PATH"], **site.environment}
        with site.log.open("w") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=site_settings.BASE_DIR, stderr=log
            )
            try:
                yield
            finally:
                process.terminate()
                process.wait()

    def test_it_purges_as_it_starts_and_after_a_change(self, site, cdn):
        with self.publishing(site):
            until(lambda: len(cdn.purges) == 1, "the first purge")
            site.manage("shell", "-c", CHANGE)
            until(lambda: len(cdn.purges) == 2, "the purge after the change")
        _, headers, _ = cdn.purges[-1]
        assert headers["Fastly-Key"] == "secret"

    def test_what_is_due_is_published_whatever_the_cache_answers(self, site, cdn):
        cdn.status = 500
        with self.publishing(site):
            until(lambda: cdn.purges, "the first purge")
            site.manage("shell", "-c", DUE_IN_A_SECOND)
            until(lambda: "True" in site.manage("shell", "-c", SEEN), "the page that is due")
        assert "It answered 500. Trying again in 5 s." in site.log.read_text()
