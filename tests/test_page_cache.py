"""Published pages are computed once, and the next request sees every change."""

import gzip
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from content.release import release
from editorial import history
from editorial.models import Version, settle
from exchange.applying import apply
from exchange.packages import open_package
from films.models import Credit, Film, Person, Release
from franchise import page_cache
from franchise.memory_cache import MemoryCache
from franchise.models import Franchise

from .admin_forms import admin_url, change, form_of, logged_in
from .factories import (
    image_file,
    make_character,
    make_company,
    make_credit,
    make_critic,
    make_editor,
    make_film,
    make_film_company,
    make_film_picture,
    make_franchise,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
)
from .test_settings import run_manage


@pytest.fixture
def world(transactional_db, settings):
    """A published film with all that belongs to it, and pages cached in memory."""
    memory = {
        "BACKEND": "franchise.memory_cache.MemoryCache",
        "OPTIONS": {"BYTES": 10_000_000},
        "TIMEOUT": None,
    }
    settings.CACHES = settings.CACHES | {"pages": memory}
    caches["pages"].clear()
    film = make_film(slug="lost-bullet", lead="*Lost Bullet* is a French film.")
    make_franchise("Lost Bullet", [film, make_film("Lost Bullet 2")])
    make_credit(film, character=make_character())
    make_release(film, company=make_company("Netflix"))
    make_film_company(film, make_company())
    make_plot_section(film)
    make_film_picture(film, make_picture(file=image_file()))
    make_review(film, make_publication(), critic=make_critic(), quote="Ça roule.")
    return film


# One URL of each view. What is not here must be in NOT_KEPT: see the test of the URLconf.
PUBLIC = {
    "home": "/",
    "film_list": "/films/?order=title",
    "film_detail": "/films/lost-bullet/",
    "franchise_detail": "/franchises/lost-bullet/",
    "person_list": "/people/",
    "person_detail": "/people/alban-lenoir/",
    "character_detail": "/characters/lino/",
    "company_detail": "/companies/netflix/",
    "review_list": "/reviews/",
    "publication_detail": "/publications/the-hollywood-reporter/",
    "critic_detail": "/critics/jordan-mintzer/",
    "search": "/search/?q=lost",
    "film_feed": "/feeds/films/",
    "review_feed": "/feeds/reviews/",
    "franchise_feed": "/feeds/franchises/lost-bullet/",
    "site_share_image": "/cards/site.jpg",
    "film_share_image": "/cards/films/lost-bullet.jpg",
    "franchise_share_image": "/cards/franchises/lost-bullet.jpg",
    "person_share_image": "/cards/people/alban-lenoir.jpg",
    "opensearch": "/opensearch.xml",
    "manifest": "/site.webmanifest",
    "sitemap_index": "/sitemap.xml",
    "sitemap": "/sitemap-film.xml",
    "accent": "/accents/b3290f.css",
    "robots": "/robots.txt",
    "api_documentation": "/api/",
    "speculation_rules": "/speculation-rules.json",
    "api:openapi-json": "/api/v1/openapi.json",
    "api:index": "/api/v1/",
    "api:franchise_list": "/api/v1/franchises/",
    "api:franchise_detail": "/api/v1/franchises/lost-bullet/",
    "api:film_list": "/api/v1/films/",
    "api:film_detail": "/api/v1/films/lost-bullet/",
    "api:person_list": "/api/v1/people/",
    "api:person_detail": "/api/v1/people/alban-lenoir/",
    "api:character_list": "/api/v1/characters/",
    "api:character_detail": "/api/v1/characters/lino/",
    "api:review_list": "/api/v1/reviews/",
    "api:review_detail": "/api/v1/reviews/lost-bullet/the-hollywood-reporter/jordan-mintzer/",
    "api:search": "/api/v1/search/?q=lost",
}
# Redirects, files as they are, health, and what is for those who edit.
NOT_KEPT = {"favicon", "media", "healthz", "readyz", "api:api-root"}
URLS = [*PUBLIC.values(), "/fr/films/lost-bullet/", "/fr/films/?order=title"]


