"""The invented catalogue: it is the same again, lifelike, and good enough for every page."""

import io
import re
import unicodedata
from random import Random

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from content.prose import cited_keys
from content.stored_columns import drift
from exchange.exporting import Export
from films.models import (
    ArticleSection,
    Character,
    Company,
    Credit,
    Film,
    Language,
    Person,
    PlotSection,
    Source,
)
from franchise.catalogue import films as catalogue_films
from franchise.catalogue.background import franchise_sizes
from franchise.catalogue.words import Slugs, Words
from franchise.models import Franchise
from reviews.models import Critic, Publication
from search.models import SearchEntry

from .factories import make_credit, make_franchise, make_person

pytestmark = pytest.mark.django_db

MODELS = [
    model
    for room in ("films", "reviews", "franchise")
    for model in apps.get_app_config(room).get_models()
    if model is not SearchEntry
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def make(films=17, seed=1, stdout=None, **options):
    stdout = stdout or io.StringIO()
    call_command("make_catalogue", films=films, seed=seed, stdout=stdout, **options)
    return stdout.getvalue()


def content_made(films, seed):
    """What a catalogue holds, in the form in which content travels; nothing of it stays."""
    with transaction.atomic():
        make(films, seed)
        content = "".join(Export().text())
        transaction.set_rollback(True)
    return content


def test_the_same_seed_gives_the_same_content_again():
    content = content_made(films=5, seed=7)
    assert content.count("model: films.film\n") == 5
    assert content_made(films=5, seed=7) == content
    assert content_made(films=5, seed=8) != content


def test_it_makes_as_many_films_as_it_is_told():
    make(films=3)
    assert Film.objects.published().count() == 3
    assert Franchise.objects.published().get().installments.count() == 3


def test_a_database_with_content_is_refused():
    make_credit()
    make_franchise()
    message = "This database already contains films, people and franchises. Use an empty one"
    with pytest.raises(CommandError, match=message):
        make()
    assert Film.objects.count() == Person.objects.count() == Franchise.objects.count() == 1


def test_people_alone_are_content_too():
    make_person()
    with pytest.raises(CommandError, match="This database already contains people"):
        make()


def test_what_the_database_keeps_of_it_is_right_and_stays_so():
    make(films=5)
    assert not any(drift().values())
    person = Person.objects.filter(film_count__gt=0).first()
    person.credits.all().delete()
    person.refresh_from_db()
    assert person.film_count == 0


def test_it_adds_to_what_is_there_when_it_is_told():
    make(films=10)
    before = {model: model._base_manager.count() for model in MODELS}
    make(films=10, add=True)
    assert Film.objects.count() == 20
    assert Credit.objects.count() == 2 * before[Credit]
    # Languages are no invention: there is one row of each.
    assert Language.objects.count() == before[Language]


@pytest.mark.parametrize("films", [0, -1])
def test_no_film_is_no_catalogue(films):
    with pytest.raises(CommandError, match="must be at least 1"):
        make(films=films)


def test_every_row_is_as_an_editor_could_have_saved_it():
    make()
    for model in MODELS:
        for row in model._base_manager.order_by("-pk")[:6]:
            row.full_clean()


def test_every_page_of_it_answers(client):
    make(films=10)
    paths = ["/", "/films/", "/people/", "/reviews/", "/fr/films/", "/search/?q=the"]
    paths += ["/api/v1/films/", "/feeds/films/", "/feeds/reviews/", "/sitemap.xml"]
    for model in (Film, Franchise, Person, Character, Company, Publication, Critic):
        paths += [page.get_absolute_url() for page in model.objects.published()[:2]]
    assert len(paths) == 23
    assert [path for path in paths if client.get(path).status_code != 200] == []


def test_a_film_has_a_plot_with_characters_and_cites_sources_that_are_there(client):
    make()
    section = PlotSection.objects.filter(film__in=Film.objects.published()).exclude(
        appearances=None
    )[0]
    page = client.get(section.film.get_absolute_url()).content.decode()
    assert section.heading in page
    assert section.appearances.first().character.name in page
    articles = ArticleSection.objects.filter(film__in=Film.objects.published(), body__contains="[^")
    assert Source.objects.missing(cited_keys(*[article.body for article in articles])) == []
    page = client.get(articles[0].film.get_absolute_url()).content.decode()
    assert Source.objects.cited_in(articles[0].body).first().publisher in page


def test_some_of_it_is_in_french(client):
    make()
    film = Film.objects.published().filter(translations__fr__title__gt="")[0]
    page = client.get(f"/fr{film.get_absolute_url()}").content.decode()
    assert f"<h1>{film.translations['fr']['title']}</h1>" in page


def test_names_and_titles_are_written_in_many_scripts():
    make(films=120)
    names = [row.name for model in (Person, Character, Critic) for row in model.objects.all()]
    titles = Film.objects.values_list("original_title", flat=True)
    scripts = {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "CJK", "HANGUL"}
    assert scripts | {"THAI"} <= scripts_of("".join(names))
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "CJK"} <= scripts_of("".join(titles))
    assert any(not name.isascii() and scripts_of(name) == {"LATIN"} for name in names)


