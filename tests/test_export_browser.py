"""The static site in a real browser: from a disk, and from a host below a path."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("host") / "films-site"


@pytest.fixture
def static_site(folder):
    """The folder of a static site of the demonstration content, made once: it needs no database."""
    if not folder.exists():
        call_command("loaddata", "lost_bullet", verbosity=0)
        base_url = "https://example.org/films-site/"
        call_command("export_site", str(folder), base_url=base_url, processes=1)
    return folder


@pytest.fixture
def host(static_site):
    """The URL of the static site on a host that knows files and nothing else."""
    handler = partial(QuietHandler, directory=str(static_site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/films-site"
        server.shutdown()


@pytest.fixture(params=["disk", "host"])
def place(request, static_site):
    return static_site.as_uri() if request.param == "disk" else request.getfixturevalue("host")


@pytest.fixture
def browser_context_args(browser_context_args):
    # Looked at before its stylesheet is there, a page ends its transition, and says so.
    return browser_context_args | {"reduced_motion": "reduce"}


@pytest.fixture
def complaints(page):
    """What the browser complains of: on its console, in scripts, of requests."""
    said = []

    def failed(request):
        # A visitor's next click ends what is still to come.
        if request.failure != "net::ERR_ABORTED":
            said.append(request.url)

    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", failed)
    return said


def test_a_visitor_walks_searches_and_changes_the_language(page, place, complaints):
    page.goto(f"{place}/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost Bullet")
    font = page.evaluate("document.fonts.ready.then(() => document.fonts.check('1rem Archivo'))")
    assert font

    page.get_by_role("heading", name="Lost Bullet 2").get_by_role("link").click()
    expect(page).to_have_title("Lost Bullet 2 (2022) · Franchise")
    poster = page.get_by_role("complementary").get_by_role("img")
    assert poster.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    page.get_by_role("link", name="France").click()
    expect(page.get_by_role("article")).to_have_count(3)

    page.get_by_role("banner").get_by_role("searchbox").fill("SETE")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("4 results for “SETE”")
    expect(page.locator("mark").first).to_have_text("Sète")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("status")).to_have_text("4 résultats pour « SETE »")
    page.get_by_role("link", name="Balle perdue", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Balle perdue")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.startswith(f"{place}/fr/")
    assert complaints == []


def test_a_search_folds_plots_as_pages_do_and_remembers_what_was_seen(page, place, complaints):
    page.goto(f"{place}/search/index.html?q=garage")
    plots = page.locator("details.spoiler")
    expect(plots.first).to_be_visible()
    assert plots.first.get_attribute("open") is None
    page.goto(f"{place}/films/lost-bullet/index.html")
    page.get_by_label("I have seen").select_option(label="all, up to 3 Last Bullet")
    page.go_back()
    expect(plots.first).to_have_attribute("open", "")
    assert complaints == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("balle perdue", "7 results for “balle perdue”"),
        ("<b>x</b> \" '", "0 results for “<b>x</b> \" '”"),
        ("!", ""),
    ],
)
def test_whatever_is_looked_for_is_told(page, static_site, complaints, query, said):
    page.goto(f"{static_site.as_uri()}/search/index.html")
    page.get_by_role("searchbox").fill(query)
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value(query)
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.get_by_text("No results.").is_visible() is (not said or said[0] == "0")
    assert complaints == []


def test_where_a_kind_has_many_results_all_are_a_click_away(page, static_site, complaints):
    page.goto(f"{static_site.as_uri()}/search/index.html?q=film")
    articles = page.locator("section", has=page.get_by_role("heading", name="Articles", level=2))
    expect(articles.get_by_role("listitem")).to_have_count(6)
    articles.get_by_role("link", name="All").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    assert articles.get_by_role("listitem").count() > 6
    assert complaints == []


def test_the_page_of_what_is_not_found_holds_at_any_url(page, static_site, host, complaints):
    page.goto(f"{host}/404.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.get_by_role("link", name="Go to the home page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost Bullet")
    assert complaints == []


class TestWithoutJavaScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return browser_context_args | {"java_script_enabled": False}

    def test_a_search_says_what_it_needs_and_the_lists_lead_on(self, page, static_site):
        page.goto(f"{static_site.as_uri()}/search/index.html?q=sete")
        expect(page.get_by_text("needs JavaScript")).to_be_visible()
        page.get_by_role("link", name="All films").click()
        page.get_by_text("Filter and order").click()
        page.get_by_role("link", name="By title").click()
        expect(page.get_by_role("heading", level=3).first).to_have_text("Last Bullet")
