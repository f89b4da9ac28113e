"""Sessions with a shared cache in front of the database, there or away."""

import time

import pytest
from django.contrib.sessions.models import Session
from pytest_django.asserts import assertContains, assertRedirects

from franchise.sessions import SessionStore

from .factories import make_editor
from .test_settings import run_manage

pytestmark = pytest.mark.django_db

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def stored():
    session = SessionStore()
    session["greeting"] = "Bonjour"
    session.save()
    return session.session_key


@pytest.mark.parametrize(
    ("environment", "engine"),
    [({"CACHE_URL": NOBODY_LISTENS}, "franchise.sessions"), ({}, "")],
)
def test_sessions_are_cached_only_where_all_processes_share_the_cache(environment, engine):
    told = run_manage("diffsettings", DEBUG="1", **environment).stdout
    assert (f"SESSION_ENGINE = '{engine}'" in told) == bool(engine)
    assert ("SESSION_ENGINE" in told) == bool(engine)


def test_cached_session_is_read_without_the_database(stored, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert SessionStore(stored)["greeting"] == "Bonjour"


def test_deleted_session_is_gone_from_the_cache(stored):
    SessionStore(stored).delete()
    assert SessionStore(stored).load() == {}


def test_session_that_ended_behind_the_caches_back_is_soon_forgotten(monkeypatch):
    monkeypatch.setattr("franchise.sessions.KEPT", 0.05)
    session = SessionStore()
    session["greeting"] = "Bonjour"
    session.save()
    Session.objects.all().delete()
    time.sleep(0.1)
    assert SessionStore(session.session_key).load() == {}


def test_editor_logs_in_works_and_logs_out_while_the_cache_is_away(client, settings):
    options = {"IGNORE_EXCEPTIONS": True}
    backend = {"BACKEND": "django_redis.cache.RedisCache", "OPTIONS": options}
    settings.CACHES = {"default": backend | {"LOCATION": NOBODY_LISTENS}}
    settings.SESSION_ENGINE = "franchise.sessions"
    # Without the watch for queries a row: to log out, Django reads the session twice.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]
    make_editor(password="a long pass phrase")
    account = {"username": "editor", "password": "a long pass phrase"}
    client.post("/admin/login/?next=/admin/", account)
    assertContains(client.get("/admin/"), "Films")
    client.post("/admin/logout/")
    assertRedirects(client.get("/admin/"), "/admin/login/?next=/admin/")
    assert not Session.objects.exists()
