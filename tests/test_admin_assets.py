"""Which of the site's own stylesheets and scripts a page of the admin loads: those it uses."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from .factories import make_film, make_genre

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "buttons.css",
    "franchise.css",
    "keyboard.css",
    "names.js",
    "shortcuts.js",
    "time-zone.js",
}
FORM = {
    "conflicts.js",
    "dashboard.css",
    "dialog.js",
    "drafts.css",
    "drafts.js",
    "findings.css",
    "findings.js",
    "form.css",
    "form.js",
    "history.css",
    "pictures.js",
    "preview.css",
    "preview.js",
    "redirects.css",
}


def own_files(client, url):
    html = client.get(url).content.decode()
    named = re.findall(r'(?:src|href)="/static/admin/([\w-]+)\.\w{12}\.(css|js)"', html)
    return {f"{name}.{suffix}" for name, suffix in named} - EVERYWHERE


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_form_loads_what_its_fields_and_rows_use(admin):
    film = reverse("admin:films_film_change", args=[make_film().pk])
    assert own_files(admin, film) == FORM | {"prose.css", "prose.js", "rows.js"}
    genre = reverse("admin:films_genre_change", args=[make_genre("Opera").pk])
    assert not own_files(admin, genre) & {"prose.css", "prose.js", "rows.js"}


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("admin:index", {"dashboard.css"}),
        ("admin:films_film_changelist", set()),
        ("admin:auth_user_changelist", set()),
        ("admin:films_film_deleted", {"history.css"}),
        ("calendar", {"calendar.css"}),
        ("finding_list", {"dashboard.css", "finding-list.css"}),
        ("content_transfer", {"history.css", "content.css"}),
    ],
)
def test_page_loads_no_stylesheet_of_another(admin, name, files):
    assert own_files(admin, reverse(name)) == files
