"""The static site: what is in it, where its links lead, and what a later export changes."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from django.conf import settings as site_settings
from django.contrib.staticfiles import storage as static_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_context

from editorial.models import Redirect
from films.imaging import make_renditions
from films.models import Film, Person
from static_site.folder import StaticSiteFolder
from static_site.rendering import Renderer
from static_site.responses import Request
from static_site.search_index import search_index

from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_film,
    make_film_company,
    make_film_country,
    make_film_genre,
    make_film_picture,
    make_franchise,
    make_genre,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)
from .services import PATIENCE, Site, until

pytestmark = pytest.mark.django_db
# On PostgreSQL the version moves as what was written is committed, which a test seldom does.
with_commits = pytest.mark.django_db(transaction=True)

SITE = "https://example.org/films-site/"
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "static-site"


@pytest.fixture
def export(out):
    """Export the site, and return what is said of it."""

    def export(base_url=SITE, stdout=None, **options):
        stdout = stdout or io.StringIO()
        # Other processes see nothing of a test's transaction.
        options = {"base_url": base_url, "processes": 1, **options}
        call_command("export_site", str(out), stdout=stdout, **options)
        return stdout.getvalue()

    return export


@pytest.fixture
def film():
    """A film that has everything, in a franchise with another."""
    make_source(key="src")
    lino = make_character("Lino", description="A mechanic.")
    poster = make_picture("Poster", width=400, height=600)
    film = make_film("Lost Bullet", lead="Shot in *Sète*.[^src]", poster=poster)
    make_credit(film, make_person("Alban Lenoir"), character=lino)
    make_plot_section(film, "The robbery").appearances.create(character=lino)
    make_article_section(film, "Craft")
    make_film_country(film)
    make_film_company(film)
    make_release(film, company=make_company("Netflix"))
    make_film_picture(film, make_picture("Still"))
    make_review(film, critic=make_critic(), verdict="positive", quote="Good.")
    for row in film.film_pictures.all():
        make_renditions(row.picture)
    make_renditions(poster)
    make_franchise("Bullets", [film, make_film("Two")], accent="#b3290f")
    return film


def files_in(out):
    return {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}


def pages_in(out):
    return {file: parsed(file) for file in out.rglob("*.html")}


def parsed(file):
    return html5lib.parse(file.read_bytes(), namespaceHTMLElements=False)


def times_in(out):
    return {file: (out / file).stat().st_mtime_ns for file in files_in(out)}


# What is in it


def test_a_page_is_there_in_every_language_with_all_that_pages_name(export, out):
    make_film("Lost Bullet")
    export()
    in_each_language = {
        "404.html",
        "cards/films/lost-bullet.jpg",
        "cards/site.jpg",
        "feeds/films.xml",
        "feeds/reviews.xml",
        "films/index.html",
        "films/lost-bullet/index.html",
        "films/order=longest/index.html",
        "films/order=oldest/index.html",
        "films/order=title/index.html",
        "index.html",
        "opensearch.xml",
        "people/index.html",
        "reviews/index.html",
        "search/index.html",
        "search/index.js",
        "site.webmanifest",
    }
    kinds = ("lists", "franchise", "film", "person", "character", "company")
    sitemaps = {f"sitemap-{kind}.xml" for kind in (*kinds, "publication", "critic")}
    own = {file for file in files_in(out) if not file.startswith("static/")}
    assert own == {
        *in_each_language,
        *(f"fr/{file}" for file in in_each_language),
        *sitemaps,
        ".export_site",
        ".export_site.json",
        "favicon.ico",
        "robots.txt",
        "sitemap.xml",
    }
    static = [re.sub(r"\.[0-9a-f]{12}", "", file) for file in files_in(out) - own]
    assert sorted(static) == [
        *("static/css/lists.css", "static/css/print.css", "static/css/site.css"),
        "static/fonts/archivo-latin-ext-italic.woff2",
        "static/fonts/archivo-latin-ext.woff2",
        "static/fonts/archivo-latin-italic.woff2",
        "static/fonts/archivo-latin.woff2",
        "static/icon.svg",
        *(f"static/icons/{name}.png" for name in ("apple-touch-icon", "favicon")),
        *(f"static/icons/icon-{name}.png" for name in ("192", "512", "maskable")),
        *(f"static/js/{name}.js" for name in ("contents", "search", "spoilers", "theme")),
    ]


def test_a_long_list_goes_on_from_file_to_file(export, out):
    for number in range(30):
        make_film(f"Film {number}")
    export()
    first, second = parsed(out / "films/index.html"), parsed(out / "films/page=2/index.html")
    assert first.find(".//a[@rel='next']").get("href") == "../films/page=2/index.html"
    assert second.find(".//a[@rel='prev']").get("href") == "../../films/page=1/index.html"
    canonical = second.find("head/link[@rel='canonical']").get("href")
    assert canonical == f"{SITE}films/page=2/"
    assert len(second.findall(".//article")) == 6


def test_each_choice_of_a_list_that_leaves_something_is_a_list_of_its_own(export, out, film):
    make_genre("Opera")
    make_film_country(film, make_country("DE", "Germany"), position=1)
    export()
    page = parsed(out / "films/index.html")
    labels = [label.text for label in page.iterfind(".//dl[@class='choices']//dt")]
    assert labels == ["Country", "Order"]
    chosen = parsed(out / "films/country=DE/index.html")
    assert [title.text for title in chosen.iterfind(".//article/h3/a")] == ["Lost Bullet"]
    assert chosen.find(".//form[@method='get']") is None
    all_films = chosen.find(".//a[@class='clear']").get("href")
    assert all_films == "../../films/index.html"
    roles = {file.name for file in (out / "people").glob("role=*")}
    assert roles == {"role=cast"}


@with_commits
def test_what_can_be_chosen_in_a_list_is_found_once_until_the_content_changes(film):
    renderer = Renderer(SITE)
    renderer.file(renderer.target("/films/"))
    with CaptureQueriesContext(connection) as queries:
        renderer.file(renderer.target("/films/?order=title"))
    assert not [query for query in queries if "EXISTS" in query["sql"]]
    make_film_genre(film, make_genre("Opera"))
    assert b"Opera" in renderer.file(renderer.target("/films/")).content


def test_nothing_unpublished_and_no_way_to_the_admin_or_the_api_is_in_it(export, out, film):
    secret = make_film(
        "Secret Bullet", status="draft", lead="Secret.", poster=make_picture("Secret")
    )
    make_credit(secret, make_person("Secret Person"), character=make_character("Secret Agent"))
    make_plot_section(secret, "Secret plot")
    make_review(film, make_publication("Secret Post"), status="draft")
    make_franchise("Secret Saga", [secret], status="draft")
    make_film("Secret Later", publish_at="2999-01-01T00:00Z")
    export()
    assert [file for file in files_in(out) if "secret" in file.lower()] == []
    told = (out / file for file in files_in(out) if not file.startswith(("media/", "static/")))
    for file in told:
        content = file.read_bytes().lower()
        for word in (b"secret", b"/admin", b"/api/", b"previews/", b"127.0.0.1"):
            assert word not in content, (file, word)


def test_pictures_are_in_it_wherever_the_site_keeps_them(export, out, film, settings):
    storage = film.poster.file.storage
    settings.MEDIA_URL = "https://pictures.example/bucket/"
    export()
    content = (out / "films/lost-bullet/index.html").read_text()
    assert "pictures.example" not in content
    name = re.search(r'srcset="\.\./\.\./media/(\S+) ', content)[1]
    assert (out / "media" / name).read_bytes() == storage.open(name).read()


def test_a_url_that_a_page_has_left_leads_to_the_present_one(export, out):
    moved = make_film("Lost Bullet", lead="As [before](/films/old-name/).")
    Redirect.objects.create(model="films.film", slug="old-name", object_id=moved.pk)
    Redirect.objects.create(model="films.film", slug="gone", object_id=0)
    export()
    for prefix, up in (("", "../../"), ("fr/", "../../../")):
        page = parsed(out / f"{prefix}films/old-name/index.html")
        present = f"{up}{prefix}films/lost-bullet/index.html"
        refresh = page.find("head/meta[@http-equiv='refresh']").get("content")
        assert refresh == f"0; url={present}"
        assert page.find(".//div[@class='error']//a").get("href") == present
    assert not (out / "films/gone").exists()


# Where links lead


def test_every_page_is_valid_and_every_link_in_it_leads_to_a_file_and_a_place(export, out, film):
    export()
    pages = pages_in(out)
    ids = {file: {element.get("id") for element in page.iter()} for file, page in pages.items()}
    links = 0
    for file, page in pages.items():
        html5lib.HTMLParser(strict=True).parse(file.read_bytes())
        for link in links_of(page):
            target, _, fragment = unquote(link).partition("#")
            if file.name == "404.html" and target:
                assert target.startswith("/films-site/"), link
                target = (out / target.removeprefix("/films-site/")).resolve()
                target = target / "index.html" if target.is_dir() else target
            else:
                assert not target.startswith("/"), link
                target = (file.parent / target).resolve() if target else file
            assert target.is_file(), (file, link)
            assert not fragment or fragment in ids[target], (file, link)
            links += 1
    assert links > 1000


def links_of(page):
    """The links of a page within the static site."""
    for element in page.iter():
        link = element.get(LINKS.get(element.tag, ""), "")
        candidates = element.get("srcset", "").split(", ")
        for each in [link, *(candidate.partition(" ")[0] for candidate in candidates)]:
            if each and not urlsplit(each).scheme:
                yield each


def test_a_page_that_links_to_none_is_told_with_its_link(export, film, out):
    film.lead = "See [this](/films/nowhere/), [that](/films/two/#no) and [me](#plot)."
    film.save()
    with pytest.raises(CommandError) as error:
        export()
    assert str(error.value).splitlines() == [
        "4 links lead nowhere:",
        "  films/lost-bullet/index.html: /films/nowhere/",
        "  films/lost-bullet/index.html: /films/two/#no",
        "  fr/films/lost-bullet/index.html: /films/nowhere/",
        "  fr/films/lost-bullet/index.html: /films/two/#no",
    ]
    assert error.value.returncode == 1
    assert (out / "index.html").exists()


@pytest.mark.parametrize(
    "link", ["/admin/", "/api/v1/films/", "/static/%2e%2e/db.sqlite3", "/media/..%2fsecret-key"]
)
def test_what_is_no_part_of_the_site_is_not_taken_in_by_a_link(export, out, link):
    make_film("Lost Bullet", lead=f"See [this]({link}).")
    with pytest.raises(CommandError, match=re.escape(f"films/lost-bullet/index.html: {link}")):
        export()
    assert not list(out.rglob("*sqlite3")) + list(out.rglob("secret-key"))


def test_an_editors_own_filters_find_their_list(export, out):
    make_film("Lost Bullet", lead="All [like this](/films/?title=lost%20b/../x&country=FR).")
    export()
    page = parsed(out / "films/lost-bullet/index.html")
    link = page.find(".//div[@class='text lead']//a").get("href")
    assert link == "../../films/title=lost%2520b%252F..%252Fx/country=FR/index.html"
    assert (out / "films" / "title=lost%20b%2F..%2Fx/country=FR/index.html").is_file()


@pytest.mark.parametrize("root", [SITE, SITE[:-1], "http://127.0.0.1:8000"])
def test_machines_are_told_of_absolute_urls_below_the_base(export, out, film, root):
    export(root)
    base = root.rstrip("/") + "/"
    page = parsed(out / "fr/films/lost-bullet/index.html")
    assert page.find("head/link[@rel='canonical']").get("href") == f"{base}fr/films/lost-bullet/"
    metas = {meta.get("property"): meta.get("content") for meta in page.iterfind("head/meta")}
    assert metas["og:url"] == f"{base}fr/films/lost-bullet/"
    assert metas["og:image"].startswith(f"{base}fr/cards/films/lost-bullet.jpg?v=")
    scripts = page.iterfind(".//script[@type='application/ld+json']")
    data = next(data for data in (json.loads(each.text) for each in scripts) if "image" in data)
    assert data["url"] == f"{base}fr/films/lost-bullet/"
    assert data["image"]["url"] == f"{base}media/{film.poster.file.name}"
    assert (out / "media" / film.poster.file.name).is_file()
    feed = (out / "feeds/films.xml").read_text()
    assert f'<link href="{base}films/lost-bullet/"' in feed
    assert f'href="{base}feeds/films.xml" rel="self"' in feed
    assert f"<loc>{base}sitemap-film.xml</loc>" in (out / "sitemap.xml").read_text()
    assert f"<loc>{base}films/lost-bullet/</loc>" in (out / "sitemap-film.xml").read_text()
    robots = (out / "robots.txt").read_text().splitlines()
    assert robots == ["User-agent: *", "Disallow:", f"Sitemap: {base}sitemap.xml"]
    template = f'template="{base}search/?q={{searchTerms}}"'
    assert template in (out / "opensearch.xml").read_text()
    manifest = json.loads((out / "fr/site.webmanifest").read_text())
    path = urlsplit(base).path
    assert (manifest["id"], manifest["start_url"]) == (path, f"{path}fr/")
    assert manifest["icons"][0]["src"].startswith(f"{path}static/icon.")


@pytest.mark.parametrize(
    "root",
    [
        *("example.org", "ftp://example.org/", "https://x/?y", ""),
        *("https://[::1", "https://[::::]/", "https://x:99999/", 'https://"><script>/'),
    ],
)
def test_a_base_that_is_no_url_is_refused(export, out, root):
    with pytest.raises(CommandError, match="is not a URL such as"):
        export(root)
    assert not out.exists()


# What a browser makes of it


def test_a_page_states_the_sites_policy_as_far_as_it_can(export, out, client):
    export()
    policy = parsed(out / "index.html").find("head/meta[@http-equiv]").get("content")
    frames = "; frame-ancestors 'none'"
    assert policy + frames == client.get("/")["Content-Security-Policy"]


def test_no_script_is_a_module_and_none_needs_to_be_one(export, out, film):
    export()
    for page in pages_in(out).values():
        scripts = [each for each in page.iter("script") if each.get("src")]
        assert all("type" not in script.attrib for script in scripts)
        assert all("defer" in script.attrib for script in scripts)
    scripts = list((out / "static/js").glob("*.js"))
    assert len(scripts) == 4
    for script in scripts:
        text = script.read_text()
        assert text.startswith('"use strict";\n{\n')
        assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE), script


def test_the_search_index_tells_of_each_kind_what_a_result_shows(export, out, film):
    make_person("Œuvre Straße")
    make_credit(film, Person.objects.get(name="Œuvre Straße"), role="music")
    export()
    script = (out / "fr/search/index.js").read_text()
    index = json.loads(script.removeprefix("globalThis.searchIndex = ").removesuffix(";\n"))
    assert index["letters"] == {"ß": "ss", "œ": "oe"}
    entries = index["entries"]
    up = "../../fr/"
    assert [len(entries[kind]) for kind in entries] == [1, 2, 2, 1, 1, 1, 1]
    url, title, _context, words = entries["film"][0][:4]
    assert (url, title) == (f"{up}films/lost-bullet/index.html", "Lost Bullet")
    assert words.split()[:2] == ["lost", "bullet"]
    assert "sete" in entries["film"][0][4].split()
    assert entries["plot"][0][:3] == [
        f"{up}films/lost-bullet/index.html#plot-the-robbery",
        "The robbery",
        "Lost Bullet",
    ]
    assert entries["plot"][0][5:] == ["bullets:1", False, "en"]


def test_the_search_index_asks_no_query_a_row(film, settings):
    make_plot_section(make_film("Three"), "Another")
    make_review(Film.objects.get(slug="two"), critic=make_critic("Anne Ortiz"))
    with zeal_context():
        request = Request("/search/?q=x", static_site=None)
        assert b"Another" in search_index(request).content


def test_the_search_index_is_the_same_however_many_rows_are_asked_for_at_a_time(film, monkeypatch):
    other = make_film("Other")
    make_franchise("Numbers", [film, other])
    for each in (film, other):
        make_credit(each, make_person(f"Of {each}"), character=make_character(f"In {each}"))
        make_plot_section(each, f"How {each} ends")
    request = Request("/search/?q=x", static_site=None)
    whole = search_index(request).content
    monkeypatch.setattr("search.rows.BATCH", 1)
    assert search_index(request).content == whole


def test_the_search_index_asks_for_nothing_that_is_loaded_with_a_character(film):
    lino = film.credits.get().character
    with CaptureQueriesContext(connection) as queries:
        search_index(Request("/search/?q=x", static_site=None))
    for number in range(3):
        make_credit(make_film(f"Film {number}"), make_person(f"{number}"), character=lino)
    with CaptureQueriesContext(connection) as more:
        search_index(Request("/search/?q=x", static_site=None))
    assert len(more) == len(queries)


def test_a_search_without_javascript_says_so_and_leads_on(export, out):
    export()
    page = parsed(out / "search/index.html")
    told = page.find(".//div[@class='nothing search-nothing']")
    assert "needs JavaScript" in "".join(told.itertext())
    assert len(told.findall(".//a")) == 3


# Later exports


NOTHING = "Nothing has changed since the last run.\n"


def test_a_second_export_of_the_same_content_ends_at_once(export, out, film):
    export()
    before = times_in(out)
    assert export() == NOTHING
    assert times_in(out) == before


def test_a_second_export_of_all_touches_nothing_that_is_the_same(export, out, film):
    export()
    before = times_in(out)
    assert re.search(r"Files: 0 written, \d+ unchanged, 0 removed\.", export(all=True))
    changed = {file for file, time in times_in(out).items() if before[file] != time}
    assert changed == {".export_site", ".export_site.json"}


def change_the_content(out):
    make_person("Nicolas Duvauchelle")


def lose_a_file(out):
    (out / "films/index.html").unlink()


def damage_the_record(out):
    (out / ".export_site.json").write_text("{")


def add_a_redirect(out):
    film = Film.objects.get(slug="lost-bullet")
    Redirect.objects.create(model="films.film", slug="old-name", object_id=film.pk)


@with_commits
@pytest.mark.parametrize(
    "change", [change_the_content, add_a_redirect, lose_a_file, damage_the_record]
)
def test_a_second_export_makes_anew_what_may_be_another(export, out, film, change):
    export()
    change(out)
    assert " pages in " in export()
    assert (out / "films/index.html").exists()
    assert export() == NOTHING


def test_another_base_or_another_release_makes_all_anew(export, out, film, monkeypatch):
    export()
    assert " pages in " in export("https://example.net/")
    monkeypatch.setattr("static_site.making.release", lambda: "another")
    assert " pages in " in export("https://example.net/")


def test_what_has_come_due_since_it_was_saved_is_in_it(export, out):
    make_film("Lost Bullet", publish_at="2020-01-01T00:00Z")
    Film.objects.update(is_visible=False)
    assert not Film.objects.published().exists()
    export()
    assert (out / "films/lost-bullet/index.html").exists()


def test_links_that_lead_nowhere_are_told_again_where_nothing_has_changed(export, film):
    Film.objects.filter(pk=film.pk).update(lead="See [this](/films/nowhere/).")
    with pytest.raises(CommandError, match="2 links lead nowhere"):
        export()
    said = io.StringIO()
    with pytest.raises(CommandError, match="2 links lead nowhere"):
        export(stdout=said)
    assert said.getvalue() == NOTHING


@with_commits
def test_an_export_that_failed_is_never_taken_for_complete(export, out, film, monkeypatch):
    export()
    make_person("Nicolas Duvauchelle")

    def disk_is_full(*arguments):
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", disk_is_full)
        with pytest.raises(CommandError, match="No space left on device"):
            export()
    assert not (out / ".export_site.json").exists()
    assert " pages in " in export()


@with_commits
def test_what_changed_is_written_and_what_is_gone_removed(export, out, film):
    export()
    before = times_in(out)
    (out / "CNAME").write_text("films.example.org")
    (out / "films/own.txt").write_text("Mine.")
    Film.objects.filter(slug="two").update(status="draft")
    said = export()
    after = times_in(out)
    assert "films/two/index.html" not in after
    assert not (out / "films/two").exists()
    assert (out / "CNAME").exists()
    assert (out / "films/own.txt").exists()
    changed = {file for file in before if file in after and before[file] != after[file]}
    assert "films/lost-bullet/index.html" in changed
    assert "people/alban-lenoir/index.html" not in changed
    gone = before.keys() - after.keys()
    assert f"{len(gone)} removed" in said


@pytest.mark.parametrize("name", ["notes.txt", ".git/config"])
def test_a_folder_that_holds_something_else_is_refused(export, out, name):
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("Mine.")
    with pytest.raises(CommandError, match="is not empty and does not contain an earlier export"):
        export()
    assert files_in(out) == {name}


def test_without_collected_static_files_it_says_what_to_do(export, out):
    known = static_storage.staticfiles_storage.hashed_files
    kept = dict(known)
    known.clear()
    try:
        with pytest.raises(CommandError, match=r"Run manage\.py collectstatic"):
            export()
    finally:
        known.update(kept)
    assert not out.exists()


@with_commits
def test_a_file_that_is_not_ours_is_never_overwritten(export, out):
    export()
    (out / "films/lost-bullet").mkdir()
    mine = out / "films/lost-bullet/index.html"
    mine.write_text("Mine.")
    make_film("Lost Bullet")
    with pytest.raises(CommandError, match="was not written by an export"):
        export()
    assert mine.read_text() == "Mine."


def test_a_list_that_names_files_outside_removes_none(export, out, tmp_path):
    export()
    mine = tmp_path / "mine" / "index.html"
    mine.parent.mkdir()
    mine.write_text("Mine.")
    with (out / ".export_site").open("a") as names:
        names.write(f"../mine/index.html\n{mine}\n..\n.\n\0\n")
    export()
    assert mine.read_text() == "Mine."


def test_two_exports_into_one_folder_do_not_meet(export, out):
    with StaticSiteFolder(out), pytest.raises(CommandError, match="Another export is running"):
        export()


WRITER = """
from itertools import count
from static_site.folder import StaticSiteFolder
with StaticSiteFolder({out!r}) as folder:
    print("ready", flush=True)
    for number in count():
        for name in ("index.html", f"films/{{number % 50}}/index.html"):
            folder.write(name, bytes([97 + number % 26]) * 3_000_000)