def public_names(resolver=None, space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if not str(entry.pattern).startswith("admin/"):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from public_names(entry, inner)
        elif isinstance(entry, URLPattern) and not str(entry.pattern).startswith("admin/"):
            yield f"{space}{entry.name}"


def test_every_public_url_is_among_those_that_are_tried():
    assert {*public_names()} - {"shared_preview"} - NOT_KEPT == {*PUBLIC}


def bodies(client, **headers):
    return {url: client.get(url, headers=headers).content for url in URLS}


def computed():
    """What the pages would be without any that is cached: an editor's are computed each time."""
    editor = Client()
    editor.cookies[site.SESSION_COOKIE_NAME] = "nobody"
    return bodies(editor)


def bulk_action(client, action, page):
    fields = {"action": action, "_selected_action": [page.pk]}
    client.post(admin_url(type(page), "changelist"), fields)


def in_the_admin(client, page, **fields):
    response = client.post(change(page), form_of(client, page) | fields)
    assert response.status_code == 302, response.context["errors"]


def imported(tmp_path):
    path = tmp_path / "content.yaml"
    call_command("content", "export", "franchise:lost-bullet", "-o", str(path))
    path.write_text(path.read_text().replace("Ça roule.", "Ça fonce."))
    apply(open_package(path))


def loaded(tmp_path):
    path = tmp_path / "film.json"
    film = '{"title": "Loaded", "slug": "lost-bullet", "status": "published"}'
    path.write_text(f'[{{"model": "films.film", "fields": {film}}}]')
    call_command("loaddata", str(path), verbosity=0)


def sql():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE films_film SET title = 'By SQL' WHERE slug = 'lost-bullet'")


def reverted(film):
    """The title as it was before the last save."""
    version = Version.objects.of(Film, [film.pk]).order_by("pk").first()
    history.restore(version, Version.Action.REVERTED)


def test_whatever_changes_content_shows_on_every_page_at_once(world, tmp_path, monkeypatch):
    film, visitor = world, Client()
    editor = logged_in(make_editor())
    moments = iter([timedelta(days=2), timedelta(days=4)])

    def time_passes():
        moment = timezone.now() + next(moments)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    ways = {
        "a form": lambda: in_the_admin(editor, film, title="Balle perdue"),
        "an inline row": lambda: in_the_admin(
            editor, film, **{"credits-0-credited_as": "A. Lenoir"}
        ),
        "a revert": lambda: reverted(film),
        "a bulk action": lambda: bulk_action(editor, "unpublish", film),
        "another bulk action": lambda: bulk_action(editor, "publish", film),
        "an import": lambda: imported(tmp_path),
        "a fixture": lambda: loaded(tmp_path),
        "a queryset": lambda: Film.objects.filter(pk=film.pk).update(title="By a queryset"),
        "bulk rows": lambda: Release.objects.bulk_create(
            [Release(film=film, released_on="2019", event="Cannes")]
        ),
        "SQL": sql,
        "a picture": lambda: in_the_admin(
            editor, film.film_pictures.get().picture, alt="A blue car."
        ),
        "a schedule": lambda: Film.objects.filter(pk=film.pk).update(
            publish_at=timezone.now() + timedelta(days=1),
            unpublish_at=timezone.now() + timedelta(days=3),
        ),
        "the time of publication": time_passes,
        "the end of publication": time_passes,
        "a deletion": lambda: Franchise.objects.get().delete(),
    }
    shown = bodies(visitor)
    for way, change_content in ways.items():
        change_content()
        now = bodies(visitor)
        assert now == computed(), way
        assert now != shown, f"{way} changes nothing that is shown"
        shown = now


def test_a_kept_page_takes_one_query_and_no_template(world, django_assert_num_queries, monkeypatch):
    first = Client().get("/films/lost-bullet/")
    monkeypatch.setattr("django.template.base.Template.render", None)
    with django_assert_num_queries(1):
        again = Client().get("/films/lost-bullet/")
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]


