"""From a form to the forms of what belongs to its page."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .admin_forms import change, sent_by
from .factories import make_film, make_franchise, make_publication, make_review

pytestmark = pytest.mark.django_db


def related_links(client, page):
    told = client.get(change(page)).text.partition('<nav class="related-links"')[2]
    return told.partition("</nav>")[0]


def reviews_of(film):
    return f"{reverse('admin:reviews_review_changelist')}?film__id__exact={film.pk}"


def test_film_leads_to_its_franchises_and_reviews(editor):
    film, other = make_film(), make_film("Other")
    saga = make_franchise("Bullets", [film, other])
    for name in ("Variety", "Le Monde"):
        make_review(film, make_publication(name))
    told = related_links(editor, film)
    assert f'<a href="{change(saga)}">Bullets</a>' in told
    assert f'<a href="{reviews_of(film)}">2 reviews</a>' in told
    listed = editor.get(reviews_of(film)).context["cl"].result_list
    assert {review.film for review in listed} == {film}
    assert "1 review" not in related_links(editor, other)


def test_new_review_of_a_film_names_it(editor):
    film = make_film()
    url = f"{reverse('admin:reviews_review_add')}?film={film.pk}"
    assert f'href="{url}">Add a review of this film</a>' in related_links(editor, film)
    assert sent_by(editor.get(url), "review_form")["film"] == [str(film.pk)]


def test_review_that_a_film_asked_for_leads_back_to_it(editor):
    film = make_film()
    url = f"{reverse('admin:reviews_review_add')}?film={film.pk}"
    fields = sent_by(editor.get(url), "review_form")
    review = fields | {"publication": [make_publication("Variety").pk]}
    assert editor.post(url, review).url == change(film)
    review = fields | {"publication": [make_publication("Le Monde").pk]}
    another = editor.post(url, review | {"_addanother": "1"})
    assert sent_by(editor.get(another.url), "review_form")["film"] == [str(film.pk)]


def test_review_of_another_film_than_asked_for_leads_to_the_list(editor):
    film, other = make_film(), make_film("Other")
    url = f"{reverse('admin:reviews_review_add')}?film={film.pk}"
    fields = sent_by(editor.get(url), "review_form")
    review = fields | {"film": [other.pk], "publication": [make_publication().pk]}
    assert editor.post(url, review).url == reverse("admin:reviews_review_changelist")


def test_franchise_leads_to_its_films_in_their_order(editor):
    films = [make_film(title) for title in ("Second", "First")]
    told = related_links(editor, make_franchise("Bullets", films))
    assert told.index(change(films[0])) < told.index(change(films[1]))


def test_new_pages_and_pop_ups_lead_nowhere(editor):
    film = make_film()
    assert '<nav class="related-links"' not in editor.get(reverse("admin:films_film_add")).text
    assert '<nav class="related-links"' not in editor.get(change(film) + "?_popup=1").text


def test_only_what_one_may_see_is_led_to(client):
    film = make_film()
    make_franchise("Bullets", [film])
    make_review(film)
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_film"))
    client.force_login(clerk)
    assert related_links(client, film) == ""
    clerk.user_permissions.add(Permission.objects.get(codename="view_review"))
    client.force_login(clerk)
    assert "1 review" in related_links(client, film)
    assert "Bullets" not in related_links(client, film)
    assert "Add a review" not in related_links(client, film)


def test_links_take_as_many_queries_for_three_as_for_one(editor):
    counts = []
    for number in (1, 3):
        films = [make_film(f"Film {number} {each}") for each in range(number)]
        sagas = [make_franchise(f"Saga {number} {each}", films) for each in range(number)]
        pages = [films[0], sagas[0]]
        counts.append([])
        for page in pages:
            editor.get(change(page))
            with CaptureQueriesContext(connection) as queries:
                editor.get(change(page))
            counts[-1].append(len(queries))
    assert counts[0] == counts[1]
