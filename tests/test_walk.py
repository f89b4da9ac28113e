"""A visitor's way through the site, in a real browser and without JavaScript."""

import pytest
from playwright.sync_api import expect

from .factories import make_film, make_release

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"java_script_enabled": False}


def test_a_visitor_walks_from_home_to_franchise_film_person_and_search(page, lost_bullet):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

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
    page.get_by_text("Filter and order").click()
    page.get_by_label("Verdict").select_option("negative")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Verdict: Negative").click()
    expect(page.get_by_role("article")).not_to_have_count(1)

    assert complaints == []


def test_a_visitor_narrows_orders_and_pages_through_a_list(page):
    for number in range(30):
        make_release(make_film(f"Film {number:02}"), str(1990 + number))
    page.goto("/films/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2").click()
    expect(page.get_by_role("article")).to_have_count(6)
    page.get_by_text("Filter and order").click()
    page.get_by_label("From").fill("2010")
    page.get_by_label("Order").select_option("oldest")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(10)
    expect(page.get_by_role("heading", level=3).first).to_have_text("Film 20")
    page.get_by_label("From").fill("long ago")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("This filter was ignored.")).to_be_visible()


def test_a_reader_unfolds_a_plot_and_follows_a_footnote_and_back(page, lost_bullet):
    page.goto("/films/lost-bullet/")
    ending = page.locator("details", has=page.get_by_text("how it ends"))
    told = ending.get_by_role("paragraph").last
    expect(told).to_be_hidden()
    ending.locator("summary").click()
    expect(told).to_be_visible()
    page.locator("sup a").first.click()
    assert "#source-" in page.url
    page.locator(".sources :target a[href^='#']").first.click()
    expect(page.locator("sup :target, sup:target")).to_be_in_viewport()


def test_a_reader_goes_on_in_french_from_film_to_character_to_company(page, lost_bullet):
    page.goto("/films/lost-bullet/")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Balle perdue")
    page.get_by_role("link", name="Areski").first.click()
    expect(page.get_by_text("Personnage", exact=True)).to_be_visible()
    page.get_by_role("heading", level=3).get_by_role(
        "link", name="Balle perdue", exact=True
    ).click()
    page.get_by_role("link", name="Inoxy Films").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inoxy Films")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto("/fr/nulle-part/")
    page.get_by_role("link", name="rechercher sur le site").click()
    page.get_by_role("main").get_by_role("searchbox").fill("garage")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("mark").first).to_be_attached()


def test_the_first_thing_a_keyboard_reaches_skips_to_the_content(page):
    page.goto("/films/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_no_page_scrolls_sideways_on_a_small_phone(page, lost_bullet):
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