"""


def test_an_export_that_was_killed_leaves_whole_files_and_the_next_one_completes(export, out):
    script = WRITER.format(out=str(out))
    killed = subprocess.Popen(
        [sys.executable, "-c", script], cwd=site_settings.BASE_DIR, stdout=subprocess.PIPE
    )
    with killed:
        killed.stdout.readline()
        time.sleep(0.3)
        killed.send_signal(signal.SIGKILL)
    pages = list(out.rglob("index.html"))
    assert pages
    for page in pages:
        content = page.read_bytes()
        assert content == content[:1] * 3_000_000
    export()
    assert parsed(out / "index.html").find(".//h1") is not None
    assert not (out / "films/0").exists()
    assert not (out / ".export_site.part").exists()


# What is said of it


class Terminal(io.StringIO):
    def isatty(self):
        return True


PROGRESS = r"\d+ of \d+ files, \d+ pages a second, \d:\d\d:\d\d left …"


def test_a_terminal_shows_how_far_it_is_in_one_line(export, monkeypatch):
    monkeypatch.setattr("static_site.management.commands.export_site.TERMINAL_PAUSE", 0)
    said = export(stdout=Terminal())
    progress, end = said.rsplit("\r", 1)
    assert "\n" not in progress
    steps = progress.split("\r\033[K")
    assert all(re.fullmatch(PROGRESS, step) for step in steps[1:])
    made, known = re.match(r"(\d+) of (\d+)", steps[-1]).groups()
    assert made == known == str(len(steps) - 1)
    assert end.startswith("\033[K12 pages in ")


def test_a_log_is_told_plain_lines(export, monkeypatch):
    monkeypatch.setattr("static_site.management.commands.export_site.LOG_PAUSE", 0)
    lines = export().splitlines()
    assert re.fullmatch(PROGRESS, lines[0])
    assert re.fullmatch(
        r"12 pages in [\d.]+ s, \d+ a second\. Files: \d+ written, 0 unchanged, 0 removed\.",
        lines[-1],
    )


# Several processes


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_processes_is_one_at_least(number):
    with pytest.raises(CommandError, match="give a number of processes, at least 1"):
        call_command("export_site", "nowhere", f"--processes={number}")


@pytest.fixture
def site(demonstration, tmp_path):
    """A site with the demonstration's content, on a database that other processes see."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copy(demonstration / "db.sqlite3", folder)
    (folder / "media").symlink_to(demonstration / "media")
    return Site(folder)


