"""Several web processes behind nginx, on PostgreSQL and Redis, as docs/operating.md has them."""

import os
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from .admin_forms import sent_by
from .services import Site, editor_at, free_port, needs, of_services, redis_server, running

pytestmark = of_services

A_PUBLICATION = """
from reviews.models import Publication
publication = Publication.objects.filter(reviews__isnull=False).first()
print(publication.pk, publication.slug)
"""

# Its answers name in X-Answered-By the process that gave them.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
user {user};
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream franchise {{
        server 127.0.0.1:{first};
        server 127.0.0.1:{second};
        keepalive 8;
    }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 12m;
        add_header X-Answered-By $upstream_addr always;
        location / {{
            proxy_pass http://franchise;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""


@contextmanager
def database_of_its_own():
    """The URL of an empty database beside that of DATABASE_URL."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"proxied_{os.getpid()}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def site(tmp_path_factory, static_files, rendered):
    needs("nginx")
    if not os.environ["DATABASE_URL"].startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL")
    folder, redis_port, port = tmp_path_factory.mktemp("site"), free_port(), free_port()
    (folder / "media").symlink_to(rendered)
    with database_of_its_own() as database, redis_server(redis_port, folder):
        site = Site(
            folder,
            DATABASE_URL=database,
            CACHE_URL=f"redis://127.0.0.1:{redis_port}/0",
            SITE_URL=f"http://127.0.0.1:{port}",
            TRUSTED_PROXIES="1",
        )
        site.set_up()
        site.url, site.port = site.environment["SITE_URL"], port
        yield site


@pytest.fixture
def processes(site):
    """Two web processes behind nginx, each of which its ExitStack stops."""
    ports = free_port(), free_port()
    with ExitStack() as first, ExitStack() as second:
        for port, process in zip(ports, (first, second), strict=True):
            process.enter_context(site.served(port))
        places = {"folder": site.folder, "port": site.port, "first": ports[0], "second": ports[1]}
        user = "root" if os.getuid() == 0 else "nobody"
        config = site.folder / "nginx.conf"
        config.write_text(NGINX.format(user=user, **places))
        errors = str(site.folder / "nginx.log")
        with running("nginx", "-e", errors, "-c", str(config), port=site.port):
            yield first, second


def answers_of(browser, url):
    """What both processes answer: {process: text}."""
    told = {}
    for _ in range(6):
        answer = browser.get(url)
        assert answer.status_code == 200
        told[answer.headers["X-Answered-By"]] = answer.text
    return told


def test_what_one_process_saves_the_other_shows_at_once(site, processes):
    visitor, bob = requests.Session(), editor_at(site.url)
    key, slug = site.manage("shell", "--no-imports", "-c", A_PUBLICATION).split()
    page = f"{site.url}/publications/{slug}/"
    before = answers_of(visitor, page)
    assert len(before) == 2
    form = f"{site.url}/admin/reviews/publication/{key}/change/"
    for number in range(1, 4):
        name = f"The Other Paper {number}"
        assert name not in "".join(before.values())
        sent = sent_by(bob.get(form), "publication_form") | {"name": name, "_save": "Save"}
        saved = bob.post(form, sent)
        assert "was changed successfully" in saved.text
        after = answers_of(visitor, page)
        assert after.keys() == before.keys()
        assert all(f"{name}</h1>" in text for text in after.values())
        before = after


def test_editor_who_logged_in_at_one_process_is_known_to_the_other(site, processes):
    bob = editor_at(site.url)
    told = answers_of(bob, f"{site.url}/admin/")
    assert len(told) == 2
    assert all("Log out" in text for text in told.values())


def test_visitors_notice_nothing_when_a_process_ends(site, processes):
    visitor, (first, _) = requests.Session(), processes
    assert len(answers_of(visitor, f"{site.url}/films/")) == 2
    first.close()
    told = answers_of(visitor, f"{site.url}/films/")
    # nginx names both where it asked the other after the first did not answer.
    assert len(told) <= 2
    assert all("Lost Bullet" in text for text in told.values())