def test_what_visitors_do_not_see_computes_no_page_again(world, django_assert_num_queries):
    Client().get("/films/lost-bullet/")
    User.objects.create_user("somebody")
    with django_assert_num_queries(1):
        Client().get("/films/lost-bullet/")


def test_nothing_is_kept_of_what_a_rollback_takes_back(world):
    with transaction.atomic():
        Film.objects.update(title="Never")
        assert b"Never" in Client().get("/films/lost-bullet/").content
        transaction.set_rollback(True)
    assert b"Never" not in Client().get("/films/lost-bullet/").content


@pytest.fixture
def later(monkeypatch):
    """Let time pass, in seconds."""
    clock = timezone.now

    def pass_by(seconds):
        moment = clock() + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return pass_by


@contextmanager
def nothing_can_be_written():
    """As where the disk is full."""
    is_sqlite = connection.vendor == "sqlite"
    switch = "PRAGMA query_only = {}" if is_sqlite else "SET default_transaction_read_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("on"))
        try:
            yield
        finally:
            cursor.execute(switch.format("off"))


def test_what_is_due_while_nothing_can_be_written_is_published_soon_after(world, later):
    tomorrow = timezone.now() + timedelta(days=1)
    Film.objects.filter(pk=world.pk).update(publish_at=tomorrow)
    url = "/films/lost-bullet/"
    with nothing_can_be_written():
        assert Client().get(url).status_code == 404
        later(2 * 86_400)
        assert Client().get(url).status_code == 404
    later(2 * 86_400 + page_cache.RETRY - 1)
    assert Client().get(url).status_code == 404
    later(2 * 86_400 + page_cache.RETRY)
    assert Client().get(url).status_code == 200


def test_where_nothing_is_due_after_all_nobody_is_kept_from_writing(world):
    with nothing_can_be_written():
        settle()


def test_a_list_is_counted_once_for_each_version(world, settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }

    def counts(url):
        with CaptureQueriesContext(connection) as queries:
            page = Client().get(url).content.decode()
        return sum("__count" in query["sql"] for query in queries), "<strong>2</strong>" in page

    assert counts("/films/?order=title") == (1, True)
    assert counts("/films/?order=newest") == (0, True)
    assert counts("/films/?title=bullet") == (1, True)
    make_film("Another")
    assert counts("/films/?order=title") == (1, False)


# Which URL is which page


def test_unknown_parameters_make_no_other_page(world, django_assert_num_queries):
    Client().get("/films/?order=title&title=bullet")
    for query in (
        "title=bullet&order=title",
        "order=title&utm_source=mail&title=bullet",
        "title=bullet&order=title&page=",
    ):
        with django_assert_num_queries(1):
            response = Client().get(f"/films/?{query}")
        assert b"utm_source" not in response.content


def test_each_known_parameter_makes_a_page_of_its_own(world):
    assert b"Lost Bullet 2" in Client().get("/films/?title=bullet").content
    assert b"Lost Bullet 2" not in Client().get("/films/?title=nothing").content


def test_a_query_in_raw_letters_is_the_page_of_the_same_in_percent_signs(world):
    make_film("Été")
    for query in ("title=été", "title=%C3%A9t%C3%A9"):
        assert "Été".encode() in Client().get(f"/films/?{query}").content


def test_the_api_still_refuses_parameters_that_it_does_not_know(world):
    for _ in range(2):
        assert Client().get("/api/v1/films/?utm_source=mail").status_code == 422


