"""The world that every test lives in: production's settings, with nothing shared or kept."""

import os
import shutil
from threading import Event, Lock
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer
from zeal.constants import initialize_app_registry
from zeal.patch import patch as watch_queries

from .admin_forms import logged_in
from .factories import make_editor, make_writer
from .services import Site

# The headless shell, which Playwright too prefers, is the same engine without a browser around
# it: a page takes it half of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_addoption(parser):
    parser.addoption(
        "--screenshots-to", metavar="FOLDER", help="where the tests that the docs show put pictures"
    )


def pytest_configure(config):
    # A machine that does other things besides is slow, and not wrong.
    expect.set_options(timeout=60_000)
    settings.SECRET_KEY = "only-for-tests"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed names as in production, whatever DEBUG says: a missing file is an error. Compressing
    # them takes each process seconds. By override: Django has made the storages already.
    storage = "franchise.static_files.HashedFiles"
    override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": storage}}).enable()
    # Each test's client is a site of its own, which would list hundreds of static files before its
    # first answer. They are looked up as they are asked for.
    settings.WHITENOISE_AUTOREFRESH = True
    # A page that asks the database once a row raises NPlusOneError.
    initialize_app_registry()
    watch_queries()
    settings.MIDDLEWARE = ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE]
    for each in settings.CACHES.values():
        each |= cache_of_this_process(each)
    # Playwright's synchronous calls run an event loop in the thread that uses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_xdist_auto_num_workers():
    """Two processes for each core, with `-n auto`: half of the time a test waits for a browser,
    for a server or for a moment to pass.
    """
    return 2 * (os.cpu_count() or 1)


def cache_of_this_process(cache):
    """A Redis database for each process that tests: one would empty another's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker or "LOCATION" not in cache:
        return {}
    url = urlsplit(cache["LOCATION"])
    number = int(url.path.strip("/") or 0) + int(worker.removeprefix("gw"))
    return {"LOCATION": url._replace(path=f"/{number}").geturl()}


def pytest_itemcollected(item):
    if "browser" in item.fixturenames:
        item.add_marker("browser")
        if not CHROMIUM:
            reason = "Chromium is not installed: apt-get install chromium-headless-shell"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # Last: what walks leave is an empty database, without the rows that migrations made.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory):
    """The static files, collected once under their hashed names."""
    # Told to the storage too, which may be in use already.
    override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")).enable()
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(autouse=True)
def fresh_world(settings, tmp_path):
    """No uploaded file and no cached value of another test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    caches["pages"].clear()


AT_WORK = Lock()


def one_at_a_time(application):
    """Threads share one connection to SQLite in memory: what one rolls back is the other's too."""

    def answer(environ, start_response):
        with AT_WORK:
            return application(environ, start_response)

    return answer


BETWEEN_TESTS = Event()


def let_in():
    if BETWEEN_TESTS.is_set():
        BETWEEN_TESTS.clear()
        AT_WORK.release()


@pytest.fixture(autouse=True)
def nothing_answered_between_tests(request):
    """Hold what a test's browser still asks for while the database is emptied."""
    let_in()
    yield
    if "browser" in request.fixturenames:
        AT_WORK.acquire()
        BETWEEN_TESTS.set()


@pytest.fixture(scope="session")
def rendered(tmp_path_factory):
    """A media folder for the whole session: the renditions of four pictures take seconds."""
    return tmp_path_factory.mktemp("rendered")


@pytest.fixture
def lost_bullet(fresh_world, settings, rendered):
    """The demonstration: three films with all that belongs to them."""
    settings.MEDIA_ROOT = rendered
    call_command("loaddata", "lost_bullet", verbosity=0)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory, static_files, rendered):
    """A folder of a whole site on SQLite, to be copied: its database, and an editor's account."""
    folder = tmp_path_factory.mktemp("demonstration")
    (folder / "media").symlink_to(rendered)
    Site(folder).set_up()
    return folder


@pytest.fixture
def editor(client):
    """The browser of an editor."""
    client.force_login(make_editor())
    return client


@pytest.fixture
def alice():
    """The browser of one of two editors, beside the visitor's, which is `client`."""
    return logged_in(make_editor("alice"))


@pytest.fixture
def bob():
    return logged_in(make_editor("bob"))


@pytest.fixture
def wanda():
    """The browser of one who writes drafts, and publishes none."""
    return logged_in(make_writer("wanda"))


@pytest.fixture
def complaints(page):
    """What the browser's console objects to: scripts that fail, and what the policy forbids."""
    told = []

    def tell(message):
        # A form is checked as one types, and with 422 it is answered that it is not complete yet.
        if message.type == "error" and "status of 422" not in message.text:
            told.append(message.text)

    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", tell)
    return told


@pytest.fixture(scope="session")
def live_server(static_files):
    """The site behind a real server, answering for static files and media as in production."""
    server = LiveServer("localhost", start=False)
    # Past the handlers that only tests have, which know no hashed names.
    server.thread.static_handler = lambda handler: one_at_a_time(handler.application)
    server.start()
    yield server
    let_in()
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            # Nobody looks: a graphics card that is computed costs a fifth more.
            "--disable-gpu",
            "--disable-software-rasterizer",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Let tests name a page by its path: `page.goto("/films/")`."""
    return browser_context_args | {"base_url": live_server.url}
