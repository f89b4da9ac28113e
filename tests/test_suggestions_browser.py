"""A filter that names one of many suggests titles as a visitor types."""

import pytest
from playwright.sync_api import expect

from .factories import make_film, make_franchise

pytestmark = pytest.mark.django_db(transaction=True)


def test_franchises_are_suggested_by_any_word_and_their_films_found(page):
    make_franchise("The Bullets", [make_film("Lost Bullet")])
    make_franchise("Others", [make_film("Another film")])
    page.goto("/films/")
    page.get_by_text("Filter and order").click()
    franchise = page.get_by_label("Franchise")
    franchise.press_sequentially("bul")
    expect(page.locator("datalist option")).to_have_text(["The Bullets"])
    franchise.fill("The Bullets")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status").filter(has_text="film")).to_have_text("1 film")
    expect(page.get_by_role("heading", level=3)).to_have_text(["Lost Bullet"])
