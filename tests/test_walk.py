"""A visitor's way through the site, in a real browser and without JavaScript."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"java_script_enabled": False}


def test_a_visitor_walks_from_home_to_franchise_film_person_and_search(page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    call_command("loaddata", "lost_bullet", verbosity=0)

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost Bullet")

    page.get_by_role("heading", name="Lost Bullet 2").get_by_role("link").click()
    expect(page).to_have_title("Lost Bullet 2 (2022) · Franchise")
    expect(page.get_by_role("link", name="Followed by Last Bullet")).to_be_visible()
    poster = page.get_by_role("complementary").get_by_role("img")
    assert poster.evaluate("image => image.complete && image.naturalWidth > 0")

    page.get_by_role("complementary").get_by_role("link", name="Alban Lenoir").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alban Lenoir")
    expect(page.get_by_role("heading", level=3)).to_have_count(3)

    page.get_by_role("banner").get_by_role("searchbox").fill("sete")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("Sète")

    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_label("Verdict").select_option("negative")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Verdict: Negative").click()
    expect(page.get_by_role("article")).not_to_have_count(1)

    assert complaints == []


def test_the_first_thing_a_keyboard_reaches_skips_to_the_content(page):
    page.goto("/films/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_no_page_scrolls_sideways_on_a_small_phone(page):
    call_command("loaddata", "lost_bullet", verbosity=0)
    page.set_viewport_size({"width": 320, "height": 800})
    for path in (
        "/",
        "/films/",
        "/films/lost-bullet/",
        "/people/",
        "/reviews/",
        "/search/?q=bullet",
    ):
        page.goto(path)
        root = page.locator("html")
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth"), path
