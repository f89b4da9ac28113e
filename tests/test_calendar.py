"""The calendar of what goes live, and the time zone in which editors read and write times."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from editorial.models import Draft
from films.models import Film

from .admin_forms import admin_url, change, form_of, sent_by
from .factories import make_film, make_franchise, make_review, make_reviewer

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/calendar/"


def in_zone(client, zone):
    client.cookies["time_zone"] = zone
    return client


def at(*args):
    return datetime(*args, tzinfo=UTC)


def test_a_month_shows_what_goes_live_and_what_is_hidden(alice):
    make_film("Comes", publish_at=at(2030, 1, 15, 12))
    make_film("Goes", unpublish_at=at(2030, 1, 16, 12))
    make_franchise("Also comes", publish_at=at(2030, 1, 17, 12))
    make_film("Another month", publish_at=at(2030, 4, 1))
    make_film("A draft has no time", publish_at=at(2030, 1, 15), status="draft")
    response = alice.get(CALENDAR, {"month": "2030-01"})
    assertContains(response, "January 2030")
    for name in ("Comes", "Goes", "Also comes"):
        assertContains(response, f">{name}</a>")
    assertContains(response, "12:00 · Film goes live")
    assertContains(response, "12:00 · Film is hidden")
    assertNotContains(response, "Another month")
    assertNotContains(response, "A draft has no time")


def test_drafts_stand_in_it_with_what_kept_them_back(alice):
    film = make_film("Lost Bullet")
    alice.post(admin_url(film, "draft", film.pk), form_of(alice, film))
    Draft.objects.update(
        state="scheduled", publish_at=at(2030, 1, 15, 12), problem="Title: It is missing."
    )
    response = alice.get(CALENDAR, {"month": "2030-01"})
    assertContains(response, f"{change(film)}?draft=")
    assertContains(response, "Film, draft goes live")
    assertContains(response, "Title: It is missing.")


def test_days_are_those_of_the_editor(alice):
    make_film("Late", publish_at=at(2030, 1, 15, 23, 30))
    response = in_zone(alice, "Europe/Paris").get(CALENDAR, {"month": "2030-01"})
    assertContains(response, "00:30 · Film goes live")
    assertContains(response, "Times are in Europe/Paris.")
    [day] = [day for week in response.context["weeks"] for day, events in week if events]
    assert day.isoformat() == "2030-01-16"


@pytest.mark.parametrize("month", ["", "x", "2030-13", "0-0", "9" * 30, "2030-1-1", "-1-1"])
def test_a_month_that_is_none_is_this_one(alice, month):
    assert alice.get(CALENDAR, {"month": month}).status_code == 200


def test_the_calendar_is_for_those_who_may_see_pages(client):
    reviewer = make_reviewer()
    client.force_login(reviewer)
    assert client.get(CALENDAR).status_code == 200
    reviewer.groups.clear()
    assert client.get(CALENDAR).status_code == 403
    client.logout()
    assert client.get(CALENDAR)["Location"].startswith("/admin/login/")


def test_the_calendar_asks_as_many_queries_for_one_page_as_for_many(alice):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            alice.get(CALENDAR, {"month": "2030-01"})
        return len(captured)

    make_review(make_film("One", publish_at=at(2030, 1, 15)), publish_at=at(2030, 1, 15))
    alice.get(CALENDAR)
    before = queries()
    for number in range(5):
        film = make_film(f"Film {number}", publish_at=at(2030, 1, 15))
        make_review(film, publish_at=at(2030, 1, 15))
        make_franchise(f"Franchise {number}", publish_at=at(2030, 1, 15))
    assert queries() == before


# Time zones


def test_a_time_is_read_and_shown_in_the_zone_of_the_browser(alice):
    film = make_film()
    paris = in_zone(alice, "Europe/Paris")
    fields = form_of(paris, film) | {"publish_at_0": "2030-07-01", "publish_at_1": "10:00:00"}
    assert fields["_time_zone"] == ["Europe/Paris"]
    paris.post(change(film), fields)
    film.refresh_from_db()
    assert film.publish_at == at(2030, 7, 1, 8)
    assert form_of(paris, film)["publish_at_1"] == ["10:00:00"]
    assert form_of(in_zone(alice, "UTC"), film)["publish_at_1"] == ["08:00:00"]


def test_a_draft_keeps_the_zone_in_which_it_was_written(alice):
    film = make_film()
    paris = in_zone(alice, "Europe/Paris")
    fields = form_of(paris, film) | {"publish_at_0": "2030-07-01", "publish_at_1": "10:00:00"}
    paris.post(admin_url(film, "draft", film.pk), fields)
    tokyo = in_zone(alice, "Asia/Tokyo")
    response = tokyo.get(change(film), {"draft": Draft.objects.get().pk})
    assertContains(response, "Leave empty to show it at once. Europe/Paris.")
    tokyo.post(change(film), sent_by(response, "film_form"))
    assert Film.objects.get().publish_at == at(2030, 7, 1, 8)


def test_a_draft_is_scheduled_for_a_time_in_the_zone_of_its_form(alice):
    film = make_film()
    paris = in_zone(alice, "Europe/Paris")
    fields = form_of(paris, film) | {"_publish_at": "2090-07-01T10:00"}
    paris.post(reverse("admin:films_film_schedule", args=[film.pk]), fields)
    assert Draft.objects.get().publish_at == at(2090, 7, 1, 8)


@pytest.mark.parametrize(
    "zone", ["", "x", "../etc/passwd", "America", "Europe/Paris\x00", "é" * 99]
)
def test_a_zone_that_is_none_is_the_site_s(alice, zone):
    film = make_film()
    assert form_of(in_zone(alice, zone), film)["_time_zone"] == ["UTC"]
    fields = form_of(alice, film) | {"_time_zone": zone}
    assert alice.post(change(film), fields).status_code == 302