def scripts_of(text):
    """The first words of the characters' names, which are their scripts."""
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def test_nearly_all_of_it_is_published():
    make()
    assert {film.status for film in Film.objects.all()} == {"published", "draft"}
    assert Film.objects.exclude(publish_at=None).count() == 1
    assert Film.objects.exclude(unpublish_at=None).count() == 1
    assert Film.objects.published().count() == 14


def test_franchises_are_small_but_for_a_few():
    sizes = franchise_sizes(100_000, Words(Random(1)))  # noqa: S311
    assert len(sizes) == 3000
    assert max(sizes) == 300
    assert sum(size >= 30 for size in sizes) in range(10, 40)
    assert sum(2 <= size <= 6 for size in sizes) > 2700


def test_a_few_careers_are_very_long_and_none_is_without_a_film():
    words = Words(Random(1))  # noqa: S311
    credits = [words.rank(50_000) for _ in range(100_000)]
    # Of half a million credits.
    assert 5 * credits.count(0) in range(400, 700)
    assert max(credits) > 49_000
    make(films=60)
    assert not Person.objects.filter(credits=None).exists()


def test_a_slug_is_given_once():
    slugs = Slugs(["lost-bullet", "lost-bullet-2", "sete"])
    names = ["Lost Bullet", "Lost Bullet", "Sète 2", "Sète", "…", "…"]
    given = [slugs.free(name, "film") for name in names]
    assert given == ["lost-bullet-3", "lost-bullet-4", "sete-2", "sete-3", "film", "film-2"]


def test_what_is_made_is_found():
    said = make(films=3)
    assert said.endswith(f"{SearchEntry.objects.count()} entries in the search index.\n")
    assert SearchEntry.objects.filter(kind="film").count() == 3


def test_it_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(catalogue_films, "FILMS_IN_BATCH", 4)
    lines = make(films=10).splitlines()
    assert [line.partition(", ")[0] for line in lines] == [
        "4 of 10 films",
        "8 of 10 films",
        "10 of 10 films",
        f"{SearchEntry.objects.count()} entries in the search index.",
    ]
    assert re.search(r", \d+ rows, [\d,]+ a second\. Indexing for search …$", lines[2])


def test_a_terminal_shows_it_on_one_line(monkeypatch):
    monkeypatch.setattr(catalogue_films, "FILMS_IN_BATCH", 2)
    progress, end = make(films=4, stdout=Terminal()).rsplit("\r\033[K", 1)
    assert "\r2 of 4 films, " in progress
    assert "\n" not in progress
    assert end.startswith("4 of 4 films, ")


class Interrupted(io.StringIO):
    """Where someone presses Ctrl-C at a word of the output."""

    def __init__(self, word):
        super().__init__()
        self.word = word

    def write(self, text):
        if self.word in text:
            raise KeyboardInterrupt
        return super().write(text)


def test_an_interrupted_run_says_how_to_begin_anew(monkeypatch):
    monkeypatch.setattr(catalogue_films, "FILMS_IN_BATCH", 4)
    message = r"Stopped after 8 of 12 films\. Start again with an empty database"
    with pytest.raises(CommandError, match=message) as stopped:
        make(films=12, stdout=Interrupted("8 of 12"))
    assert stopped.value.returncode == 130
    assert Film.objects.count() == 8


def test_a_run_that_is_interrupted_while_it_indexes_says_what_is_left():
    with pytest.raises(CommandError, match=r"All films were written.*manage\.py rebuild_search"):
        make(films=3, stdout=Interrupted("Indexing"))