def test_a_host_that_is_not_the_sites_gets_no_kept_page(world, settings):
    settings.ALLOWED_HOSTS = ["films.example"]
    assert Client().get("/films/lost-bullet/", headers={"host": "films.example"}).status_code == 200
    assert Client().get("/films/lost-bullet/", headers={"host": "other.example"}).status_code == 400


# What is never cached


@pytest.mark.parametrize(
    ("url", "status"),
    [("/films/nothing/", 404), ("/films", 301), ("/healthz", 200), ("/admin/login/", 200)],
)
def test_what_is_no_published_page_is_not_kept(world, url, status):
    caches["pages"].clear()
    assert Client().get(url).status_code == status
    assert caches["pages"].size == 0


def test_a_former_url_is_not_kept(world):
    editor = logged_in(make_editor())
    fields = form_of(editor, world) | {"slug": "balle-perdue", "_moves_to": "balle-perdue"}
    editor.post(change(world), fields)
    assert Client().get("/films/lost-bullet/").status_code == 301
    assert Client().get("/films/lost-bullet/")["Cache-Control"] == "no-cache"


def test_an_editors_page_is_computed_and_no_cache_may_keep_it(world, django_assert_num_queries):
    Client().get("/films/lost-bullet/")
    editor = logged_in(make_editor())
    response = editor.get("/films/lost-bullet/")
    assert response["Cache-Control"] == "private, no-cache"
    caches["pages"].clear()
    editor.get("/films/lost-bullet/")
    assert caches["pages"].size == 0


