"""The public pages of reviews, and what their verdicts come to."""

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from reviews.filters import ReviewFilter
from reviews.models import Review
from reviews.reception import Reception

from .factories import (
    make_critic,
    make_film,
    make_franchise,
    make_language,
    make_publication,
    make_release,
    make_review,
)

pytestmark = pytest.mark.django_db


def test_a_review_is_shown_with_quote_byline_verdict_and_original_score(client):
    review = make_review(
        make_film("Lost Bullet"),
        make_publication("Trailer Trashed"),
        critic=make_critic("Pearl"),
        published_on="2020-06-21",
        url="https://trailertrashedfilm.example/",
        language=make_language("en", "English"),
        quote="It drives.",
        verdict="positive",
        score_text="3.5 stars of 5",
    )
    response = client.get(review.film.get_absolute_url())
    for text in (
        f'<div class="review" id="{review.anchor}">',
        "<p>It drives.</p>",
        '<a href="/critics/pearl/">Pearl</a>',
        '<a href="/publications/trailer-trashed/"><cite>Trailer Trashed</cite></a>',
        '<time datetime="2020-06-21">21 June 2020</time>',
        '<span class="verdict verdict-positive">Positive</span>',
        "3.5 stars of 5",
        'href="https://trailertrashedfilm.example/"',
    ):
        assertContains(response, text, html=text.startswith("<time"))


def test_no_two_reviews_of_a_film_share_a_url():
    film = make_film()
    long, short = (make_publication("A", slug=slug) for slug in ("a-b", "a"))
    anchors = {
        make_review(film, long, critic=make_critic("C", slug="c")).anchor,
        make_review(film, short, critic=make_critic("C", slug="b-c")).anchor,
        make_review(film, short, critic=make_critic("Unsigned")).anchor,
        make_review(film, short).anchor,
    }
    assert len(anchors) == 4


def test_a_quote_in_another_language_says_so_and_has_its_translation(client):
    french = make_language("fr", "French")
    review = make_review(quote="Ça roule.", language=french, quote_translation="It rolls.")
    response = client.get(review.film.get_absolute_url())
    assertContains(response, '<blockquote lang="fr"><p>Ça roule.</p></blockquote>')
    assertContains(response, "It rolls.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by the numbers.")
@pytest.mark.parametrize("order", ["newest", "oldest", "film", "publication"])
def test_review_list_is_read_in_the_order_of_an_index(order):
    reviews = ReviewFilter({"order": order}, queryset=Review.objects.published()).qs
    plan = reviews.explain()
    assert f"review_visible_by_{order}" in plan
    assert "B-TREE" not in plan


@pytest.mark.parametrize(
    ("order", "expected"),
    [("film", ["B", "A", "Z"]), ("publication", ["A", "B", "Z"])],
)
def test_review_list_is_in_the_order_of_films_or_of_publications(client, order, expected):
    film = make_film("Balls")
    make_review(film, make_publication("A"), position=1)
    make_review(film, make_publication("B"))
    make_review(make_film("Cars"), make_publication("Z"))
    reviews = client.get(f"/reviews/?order={order}").context["listing"].page
    assert [review.publication.name for review in reviews] == expected


def test_review_list_shows_the_newest_first(client):
    for name, date in (("Old", "2020"), ("Undated", ""), ("New", "2022-11-16")):
        make_review(publication=make_publication(name), film=make_film(name), published_on=date)
    reviews = client.get("/reviews/").context["listing"].page
    assert [review.publication.name for review in reviews] == ["New", "Old", "Undated"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("film=bullet", {"Variety"}),
        ("publication=vari", {"Variety"}),
        ("critic=mintzer", {"Variety"}),
        ("verdict=negative", {"Le Monde"}),
        ("year=2020", {"Variety"}),
        ("language=fr", {"Le Monde"}),
        ("order=oldest", {"Variety", "Le Monde"}),
        ("year=soon", {"Variety", "Le Monde"}),
        ("verdict=great", {"Variety", "Le Monde"}),
    ],
)
def test_review_list_is_narrowed_by_each_filter(client, query, expected):
    make_review(
        make_film("Lost Bullet"),
        make_publication("Variety"),
        critic=make_critic("Jordan Mintzer"),
        published_on="2020-06-19",
        verdict="positive",
        language=make_language("en", "English"),
    )
    make_review(
        make_film("Éclair"),
        make_publication("Le Monde"),
        published_on="2019",
        verdict="negative",
        language=make_language("fr", "French"),
    )
    reviews = client.get(f"/reviews/?{query}").context["listing"].page
    assert {review.publication.name for review in reviews} == expected


def test_drafts_and_reviews_of_drafts_are_hidden_everywhere(client):
    film = make_film()
    draft = make_review(film, make_publication("Draft Post"), status="draft")
    of_draft = make_review(make_film(status="draft"), make_publication("Early Bird"))
    for page in ("/reviews/", film.get_absolute_url()):
        response = client.get(page)
        assertNotContains(response, draft.publication.name)
        assertNotContains(response, of_draft.publication.name)
    assert client.get(draft.publication.get_absolute_url()).status_code == 404
    assert client.get(of_draft.publication.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["publication", "critic"])
def test_publication_detail_and_critic_detail_list_their_reviews(client, who):
    film = make_film("Lost Bullet")
    make_release(film, "2020-06-19")
    make_franchise("Bullets", [film])
    review = make_review(film, critic=make_critic(), quote="It drives.", verdict="positive")
    response = client.get(getattr(review, who).get_absolute_url())
    assertContains(response, '<span class="year">2020</span>')
    assertContains(response, '<a href="/franchises/bullets/">Bullets</a>')
    assertContains(response, "1 review")
    assertContains(response, "It drives.")
    assertContains(response, f'<a href="{review.get_absolute_url()}">Lost Bullet</a>')


# Reception


def test_verdicts_are_counted_and_open_ones_left_out():
    assert Reception.of(["positive", "", "mixed"]) == Reception(positive=1, mixed=1)


def test_under_five_verdicts_there_is_no_percentage():
    reception = Reception(positive=3, negative=1)
    assert (reception.share, reception.interval) == (None, None)


def test_the_share_comes_with_its_wilson_interval():
    """The interval of 6 in 7: as R's `prop.test(6, 7, correct=FALSE)` gives it, 0.4869–0.9743."""
    reception = Reception(positive=6, negative=1)
    assert reception.share == 86
    assert reception.interval == (49, 97)


@pytest.mark.parametrize(("positive", "expected"), [(5, (57, 100)), (0, (0, 43))])
def test_the_interval_stays_within_bounds(positive, expected):
    assert Reception(positive=positive, negative=5 - positive).interval == expected


def test_the_film_page_says_what_the_verdicts_come_to(client):
    film = make_film()
    for number in range(5):
        verdict = "negative" if number == 0 else "positive"
        make_review(film, make_publication(f"Paper {number}"), verdict=verdict)
    response = client.get(film.get_absolute_url())
    assertContains(response, "80% positive")
    assertContains(response, '<rect class="verdict-negative" x="4" width="1" height="1"/>')
