"""What `make run` prepares, the first time and later."""

import json
import re
import socket

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from films.models import Film, Picture
from franchise.management.commands import first_run
from franchise.models import Franchise

from .factories import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys, unused_port):
    """Run it, and return what it says."""

    def run():
        call_command("first_run", port=unused_port)
        return capsys.readouterr().out

    return run


@pytest.fixture
def brief_content(settings, tmp_path):
    """A demonstration of one film and no picture: pictures take seconds."""
    film = {"slug": "lost-bullet", "title": "Lost Bullet", "status": "published"}
    content = json.dumps([{"model": "films.film", "fields": film}])
    (tmp_path / "lost_bullet.yaml").write_text(content)  # JSON is YAML.
    settings.FIXTURE_DIRS = [tmp_path]


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_first_run_brings_the_content_and_an_editor(run):
    said = run()
    films = Franchise.objects.get().installments.values_list("film__slug", flat=True)
    assert list(films) == ["lost-bullet", "lost-bullet-2", "last-bullet"]
    assert Picture.objects.exists()
    assert "  Site   http://127.0.0.1:8000/\n" in said
    assert "  Admin  http://127.0.0.1:8000/admin/\n" in said
    editor = User.objects.get()
    assert (editor.username, editor.is_staff, editor.is_superuser) == ("editor", True, False)
    assert [group.name for group in editor.groups.all()] == ["Editors"]


def test_first_run_prints_a_password_that_works(run, brief_content):
    username, password = re.search(r"Log in as (\S+) with the password (\S+)", run()).groups()
    request = RequestFactory().post("/admin/login/")
    assert authenticate(request, username=username, password=password) == User.objects.get()


def test_later_run_leaves_edits_alone_and_prints_no_password(run, brief_content):
    run()
    Film.objects.update(tagline="Edited.", status="draft")
    hashed = User.objects.get().password
    said = run()
    assert "password" not in said
    assert "  Site   " in said
    assert Film.objects.values_list("tagline", "status").get() == ("Edited.", "draft")
    assert User.objects.get().password == hashed


def test_site_with_content_of_its_own_gets_no_demonstration(run):
    make_film("Balle perdue")
    assert "password" not in run()
    assert (Film.objects.count(), User.objects.count()) == (1, 0)


def test_interrupted_first_run_leaves_nothing_and_the_next_completes_it(
    run, brief_content, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(first_run, "make_editor", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not Film.objects.exists()
    assert "password" in run()
    assert Film.objects.count() == 1


def interrupt():
    raise KeyboardInterrupt


def test_taken_port_is_told_before_anything_is_done(unused_port):
    taken = socket.create_server(("127.0.0.1", unused_port))
    with taken, pytest.raises(CommandError) as refusal:
        call_command("first_run", port=unused_port)
    assert str(refusal.value).startswith(f"Port {unused_port} cannot be used")
    assert not User.objects.exists()
