"""What the forms offer to those who write prose: which fields are, and what a text may name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from films.models.parts import LONGEST_SECTION

from .factories import (
    make_article_section,
    make_character,
    make_credit,
    make_film,
    make_franchise,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_review,
    make_reviewer,
    make_source,
)

pytestmark = pytest.mark.django_db

PAGES = "/admin/suggest/pages/"
SOURCES = "/admin/suggest/sources/"


def form_of(client, row):
    opts = row._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return client.get(url).content.decode()


def suggested(client, url, term):
    return client.get(url, {"q": term}).json()["results"]


# Which fields are prose


def test_markdown_texts_are_equipped_and_plain_texts_are_not(editor):
    form = form_of(editor, make_film())
    assert '<prose-field data-cites><textarea name="lead"' in form
    assert '<prose-field data-cites><textarea name="lead_fr"' in form
    review = form_of(editor, make_review())
    # A review stands beside no list of sources.
    assert '<prose-field><textarea name="summary"' in review
    assert review.count("<prose-field") == 2  # With its French.
    assert "<prose-field" not in form_of(editor, make_picture())


def test_sections_say_how_long_they_may_be_in_new_rows_too(editor):
    film = make_film()
    make_plot_section(film)
    make_article_section(film)
    form = form_of(editor, film)
    limited = f'<prose-field data-cites data-longest="{LONGEST_SECTION}"><textarea name='
    for row in ("plot_sections-0", "plot_sections-__prefix__", "article_sections-0"):
        assert f'{limited}"{row}-body"' in form
        assert f'{limited}"{row}-body_fr"' in form


# Pages to link to


def test_each_kind_of_page_is_suggested_without_accents(editor):
    film = make_film("Sète la nuit")
    person = make_person("Ana Sète")
    make_credit(film, person, character=make_character("Le Sétois"))
    make_franchise("De Sète", [film])
    make_review(film, make_publication("Sète Matin"))
    found = suggested(editor, PAGES, "sete")
    assert {(page["hint"], page["name"], page["url"]) for page in found} == {
        ("film", "Sète la nuit", "/films/sete-la-nuit/"),
        ("person", "Ana Sète", "/people/ana-sete/"),
        ("franchise", "De Sète", "/franchises/de-sete/"),
        ("publication", "Sète Matin", "/publications/sete-matin/"),
    }
    assert not any(page["is_draft"] for page in found)
    assert suggested(editor, PAGES, "setois")[0]["url"] == "/characters/le-setois/"


def test_what_begins_with_the_term_comes_first(editor):
    for name in ("Carolino", "Bello Lino", "Lino"):
        make_character(name)
    names = [page["name"] for page in suggested(editor, PAGES, "lino")]
    assert names == ["Lino", "Bello Lino", "Carolino"]


def test_name_that_is_the_term_comes_before_longer_ones(editor):
    make_film("Lost Bullet 2", original_title="Balle perdue 2")
    make_film("Lost Bullet", original_title="Balle perdue")
    make_franchise("Lost Bullet")
    found = suggested(editor, PAGES, "lost bullet")
    assert [page["name"] for page in found] == ["Lost Bullet", "Lost Bullet", "Lost Bullet 2"]


def test_what_visitors_do_not_see_is_suggested_as_a_draft(editor):
    make_film("Lost Draft", status="draft")
    make_film("Lost Tomorrow", publish_at=timezone.now() + timedelta(days=1))
    make_person("Lost Nobody")
    make_film("Lost Bullet")
    drafts = {page["name"]: page["is_draft"] for page in suggested(editor, PAGES, "lost")}
    assert drafts == {
        "Lost Draft": True,
        "Lost Tomorrow": True,
        "Lost Nobody": True,
        "Lost Bullet": False,
    }


def test_only_what_one_may_see_is_suggested(client):
    client.force_login(make_reviewer())
    make_film("Lost Bullet")
    make_person("Lost Person")
    make_source("Lost Source")
    assert [page["name"] for page in suggested(client, PAGES, "lost")] == ["Lost Bullet"]
    assert client.get(SOURCES, {"q": "lost"}).json() == {"results": [], "add": None}


def test_suggestions_are_for_the_staff_alone(client):
    for url in (PAGES, SOURCES):
        assert client.get(url, {"q": "a"}).status_code == 302


def test_suggestions_are_few_and_take_no_more_queries_for_many_rows(editor):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(suggested(editor, PAGES, "lino")) <= 12
            assert len(suggested(editor, SOURCES, "lino")) <= 12
        return len(asked)

    make_film("Lino")
    make_source("Lino")
    few = queries()
    for number in range(30):
        make_film(f"Lino {number}")
        make_person(f"Lino {number}")
        make_source(f"Lino {number}")
    assert queries() <= few


def test_names_that_begin_with_the_term_are_suggested_before_those_that_hold_it(editor):
    for name in ("Ablino", "The Lino", "Lino", "Unlinoed"):
        make_source(name)
    found = [source["name"] for source in suggested(editor, SOURCES, "lino")]
    assert found == ["Lino", "The Lino", "Ablino", "Unlinoed"]


def test_suggestions_are_read_in_the_order_of_an_index_and_not_all_sorted(editor):
    make_film("Lino")
    with CaptureQueriesContext(connection) as asked:
        suggested(editor, PAGES, "lino")
    of_films = [each["sql"] for each in asked if 'FROM "films_film"' in each["sql"]]
    assert len(of_films) == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for sql in of_films:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = " ".join(row[3] for row in cursor.fetchall())
                assert "film_by_title" in plan
                assert "B-TREE" not in plan


@pytest.mark.parametrize("url", [PAGES, SOURCES])
@pytest.mark.parametrize(
    "term",
    ["", " ", '"', "%", "_", "\\", "' OR 1=1", "💥", "\ud7ff", "a" * 5000, "ß " * 500, "[[("],
)
def test_odd_term_is_answered(editor, url, term):
    assert editor.get(url, {"q": term}).status_code == 200


def test_null_character_is_refused(editor):
    assert editor.get(f"{PAGES}?q=%00").status_code == 400


def test_suggested_url_is_english_whatever_the_browser_asks(editor):
    make_film("Lost Bullet")
    answer = editor.get(PAGES, {"q": "lost"}, headers={"Accept-Language": "fr"})
    assert answer.json()["results"][0]["url"] == "/films/lost-bullet/"
    assert "no-store" in answer["Cache-Control"]


# Sources to cite


def test_source_is_suggested_by_title_author_publisher_or_key(editor):
    make_source("Un été à Sète", key="ete-2021", authors="Zoé Blanc", publisher="Le Monde")
    for term in ("ete a set", "zoe", "monde", "ete-2021", "blanc ete"):
        assert [source["key"] for source in suggested(editor, SOURCES, term)] == ["ete-2021"]
    assert suggested(editor, SOURCES, "nowhere") == []


def test_newest_sources_are_suggested_before_anything_is_typed(editor):
    for key in ("first", "second"):
        make_source(key=key)
    assert [source["key"] for source in suggested(editor, SOURCES, "")] == ["second", "first"]


def test_source_can_be_added_by_those_who_may(editor):
    assert editor.get(SOURCES).json()["add"] == "/admin/films/source/add/"
    assert (
        'value="A title typed'
        in editor.get("/admin/films/source/add/", {"title": "A title typed"}).content.decode()
    )