@contextmanager
def exporting(site, out):
    """An export in two processes, under way: in a session of its own, as of a terminal."""
    command = [sys.executable, "manage.py", "export_site", str(out), "--processes", "2"]
    with subprocess.Popen(
        command,
        cwd=site_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **site.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as export:
        try:
            until(lambda: export.poll() is not None or (out / "index.html").exists(), "a page")
            assert len(workers_of(export)) == 2
            yield export
        finally:
            with suppress(ProcessLookupError):
                os.killpg(export.pid, signal.SIGKILL)


def workers_of(export):
    """The numbers of the processes of a session that make pages."""
    listed = ["pgrep", "--session", str(export.pid), "--full", "spawn_main"]
    told = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    return [int(number) for number in told.split()]


def nothing_is_left_of(export):
    until(lambda: not workers_of(export), "the processes to end")


def test_two_processes_write_the_same_as_one(site, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    site.manage("export_site", str(one), "--processes", "1")
    site.manage("export_site", str(two), "--processes", "2")
    assert (one / "films/lost-bullet/index.html").exists()
    compared = [{name: (out / name).read_bytes() for name in files_in(out)} for out in (one, two)]
    assert compared[0] == compared[1]


def test_ctrl_c_ends_every_process_and_the_next_run_completes_it(site, tmp_path):
    with exporting(site, tmp_path / "out") as export:
        os.killpg(export.pid, signal.SIGINT)
        _, error = export.communicate(timeout=PATIENCE)
        assert export.returncode == 130
        assert error == "CommandError: Stopped. The next run completes it.\n"
        nothing_is_left_of(export)
    assert " pages in " in site.manage("export_site", str(tmp_path / "out"))


def test_when_the_first_process_is_killed_no_other_stays_behind(site, tmp_path):
    with exporting(site, tmp_path / "out") as export:
        export.kill()
        export.wait(PATIENCE)
        nothing_is_left_of(export)
    assert not (tmp_path / "out/.export_site.json").exists()


def test_when_another_process_is_killed_the_run_says_so_and_ends(site, tmp_path):
    with exporting(site, tmp_path / "out") as export:
        os.kill(workers_of(export)[0], signal.SIGKILL)
        _, error = export.communicate(timeout=PATIENCE)
        assert export.returncode == 1
        assert "CommandError: A process was killed from outside" in error
        assert "Traceback" not in error
        nothing_is_left_of(export)
    assert not (tmp_path / "out/.export_site.json").exists()
