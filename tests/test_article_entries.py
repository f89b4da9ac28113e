"""Articles as entries of content: new rows beside those that are here already."""

import json

import pytest
from django.core import serializers

from articles.entries import Provenance, entries_of
from articles.known import ANOTHER, Known
from articles.outline import ArticleError
from articles.reading import read_article
from films.models import Film

from .articles import GULL, PIER
from .factories import (
    make_article_section,
    make_character,
    make_credit,
    make_film,
    make_franchise,
    make_person,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def entries_in(text, **options):
    return entries_of(read_article(text), **options)


def named(entries, label):
    return [entry["fields"] for entry in entries if entry["model"] == label]


class TestEntries:
    @pytest.mark.parametrize("text", [PIER, GULL])
    def test_are_plain_data_that_django_loads_in_their_order(self, text):
        entries = entries_in(text)
        assert json.loads(json.dumps(entries)) == entries
        for found in serializers.deserialize("python", entries):
            found.save()
        assert Film.objects.get().credits.count() == len(named(entries, "films.credit"))

    def test_make_a_draft_and_draft_reviews_without_a_verdict(self):
        entries = entries_in(PIER)
        [film] = named(entries, "films.film")
        assert (film["slug"], film["status"]) == ("the-long-pier", "draft")
        for review in named(entries, "reviews.review"):
            assert review["status"] == "draft"
            assert "verdict" not in review

    def test_invent_no_name_to_sort_by(self):
        assert all("sort_name" not in person for person in named(entries_in(PIER), "films.person"))

    def test_reuse_who_is_here_by_name_whatever_the_accents(self):
        make_person("Emile Lafarge")
        make_publication("The Harbour Weekly")
        entries = entries_in(PIER)
        assert "Émile Lafarge" not in [p["name"] for p in named(entries, "films.person")]
        assert ["emile-lafarge"] in [c["person"] for c in named(entries, "films.credit")]
        assert [p["name"] for p in named(entries, "reviews.publication")] == ["The Gazette"]

    def test_give_new_rows_a_free_slug(self):
        make_film("The Long Pier", slug="the-long-pier", status="draft")
        make_release(Film.objects.get(), "1956")
        [film] = named(entries_in(PIER), "films.film")
        assert film["slug"] == "the-long-pier-2"

    def test_leave_out_whom_two_people_could_be_and_ask_who_it_is(self):
        make_person("Dora Finn"), make_person("Dora Finn")
        article, known = read_article(PIER), Known()
        entries = entries_of(article, known)
        assert ["dora-finn"] not in [c["person"] for c in named(entries, "films.credit")]
        assert "Cast: Dora Finn" in article.unplaced
        assert [str(question) for question in known.open] == [
            "Which person is “Dora Finn”: dora-finn (Dora Finn) or dora-finn-2 (Dora Finn)?"
        ]

    @pytest.mark.parametrize(
        ("answer", "slug"), [("dora-finn-2", "dora-finn-2"), (ANOTHER, "dora-finn-3")]
    )
    def test_take_the_answer_to_a_question(self, answer, slug):
        make_person("Dora Finn"), make_person("Dora Finn")
        entries = entries_in(PIER, known=Known(lambda question: answer))
        assert [slug] in [credit["person"] for credit in named(entries, "films.credit")]

    def test_take_no_other_films_character_for_their_own(self):
        moe = make_character("Moe")
        make_credit(make_film("Other"), make_person("Somebody"), character=moe)
        article = read_article(PIER)
        entries = entries_of(article)
        assert "moe-2" in [c["slug"] for c in named(entries, "films.character")]
        assert "Moe will be created, although others have that name." in article.doubts

    def test_know_a_character_by_who_plays_it_or_by_the_franchise(self):
        other = make_film("The Short Pier")
        make_credit(other, make_person("Dora Finn"), character=make_character("Moe"))
        make_credit(other, make_person("Somebody"), character=make_character("Holt"))
        make_franchise("Piers", [other])
        entries = entries_in(PIER, franchise="piers")
        assert [c["name"] for c in named(entries, "films.character")] == ["Lin"]

    def test_put_the_film_at_the_end_of_its_franchise(self):
        make_franchise("Piers", [make_film("The Short Pier")])
        [place] = named(entries_in(PIER, franchise="piers"), "franchise.installment")
        assert place == {"franchise": ["piers"], "film": ["the-long-pier"], "position": 2}

    def test_of_a_franchise_that_is_not_there_say_which_are(self):
        make_franchise("Piers")
        with pytest.raises(ArticleError, match=r"no franchise “peers”\. There are: piers"):
            entries_in(PIER, franchise="peers")

    def test_name_the_articles_source_and_licence(self):
        origin = Provenance("https://e.example/pier", "Harbour Encyclopedia", "CC BY-SA 4.0")
        entries = entries_in(PIER, provenance=origin)
        [source] = named(entries, "films.source")
        assert source == {
            "key": "the-long-pier-2019-film",
            "title": "The Long Pier (2019 film)",
            "publisher": "Harbour Encyclopedia",
            "url": "https://e.example/pier",
            "licence": "CC BY-SA 4.0",
        }
        assert named(entries, "films.film")[0]["text_source"] == ["the-long-pier-2019-film"]

    def test_give_a_source_that_is_here_the_licence_that_it_lacks(self):
        make_source("Pier", key="pier", url="https://e.example/pier")
        origin = Provenance("https://e.example/pier", "Another name", "CC BY-SA 4.0")
        [source] = named(entries_in(PIER, provenance=origin), "films.source")
        assert (source["key"], source["title"], source["licence"]) == (
            *("pier", "Pier"),
            "CC BY-SA 4.0",
        )

    def test_cite_sources_by_the_keys_that_they_have_here(self):
        make_source(key="stone", url="https://weekly.example/gull")
        make_source(key="the-numbers")
        entries = entries_in(GULL)
        assert "film[^stone] by" in named(entries, "films.film")[0]["lead"]
        assert named(entries, "films.figure")[0]["source"] == ["the-numbers-2"]

    def test_say_who_a_new_character_is(self):
        characters = named(entries_in(GULL), "films.character")
        assert characters[0]["description"] == "Who mends nets\n"

    def test_read_the_numbers_of_a_score(self):
        *_, review = named(entries_in(GULL), "reviews.review")
        told = (review["score_text"], review["score_value"], review["score_scale"])
        assert told == ("2/5", "2", "5")


class TestFilmThatIsHere:
    def test_is_known_by_title_and_year(self):
        film = make_film("The Long Pier", slug="pier", status="draft")
        make_release(film, "2019-05")
        [told] = named(entries_in(PIER), "films.film")
        assert (told["slug"], told["runtime_minutes"]) == ("pier", 108)

    def test_is_known_by_where_its_text_is_from(self):
        source = make_source(url="https://e.example/pier")
        make_film("Pier!", slug="pier", status="draft", text_source=source)
        [told] = named(entries_in(PIER, provenance=Provenance(source.url)), "films.film")
        assert (told["slug"], told["title"]) == ("pier", "Pier!")

    def test_is_not_guessed_where_no_year_tells(self):
        make_film("The Long Pier", slug="pier")
        with pytest.raises(ArticleError, match="Which film is “The Long Pier”: pier"):
            entries_in(PIER)
        [film] = named(entries_in(PIER, film="pier"), "films.film")
        assert film["slug"] == "pier"

    def test_keeps_what_it_says_and_is_given_what_it_lacks(self):
        film = make_film("The Long Pier", slug="pier", tagline="Wait.", runtime_minutes=90)
        credit = make_credit(film, make_person("Ada Berg"), role="director")
        entries = entries_in(PIER, film="pier")
        [told] = named(entries, "films.film")
        assert (told["tagline"], told["runtime_minutes"], told["status"]) == (
            *("Wait.", 90),
            "published",
        )
        assert told["original_title"] == "Den lange bryggen"
        assert [credit.person.slug] not in [
            c["person"] for c in named(entries, "films.credit") if c["role"] == "director"
        ]

    @pytest.mark.parametrize("status", ["draft", "published"])
    def test_with_a_text_of_its_own_keeps_that_alone(self, status):
        film = make_film("The Long Pier", slug="pier", status=status)
        make_article_section(film, "Filming", body="It rained.")
        article = read_article(PIER)
        entries = entries_of(article, film="pier")
        assert named(entries, "films.articlesection") == []
        assert "text_source" not in named(entries, "films.film")[0]
        assert (
            "The text was not imported, because the film is published or already has text."
            in article.unplaced
        )

    def test_takes_no_second_part_for_an_actor_whom_it_knows(self):
        film = make_film("The Long Pier", slug="pier")
        make_credit(film, make_person("Dora Finn"), character=make_character("Mo the Elder"))
        article = read_article(PIER)
        entries = entries_of(article, film="pier")
        assert ["dora-finn"] not in [c["person"] for c in named(entries, "films.credit")]
        assert any("Dora Finn is already in the cast" in doubt for doubt in article.doubts)

    def test_is_brought_up_to_date_when_asked(self):
        film = make_film("The Long Pier", slug="pier", tagline="Wait.", runtime_minutes=90)
        make_review(film, make_publication("Harbour Weekly"), critic=None)
        [told] = named(entries_in(PIER, film="pier", update=True), "films.film")
        assert (told["tagline"], told["runtime_minutes"], told["status"]) == (
            *("Wait.", 108),
            "published",
        )
