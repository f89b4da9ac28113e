"""Acting on pages that others changed since they were listed: done and told, or asked first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from editorial.models import Version
from films.models import Film

from .admin_forms import admin_url, change, sent_by
from .factories import make_film

pytestmark = pytest.mark.django_db

LIST = "/admin/films/film/"


def save(client, film, **fields):
    url = change(film)
    response = client.post(url, sent_by(client.get(url), "film_form") | fields)
    assert response.status_code == 302


def opened(client):
    return sent_by(client.get(LIST), "changelist-form")


def act(client, listed, action, *films, **fields):
    chosen = {"action": action, "_selected_action": [film.pk for film in films]}
    return client.post(LIST, listed | chosen | fields, follow=True)


def test_publishing_what_another_changed_is_done_and_told_with_a_link(alice, bob):
    film = make_film(status="draft")
    listed = opened(bob)
    save(alice, film, tagline="Fast.")
    save(alice, film, runtime_minutes="90")
    response = act(bob, listed, "publish", film)
    assertContains(response, "1 film published.")
    assertContains(response, "<strong>alice</strong> changed “Lost Bullet” just now")
    assertContains(response, "(Running time; Tagline)")
    changed = Version.objects.get(summary="Running time")
    assertContains(response, f"/admin/films/film/{film.pk}/history/{changed.pk}/")
    film.refresh_from_db()
    assert film.status == "published"


def test_publishing_what_i_changed_myself_or_nobody_is_told_as_done_and_no_more(alice, bob):
    mine, hers = make_film("Mine", status="draft"), make_film("Hers", status="draft")
    listed = opened(bob)
    save(bob, mine, tagline="Fast.")
    save(alice, hers, tagline="Slow.")
    response = act(bob, listed, "publish", mine)
    assertContains(response, "1 film published.")
    assertNotContains(response, "Since you opened this")


def test_what_another_deleted_meanwhile_is_told(alice, bob):
    one, two = make_film("One", status="draft"), make_film("Two", status="draft")
    listed = opened(bob)
    alice.post(admin_url(one, "delete", one.pk), {"post": "yes"})
    response = act(bob, listed, "publish", one, two)
    assertContains(response, "1 film published.")
    assertContains(response, "<strong>alice</strong> deleted “One” just now")


def test_deleting_shows_what_another_changed_and_asks_again_for_what_they_change_then(alice, bob):
    film = make_film()
    listed = opened(bob)
    save(alice, film, tagline="Fast.")
    response = act(bob, listed, "delete_selected", film)
    assertContains(response, "<strong>alice</strong> changed “Lost Bullet” just now (Tagline)")
    asked = sent_by(response, "deletion")
    save(alice, film, runtime_minutes="90")
    response = bob.post(LIST, asked)
    assertContains(response, "(Running time)")
    assert Film.objects.exists()
    response = bob.post(LIST, sent_by(response, "deletion"), follow=True)
    assertContains(response, "Successfully deleted 1 film.")
    assert not Film.objects.exists()


def test_deleting_all_that_a_list_has_on_its_other_pages_asks_too(alice, bob):
    film = make_film()
    listed = opened(bob)
    save(alice, film, tagline="Fast.")
    response = act(bob, listed, "delete_selected", film, select_across="1", post="yes")
    assertContains(response, "(Tagline)")
    assert Film.objects.exists()


def test_deleting_a_page_from_its_form_asks_again_where_another_changed_it(alice, bob):
    film = make_film()
    url = admin_url(film, "delete", film.pk)
    asked = sent_by(bob.get(url), "deletion")
    save(alice, film, tagline="Fast.")
    response = bob.post(url, asked)
    assertContains(response, "<strong>alice</strong> changed “Lost Bullet” just now (Tagline)")
    assert Film.objects.exists()
    assert bob.post(url, sent_by(response, "deletion")).status_code == 302
    assert not Film.objects.exists()


@pytest.mark.parametrize("as_of", ["", "abc", "-1", "9" * 40, "²"])
def test_a_list_with_an_odd_version_is_acted_on_never_a_fault(bob, as_of):
    film = make_film(status="draft")
    response = act(bob, opened(bob) | {"_as_of": as_of}, "publish", film)
    assertContains(response, "1 film published.")
    assert bob.post(f"{LIST}abc/delete/", {"_as_of": as_of, "post": "yes"}).status_code == 302


def test_what_others_changed_is_asked_in_as_many_queries_for_one_page_as_for_three(alice, bob):
    def queries(*films):
        listed = opened(bob)
        for film in films:
            save(alice, film, tagline=f"Fast, {film.pk}.")
        with CaptureQueriesContext(connection) as captured:
            act(bob, listed, "delete_selected", *films)
        return len(captured)

    films = [make_film(f"Film {number}") for number in range(3)]
    queries(films[0])
    assert queries(films[0]) == queries(*films)