@pytest.mark.parametrize("url", ["/healthz", "/admin/login/", "/media/nothing.jpg"])
def test_what_is_no_public_page_asks_for_no_version(world, url, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get(url)


def test_health_is_told_without_a_database():
    # No fixture gives this test a database: whoever asks one fails.
    assert Client().get("/healthz").status_code == 200


# Validators and compression


def test_an_unchanged_page_is_told_by_its_tag_or_its_date(world, monkeypatch):
    first = Client().get("/films/lost-bullet/")
    monkeypatch.setattr("django.template.base.Template.render", None)
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": f'"another", W/{first["ETag"]}'},
        {"if-modified-since": first["Last-Modified"]},
    ):
        monkeypatch.setattr("gzip.decompress", None)
        again = Client().get("/films/lost-bullet/", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
            assert again[name] == first[name]


def test_a_changed_page_has_another_tag(world):
    first = Client().get("/films/lost-bullet/")
    Film.objects.update(tagline="Faster.")
    again = Client().get("/films/lost-bullet/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert not first["ETag"].startswith("W/")


def test_a_page_is_compressed_once_for_those_who_take_it(world, monkeypatch):
    plain = Client().get("/films/lost-bullet/")
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == "Accept-Encoding"
    monkeypatch.setattr("gzip.compress", None)
    for encodings, is_compressed in (
        ("gzip, deflate, br", True),
        ("*", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("br", False),
    ):
        page = Client().get("/films/lost-bullet/", headers={"accept-encoding": encodings})
        assert (page.get("Content-Encoding") == "gzip") == is_compressed, encodings
        assert (gzip.decompress(page.content) if is_compressed else page.content) == plain.content
        assert page["Content-Length"] == str(len(page.content))
        assert (page["ETag"] == plain["ETag"]) != is_compressed


def test_a_page_that_changed_since_is_refused_to_whoever_wants_the_former(world):
    for url in ("/films/lost-bullet/", "/api/v1/films/lost-bullet/"):
        for headers in (
            {"if-match": '"another"'},
            {"if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        ):
            assert Client().get(url, headers=headers).status_code == 412
    assert Client().get(url, headers=headers).json()["status"] == 412


def test_head_is_answered_as_get_without_a_body(world):
    got = Client().get("/films/lost-bullet/")
    head = Client().head("/films/lost-bullet/")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert head["Content-Length"] == got["Content-Length"]


def test_head_first_keeps_the_page_for_get(world, django_assert_num_queries):
    head = Client().head("/films/lost-bullet/")
    with django_assert_num_queries(1):
        got = Client().get("/films/lost-bullet/")
    assert got.content
    assert head["ETag"] == got["ETag"]


def test_a_cache_in_front_may_answer_for_a_while(world):
    told = Client().get("/films/lost-bullet/")["Cache-Control"]
    assert {"public", "max-age=0", "s-maxage=60", "stale-if-error=86400"} <= {*told.split(", ")}


def test_how_long_a_cache_in_front_may_answer_is_said_by_its_operator():
    shown = ("shell", "-c", "from django.conf import settings; print(settings.PAGE_CACHE_CONTROL)")
    told = run_manage(*shown, SECRET_KEY="x", PAGE_CACHE_SECONDS="86400").stdout
    assert "s-maxage=86400," in told


# Under load


def test_a_cold_page_is_computed_once_while_others_wait(world, monkeypatch):
    computed, gate = [], threading.Barrier(4, timeout=20)
    compute = page_cache._computed

    def slowly(request, get_response, made_from):
        computed.append(request.path)
        return compute(request, get_response, made_from)

    monkeypatch.setattr(page_cache, "_computed", slowly)
    request = page_cache.HttpRequest()
    request.method, request.path_info = "GET", "/films/lost-bullet/"
    request.META = {"QUERY_STRING": ""}
    version = page_cache.version.current()
    answers = []

    def get_response(request):
        # Long enough for the others to come.
        threading.Event().wait(0.3)
        return page_cache.HttpResponse(b"page " * 100)

    def ask():
        gate.wait()
        answers.append(page_cache._cached(request, get_response, version))

    caches["pages"].clear()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(computed) == 1
    assert {answer.headers["ETag"] for answer in answers} == {answers[0].headers["ETag"]}
    assert len(answers) == 4


# The memory of a process


@pytest.fixture
def memory():
    memory = MemoryCache("small", {"OPTIONS": {"BYTES": 20_000}})
    memory.clear()
    return memory


def test_memory_is_bounded_in_bytes(memory):
    for number in range(100):
        memory.set(str(number), b"x" * 1000)
        assert memory.size <= 20_000
    assert memory.get("99") == b"x" * 1000
    assert memory.get("0") is None


def test_what_visitors_come_back_to_outlives_what_is_asked_for_once(memory):
    memory.set("home", b"page")
    assert memory.get("home") == b"page"
    for number in range(100):
        memory.set(f"search-{number}", b"x" * 1000)
    assert memory.get("home") == b"page"


def test_more_than_fits_of_what_is_asked_for_again_goes_by_its_last_use(memory):
    for number in range(30):
        memory.set(str(number), b"x" * 1000)
        memory.get(str(number))
        assert memory.size <= 20_000
    assert memory.get("29")
    assert memory.get("0") is None


def test_memory_keeps_the_contract_of_a_cache(memory):
    memory.set("a", {"b": 1})
    memory.get("a")["b"] = 2
    assert memory.get("a") == {"b": 1}
    assert memory.get("none", "default") == "default"
    assert not memory.add("a", "other")
    assert memory.add("c", "new")
    assert memory.delete("a")
    assert not memory.delete("a")
    memory.set("over", 1, timeout=0)
    assert memory.get("over") is None
    memory.set("bigger-than-all", b"x" * 30_000)
    assert memory.get("bigger-than-all") is None
    memory.clear()
    assert memory.size == 0


def test_another_release_makes_other_pages(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    (tmp_path / "django.mo").write_bytes(b"one")
    before = release.__wrapped__()
    assert release.__wrapped__() == before
    (tmp_path / "django.mo").write_bytes(b"another")
    assert release.__wrapped__() != before


def test_rows_that_make_no_page_show_their_people_no_more(world):
    Credit.objects.all().delete()
    assert Client().get("/people/alban-lenoir/").status_code == 404
    assert Person.objects.exists()
