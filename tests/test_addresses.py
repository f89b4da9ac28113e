"""Addresses that change: the old one leads to the new."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from editorial import history
from editorial.models import FormerAddress
from films.models import Film

from .factories import (
    make_character,
    make_company,
    make_credit,
    make_critic,
    make_film,
    make_film_company,
    make_franchise,
    make_person,
    make_publication,
    make_review,
)

pytestmark = pytest.mark.django_db


def move(page, slug):
    """Give a page another address, as a form does in between."""
    history.catch_up([page])
    type(page).objects.filter(pk=page.pk).update(slug=slug)
    history.record(history.Action.CHANGED, [page])
    page.refresh_from_db()


def leads_to(client, address):
    """Where an address leads for good; the address itself where a page is; None where nothing."""
    response = client.get(address)
    if response.status_code == 301:
        return response["Location"]
    return {200: address, 404: None}[response.status_code]


def query_count(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


# Visitors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/films/old/", "/films/new/"),
        ("/fr/films/old/", "/fr/films/new/"),
        ("/films/old/?spoilers=1&a=é", "/films/new/?spoilers=1&a=%C3%A9"),
        ("/cards/films/old.jpg?v=1", "/cards/films/new.jpg?v=1"),
        ("/fr/cards/films/old.jpg", "/fr/cards/films/new.jpg"),
        ("/api/v1/films/old/", "/api/v1/films/new/"),
    ],
)
def test_every_address_of_a_film_leads_to_the_new_one(client, old, new):
    move(make_film(slug="old"), "new")
    assert leads_to(client, old) == new
    assert leads_to(client, new) == new


def test_other_pages_lead_to_their_new_addresses_too(client):
    film = make_film()
    pages = {
        "people": make_person(slug="old"),
        "characters": make_character(slug="old"),
        "companies": make_company(slug="old"),
        "franchises": make_franchise(slug="old"),
        "publications": make_publication(slug="old"),
        "critics": make_critic(slug="old"),
    }
    make_credit(film, pages["people"], character=pages["characters"])
    make_film_company(film, pages["companies"])
    make_review(film, pages["publications"], critic=pages["critics"])
    for page in pages.values():
        move(page, "new")
    for name in pages:
        assert leads_to(client, f"/{name}/old/") == f"/{name}/new/"
    assert leads_to(client, "/feeds/franchises/old/") == "/feeds/franchises/new/"
    assert leads_to(client, "/cards/people/old.jpg") == "/cards/people/new.jpg"
    assert leads_to(client, "/api/v1/people/old/") == "/api/v1/people/new/"
    # A kind of page has its own addresses.
    assert leads_to(client, "/films/old/") is None


def test_no_browser_keeps_the_answer_and_no_form_is_sent_on(client):
    move(make_film(slug="old"), "new")
    assert client.get("/films/old/")["Cache-Control"] == "no-cache"
    assert client.head("/films/old/").status_code == 301
    assert client.head("/api/v1/films/old/").status_code == 301
    assert client.get("/api/v1/films/old/")["Access-Control-Allow-Origin"] == "*"
    assert client.post("/films/old/").status_code == 404


def test_a_page_that_moves_again_is_one_step_from_every_address_it_had(client):
    film = make_film(slug="a")
    for slug in ("b", "c", "d"):
        move(film, slug)
    assert [leads_to(client, f"/films/{slug}/") for slug in "abcd"] == ["/films/d/"] * 4


def test_a_page_that_moves_back_leaves_no_circle(client):
    film = make_film(slug="a")
    move(film, "b")
    move(film, "a")
    assert leads_to(client, "/films/a/") == "/films/a/"
    assert leads_to(client, "/films/b/") == "/films/a/"
    assert FormerAddress.objects.get().slug == "b"


def test_two_pages_that_swap_their_addresses_have_them(client):
    one, two = make_film("One", slug="a"), make_film("Two", slug="b")
    move(one, "between")
    move(two, "a")
    move(one, "b")
    assertContains(client.get("/films/a/"), "Two")
    assertContains(client.get("/films/b/"), "One")
    assert leads_to(client, "/films/between/") == "/films/b/"
    # Asked for by hand, what each has left leads nowhere while the other is there.
    Film.objects.filter(pk=two.pk).update(status="draft")
    assert leads_to(client, "/films/a/") == "/films/b/"


def test_a_new_page_takes_an_old_address_once_it_is_published(client):
    move(make_film(slug="old"), "new")
    other = make_film("Other", slug="old", status="draft")
    assert leads_to(client, "/films/old/") == "/films/new/"
    Film.objects.filter(pk=other.pk).update(status="published")
    assertContains(client.get("/films/old/"), "Other")


def test_the_last_page_to_leave_an_address_is_found_there(client):
    first, second = make_film("One", slug="old"), make_film("Two", slug="two")
    move(first, "one")
    move(second, "old")
    move(second, "two")
    assert leads_to(client, "/films/old/") == "/films/two/"
    assert FormerAddress.objects.count() == 1


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "draft"},
        {"publish_at": timezone.now() + timezone.timedelta(days=1)},
    ],
)
def test_no_address_leads_to_what_visitors_do_not_see(client, hidden):
    film = make_film(slug="old")
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(**hidden)
    assert leads_to(client, "/films/old/") is None
    film.delete()
    assert leads_to(client, "/films/old/") is None


@pytest.mark.parametrize(
    "unseen",
    [
        {"status": "draft"},
        {"publish_at": timezone.now() + timezone.timedelta(days=1)},
    ],
)
def test_a_page_that_nobody_saw_leaves_no_address(client, unseen):
    film = make_film(slug="old", **unseen)
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(status="published", publish_at=None)
    assert leads_to(client, "/films/old/") is None


def test_a_page_that_was_withdrawn_still_leaves_its_address(client):
    film = make_film(slug="old")
    history.catch_up([film])
    Film.objects.filter(pk=film.pk).update(status="draft")
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(status="published")
    assert leads_to(client, "/films/old/") == "/films/new/"


def test_a_person_of_whom_no_film_tells_leaves_no_address():
    move(make_person(slug="old"), "new")
    assert not FormerAddress.objects.exists()


def test_what_a_program_changed_leads_on_once_it_is_found(client):
    film = make_film(slug="old")
    history.catch_up([film])
    Film.objects.filter(pk=film.pk).update(slug="new")
    history.catch_up([film])
    assert leads_to(client, "/films/old/") == "/films/new/"


def test_a_page_that_is_there_asks_for_no_address_and_one_that_is_not_asks_once(client):
    move(make_film(slug="old"), "new")

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return [query["sql"] for query in queries if "formeraddress" in query["sql"]]

    assert asked("/films/new/") == asked("/films/") == asked("/nowhere/") == []
    assert len(asked("/films/nothing/")) == len(asked("/films/old/")) == 1


@pytest.mark.parametrize("slug", ["x" * 3000, "Old", "old-", "-", "0", "%00", "old%2F", "öld"])
def test_an_odd_address_is_a_missing_page(client, slug):
    move(make_film(slug="old"), "new")
    assert client.get(f"/films/{slug}/").status_code == 404
    assert client.get(f"/api/v1/films/{slug}/").status_code in {404, 422}


def test_maps_and_feeds_tell_of_present_addresses_alone(client):
    film = make_film(slug="old")
    franchise = make_franchise("Numbers", [film], slug="numbers-old")
    move(film, "new")
    move(franchise, "numbers")
    for address in ("/sitemap-film.xml", "/sitemap-franchise.xml", "/feeds/franchises/numbers/"):
        response = client.get(address)
        assert response.status_code == 200
        assertNotContains(response, "old")
