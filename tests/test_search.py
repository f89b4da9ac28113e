"""Search: what is found, in which order, and that nothing breaks it."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from franchise.series_positions import spoils
from search.index import rebuild
from search.kinds import KINDS
from search.models import SearchEntry
from search.query import Search
from search.results import excerpt, marked

from .factories import (
    make_article_section,
    make_character,
    make_credit,
    make_critic,
    make_film,
    make_franchise,
    make_person,
    make_plot_section,
    make_publication,
    make_review,
)

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def found(query):
    """What a query finds: (kind, text) of each result in order."""
    search = Search(query)
    return [
        (kind.name, str(row))
        for kind, keys in search.keys.items()
        for row in (kind.model.objects.get(pk=key) for key in keys)
    ]


@pytest.fixture
def catalogue():
    film = make_film(
        "Lost Bullet",
        original_title="Balle perdue",
        lead="Shot in *Sète*, a port.",
        tagline="Fast.",
    )
    celma = make_person("Stéfi Celma", biography="Born in Marseille.")
    make_credit(film, celma, character=make_character("Julia", description="Of the drug squad."))
    make_plot_section(film, "The robbery", body="A **Clio** goes through a wall.")
    make_article_section(film, "Craft", body="Practical stunts throughout.")
    make_review(
        film, make_publication("Variety"), critic=make_critic("Anne Ortiz"), quote="Lean thriller."
    )
    make_franchise("Bullets", [film], introduction="Mechanics and ramming.")
    return film


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lost bullet", ("film", "Lost Bullet")),
        ("balle PERDUE", ("film", "Lost Bullet")),
        ("sete", ("film", "Lost Bullet")),
        ("SÈTE", ("film", "Lost Bullet")),
        ("stefi", ("person", "Stéfi Celma")),
        ("Celma Stéfi", ("person", "Stéfi Celma")),
        ("marseille", ("person", "Stéfi Celma")),
        ("julia", ("character", "Julia")),
        ("clio wall", ("plot", "The robbery")),
        ("practical", ("article", "Craft")),
        ("lean thriller", ("review", "Lost Bullet: Anne Ortiz")),
        ("ortiz variety", ("review", "Lost Bullet: Anne Ortiz")),
        ("ramming", ("franchise", "Bullets")),
        ("mechan", ("franchise", "Bullets")),
    ],
)
def test_each_kind_is_found_by_its_words_whatever_accents_and_case(catalogue, query, expected):
    assert found(query) == [expected]


def test_a_translation_is_found_and_shown_in_its_language(client):
    make_film(
        "Last Bullet",
        lead="The third film.",
        translations={"fr": {"title": "Balle perdue 3", "lead": "Le troisième film."}},
    )
    assert found("troisieme") == [("film", "Last Bullet")]
    response = client.get("/fr/search/?q=troisieme")
    assertContains(response, "Balle perdue 3")
    assertContains(response, "<mark>troisième</mark>")


def test_every_word_must_be_found(catalogue):
    assert found("clio marseille") == []


def shown_at(client, query):
    """The titles on the page of results."""
    response = client.get("/search/", {"q": query.encode("utf-8", "replace")})
    assert response.status_code == 200
    return [str(result.row) for *_, results in response.context["groups"] for result in results]


@pytest.mark.parametrize(
    "query",
    ['"lost', "-lost", "^lost", "lost:*", "lost*", "(lost", "lost\x00", "lost & !", "lost " * 500],
)
def test_operators_and_odd_characters_do_not_hide_the_words_beside_them(client, catalogue, query):
    assert shown_at(client, query) == ["Lost Bullet"]


@pytest.mark.parametrize(
    "query",
    [
        *("lost AND", "lost OR bullet*", "NEAR(lost", "words:lost", "'; DROP", "a" * 5000),
        *('"', "(", "\x00", "%", "\\", "💥", "''", "& | !", "\ud800"),
    ],
)
def test_operators_are_words_and_odd_characters_find_nothing(client, catalogue, query):
    assert shown_at(client, query) == []


def test_operators_do_not_change_what_is_found(catalogue):
    assert found('"lost" (bullet)* balle') == found("lost bullet balle") != []
    assert found("lost NOT bullet") == []


def test_titles_come_before_text_and_whole_titles_first():
    make_film("Nothing", lead="There is a bullet in it.")
    make_film("Lost Bullet")
    make_film("Bullet Train")
    make_film("Bullet")
    assert [title for _kind, title in found("bullet")] == [
        "Bullet",
        "Bullet Train",
        "Lost Bullet",
        "Nothing",
    ]


def test_the_best_matches_come_first_where_there_are_more_than_count(monkeypatch):
    monkeypatch.setattr("search.query.MAX_HITS", 4)
    for number in range(6):
        make_film(f"Aside {number}", lead="There is a bullet in it.")
    for title in ("Lost Bullet", "Bullet Train", "Bulletproof", "Bullet"):
        make_film(title)
    assert [title for _kind, title in found("bullet")] == [
        "Bullet",
        "Bullet Train",
        "Bulletproof",
        "Lost Bullet",
    ]
    assert Search("bullet").is_cut


def test_no_hit_counts_twice_and_none_is_lost_where_ranks_overlap():
    make_film("Bullet", lead="A bullet.")
    make_film("The Bullet", original_title="Bullet")
    make_film("Train", lead="By bullet train.")
    assert [title for _kind, title in found("bullet")] == ["Bullet", "The Bullet", "Train"]
    assert [title for _kind, title in found("b")] == ["Bullet", "The Bullet", "Train"]


def test_a_title_longer_than_what_is_sorted_by_is_found():
    title = "Long " * 30 + "Longer"
    make_film(title, original_title="Long " * 30 + "Longest")
    assert found(title) == found("longest") == [("film", title)]


@pytest.mark.parametrize("query", ["bullet", "b", "lost bul", "train"])
def test_no_rank_reads_all_entries(query):
    """Whatever is asked for, each query goes by an index."""
    make_film("Lost Bullet", lead="By train.")
    with CaptureQueriesContext(connection) as captured:
        assert len(found(query)) == 1
    asked = [each["sql"] for each in captured if "franchise_searchentry" in each["sql"]]
    assert len(asked) == 3
    with connection.cursor() as cursor:
        for sql in asked:
            if connection.vendor == "postgresql":
                # Else a table of one page is read whole.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {sql}")
                plan = " ".join(line for (line,) in cursor.fetchall())
                assert re.search("franchise_searchentry_(by_title|title_words|words)", plan), plan
            else:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = " ".join(row[3] for row in cursor.fetchall())
                assert re.search("by_title|VIRTUAL TABLE", plan), plan
                assert "B-TREE" not in plan


def test_a_draft_is_never_found(client):
    draft = make_film("Secret Bullet", status="draft", lead="Secret.")
    make_credit(draft, make_person("Secret Person"), character=make_character("Secret Agent"))
    make_plot_section(draft, "Secret plot")
    make_article_section(draft, "Secret article")
    make_review(draft, make_publication("Secret Post"), quote="Secret.")
    make_review(make_film("Seen"), make_publication("Secret Times"), status="draft")
    make_franchise("Secret Saga", [draft], status="draft")
    make_film("Secret Later", publish_at="2999-01-01T00:00Z")
    assert SearchEntry.objects.filter(words__contains="secret").count() == 9
    assert found("secret") == []


def test_what_is_published_later_is_found_at_once():
    film = make_film("Hidden Gem", status="draft")
    type(film).objects.update(status="published")
    assert found("gem") == [("film", "Hidden Gem")]


def test_a_changed_row_is_found_by_its_new_words_only():
    film = make_film("Before")
    film.title = "After"
    film.save()
    assert (found("before"), found("after")) == ([], [("film", "After")])


def test_reviews_follow_a_renamed_publication():
    review = make_review(make_film("Seen"), make_publication("Old Name"))
    review.publication.name = "New Name"
    review.publication.save()
    assert len(found("new name")) == 1


def test_a_deleted_row_leaves_the_index():
    make_film("Gone").delete()
    assert not SearchEntry.objects.exists()


def test_rebuilding_gives_the_same_index(catalogue):
    def rows():
        return sorted(SearchEntry.objects.values_list("kind", "object_id", "title", "words"))

    before = rows()
    assert len(before) == len(KINDS)
    SearchEntry.objects.update(words="stale")
    call_command("rebuild_search", verbosity=0)
    assert rows() == before


def test_rebuilding_goes_through_more_than_one_batch():
    for number in range(5):
        make_person(f"Person {number}")
    assert rebuild(portion=2) == 5


def test_rebuilding_reads_and_writes_each_kind_in_as_many_queries_however_many_rows(
    catalogue,
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            rebuild()
        return len(captured)

    few = queries()
    for number in range(3):
        film = make_film(f"Film {number}", original_title="Un", lead="A text.", tagline="Fast.")
        make_credit(film, make_person(f"Person {number}"), character=make_character("Someone"))
        make_plot_section(film, "The plot")
        make_article_section(film, "The making")
        make_review(film, make_publication(f"Paper {number}"), critic=make_critic(f"Ann {number}"))
        make_franchise(f"Series {number}", [film])
    assert queries() == few


def test_rebuilding_mends_what_is_wrong_forgets_what_is_gone_and_keeps_what_is_right(catalogue):
    right = SearchEntry.objects.get(kind="person")
    SearchEntry.objects.filter(kind="film").update(words="stale")
    SearchEntry.objects.filter(kind="franchise").delete()
    for kind in ("film", "of another release"):
        SearchEntry.objects.create(kind=kind, object_id=999_999, title="gone", words="gone")
    assert rebuild() == len(KINDS)
    assert (found("sete"), found("ramming")) == (
        [("film", "Lost Bullet")],
        [("franchise", "Bullets")],
    )
    assert (found("stale"), found("gone")) == ([], [])
    assert SearchEntry.objects.get(kind="person").pk == right.pk


def test_rebuilding_tells_how_far_it_is(catalogue):
    told = []
    rebuild(portion=1, progress=lambda *done: told.append(done))
    assert told == [(number, len(KINDS)) for number in range(1, len(KINDS) + 1)]


def test_a_terminal_shows_on_one_line_how_far_rebuilding_is(catalogue):
    terminal = Terminal()
    call_command("rebuild_search", stdout=terminal)
    lines = terminal.getvalue().splitlines()
    assert f"1 of {len(KINDS)} rows indexed, " in terminal.getvalue()
    assert lines[-1] == f"{len(KINDS)} entries in the search index."
    assert "\n" not in terminal.getvalue().partition(f"{len(KINDS)} of {len(KINDS)}")[0]


def test_lines_are_loaded_in_plain_sql_whatever_they_show(catalogue, monkeypatch):
    """To put a queryset for each table together takes ten times as long as to ask for them."""
    keys = {kind: list(kind.model.objects.values_list("pk", flat=True)) for kind in KINDS.values()}

    def refuse(*args, **kwargs):
        raise AssertionError("a queryset was put together")

    monkeypatch.setattr(SQLCompiler, "as_sql", refuse)
    results = Search("s").results(keys)
    film = "/films/lost-bullet/"
    assert {
        kind.name: [(result.url, result.context, spoils(result.positions)) for result in lines]
        for kind, lines in results.items()
    } == {
        "franchise": [("/franchises/bullets/", "", "")],
        "film": [(film, "Balle perdue", "bullets:1")],
        "person": [("/people/stefi-celma/", "Cast", "")],
        "character": [("/characters/julia/", "", "bullets:1")],
        "plot": [(f"{film}#plot-the-robbery", "Lost Bullet", "bullets:1")],
        "article": [(f"{film}#article-craft", "Lost Bullet", "")],
        "review": [(f"{film}#review-variety.anne-ortiz", "Anne Ortiz, Variety", "")],
    }


def test_lines_tell_of_published_films_alone():
    film = make_film("Two")
    make_franchise("Numbers", [make_film("One", status="draft"), film])
    make_franchise("Hidden", [film], status="draft")
    draft = make_film("Later", status="draft")
    lino = make_character("Lino", description="He drives.")
    person = make_person("Alban Lenoir")
    make_credit(film, person, character=lino)
    make_credit(draft, person, character=lino)
    make_credit(draft, person, role="director")
    search = Search("l")
    results = search.results(search.keys)
    assert [result.context for result in results[KINDS["person"]]] == ["Cast"]
    assert [spoils(result.positions) for result in results[KINDS["character"]]] == ["numbers:1"]


def test_a_page_of_results_asks_each_table_once_however_many_lines(client):
    def page():
        with CaptureQueriesContext(connection) as captured:
            groups = client.get("/search/?q=s").context["groups"]
        return {kind.name: len(results) for kind, _count, results in groups}, len(captured)

    def make_one_of_each(number):
        film = make_film(f"S {number}")
        make_credit(film, make_person(f"S {number}"), character=make_character(f"S {number}"))
        make_plot_section(film, "Start")
        make_article_section(film, "Shooting")
        make_review(film, make_publication(f"S {number}"), critic=make_critic(f"S {number}"))
        make_franchise(f"S {number}", [film])

    make_one_of_each(0)
    # The version of the content, three ranks, nine tables, casts and numbers.
    assert page() == (dict.fromkeys(KINDS, 1), 15)
    make_one_of_each(1)
    make_one_of_each(2)
    assert page() == (dict.fromkeys(KINDS, 3), 15)


# The page


def test_results_are_grouped_by_kind_with_counts_and_marked_words(client, catalogue):
    response = client.get("/search/?q=bullet")
    assertContains(response, 'Franchises <span class="number">1</span>')
    assertContains(response, 'Films <span class="number">1</span>')
    assertContains(response, "Lost <mark>Bullet</mark>")
    assertContains(response, "<mark>Bullets</mark>")


def test_a_snippet_shows_the_text_around_what_was_found(client, catalogue):
    assertContains(client.get("/search/?q=sete"), "Shot in <mark>Sète</mark>, a port.")


def test_a_section_is_linked_at_its_place_on_the_films_page(client, catalogue):
    assertContains(client.get("/search/?q=clio"), 'href="/films/lost-bullet/#plot-the-robbery"')


def test_the_page_says_that_there_is_more_than_counts(client, monkeypatch):
    monkeypatch.setattr("search.query.MAX_HITS", 2)
    for number in range(3):
        make_film(f"Bullet {number}")
    text = "More than <strong>2</strong> results for “bullet”: showing 2 of the best"
    assertContains(client.get("/search/?q=bullet"), text)
    assertContains(client.get("/fr/search/?q=bullet"), "Plus de <strong>2</strong> résultats")


def test_one_kind_can_be_read_page_by_page(client):
    film = make_film("Crowd")
    for number in range(30):
        make_credit(film, make_person(f"Lenoir {number:02}"))
    overview = client.get("/search/?q=lenoir")
    assertContains(overview, 'href="?q=lenoir&amp;in=person">All 30 in people</a>')
    assertNotContains(overview, "</mark> 29")
    second = client.get("/search/?q=lenoir&in=person&page=2")
    assertContains(second, "<mark>Lenoir</mark> 29")
    assertContains(second, 'href="?q=lenoir&amp;in=person&amp;page=1"')


def test_a_search_that_finds_nothing_offers_a_way_on(client):
    response = client.get("/search/?q=zzz")
    assertContains(response, "No results.")
    assertContains(response, "All films")


def test_an_empty_search_shows_only_the_form(client):
    response = client.get("/search/")
    assertContains(response, 'id="q"')
    assertNotContains(response, "result")


def test_a_query_is_shown_as_text(client):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt;")
    assertNotContains(response, "<script>alert")


def test_marking_escapes_the_text_around():
    assert marked("a <b> Sète", ["sete"]) == "a &lt;b&gt; <mark>Sète</mark>"


def test_a_word_is_marked_once_and_as_it_is_written():
    assert marked("Œuvre, lost_love", ["oe", "lo"]) == "<mark>Œuvre</mark>, <mark>lost_love</mark>"


def test_nothing_is_marked_within_a_word_of_a_script_with_vowel_signs():
    assert marked("अभिषेक", ["s"]) == "अभिषेक"


@pytest.mark.parametrize(("hits", "is_cut"), [(3, False), (4, True)])
def test_more_hits_than_count_are_told_of(monkeypatch, hits, is_cut):
    monkeypatch.setattr("search.query.MAX_HITS", 3)
    for number in range(hits):
        make_film(f"Bullet {number}")
    search = Search("bullet")
    assert (search.count, search.is_cut) == (3, is_cut)


def test_an_excerpt_is_cut_between_words_around_the_first_hit():
    text = "start " * 100 + "Sète is here " + "end " * 100
    cut = excerpt(text, ["sete"])
    assert "Sète is here" in cut
    assert cut.startswith("… start")
    assert cut.endswith("end …")
    assert len(cut) < 240


def test_an_excerpt_is_the_beginning_of_a_text_whose_first_hit_is_far_away():
    assert excerpt("word " * 1_000 + "Sète", ["sete"]).endswith("Sète")
    assert excerpt("word " * 10_000 + "Sète", ["sete"]).startswith("word word")


def test_an_excerpt_of_one_endless_word_is_cut_too():
    assert len(excerpt("x" * 10_000, ["y"])) < 240
