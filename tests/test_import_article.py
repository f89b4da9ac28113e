"""manage.py import_article: what it brings, what it keeps, and what it says."""

import builtins
import sys

import pytest
from django.core.management import CommandError, call_command

from editorial.models import Revision
from films.models import Character, Credit, Film, Person, PlotSection, Release, Source
from franchise.models import Installment
from reviews.models import Publication, Review
from search.query import Search

from .articles import GULL, PIER
from .factories import make_franchise, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(tmp_path, capsys):
    """Import an article's text, and return what the command says."""

    def import_text(text, *options, name="article.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("import_article", str(path), "--no-input", *options)
        return capsys.readouterr().out

    return import_text


def test_import_article_makes_a_draft_film_with_all_its_parts(bring):
    make_franchise("Piers")
    bring(PIER, "--franchise", "piers", "--licence", "CC BY-SA 4.0")
    film = Film.objects.get()
    assert (film.status, film.text_source.licence) == ("draft", "CC BY-SA 4.0")
    assert film.credits.filter(role=Credit.Role.CAST).count() == 3
    assert [str(a) for a in PlotSection.objects.get().appearances.all()] == [
        *("Moe", "Lin", "Holt"),
    ]
    assert Installment.objects.get().film == film
    assert Release.objects.get().released_on == "2019-02-12"
    quotes = Review.objects.order_by("position").values_list("quote", "summary", "verdict")
    assert list(quotes) == [
        ("a lamp held up to grey water", "", ""),
        ("as long as its pier", "“deserved better”", ""),
    ]


def test_import_article_is_in_the_history_and_shows_visitors_nothing(bring, client):
    bring(PIER)
    assert Revision.objects.latest("pk").note.endswith("article.txt")
    assert client.get("/films/the-long-pier/").status_code == 404
    assert Search("pier").count == 0


def test_import_article_reads_mediawiki_too(bring):
    bring(GULL)
    assert Source.objects.filter(url="https://weekly.example/gull").exists()
    assert Person.objects.filter(name="佐藤 健").exists()


@pytest.mark.parametrize("text", [PIER, GULL])
def test_import_article_changes_nothing_the_second_time(bring, text):
    bring(text)
    before = [list(model.objects.values()) for model in (Credit, Character, Review, Source)]
    assert "No changes" in bring(text)
    assert "No changes" in bring(text, "--update")
    assert [list(model.objects.values()) for model in (Credit, Character, Review, Source)] == before


def test_import_article_keeps_what_an_editor_changed_or_deleted(bring):
    bring(PIER)
    Film.objects.update(runtime_minutes=110, status="published")
    PlotSection.objects.update(body="Told anew.")
    Credit.objects.filter(person__slug="rolf-haas").delete()
    bring(PIER, "--update")
    film = Film.objects.get()
    assert (film.runtime_minutes, film.status) == (110, "published")
    assert PlotSection.objects.get().body == "Told anew."
    assert not film.credits.filter(person__slug="rolf-haas").exists()


def test_import_article_updates_what_only_the_article_changed(bring):
    bring(PIER)
    changed = PIER.replace("48 minutes", "50 minutes").replace("always at dusk", "at dawn")
    told = bring(changed)
    assert Film.objects.get().runtime_minutes == 108
    assert "“Filming” already exists with different text: left unchanged." in told
    bring(changed, "--update")
    film = Film.objects.get()
    assert film.runtime_minutes == 110
    assert "at dawn" in film.article_sections.get(key="filming").body


def test_import_article_of_a_dry_run_only_tells(bring):
    told = bring(PIER, "--dry-run")
    assert "+ film The Long Pier (the-long-pier)" in told
    assert "Not placed (2)\n  Awards: a bronze gull" in told
    assert not Film.objects.exists()


@pytest.mark.parametrize("text", [b"", b"\x00\x01", b"= A =\n\xff", "no title", "{{Infobox film"])
def test_import_article_says_in_a_sentence_what_it_cannot_read(bring, capsys, text):
    with pytest.raises(CommandError, match=r"Not imported: .*article\.txt"):
        bring(text)
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.endswith(".")


def test_import_article_says_what_file_is_not_there(capsys):
    with pytest.raises(CommandError, match="Not imported: nowhere"):
        call_command("import_article", "nowhere")
    assert "No such file" in capsys.readouterr().err


def test_import_article_takes_in_the_other_files_beside_one_that_fails(tmp_path, capsys):
    for name, text in (("a", "nothing"), ("b", PIER), ("c", GULL)):
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in "abc"]
    with pytest.raises(CommandError, match=r"Not imported: \S+/a$"):
        call_command("import_article", *paths, "--no-input")
    assert Film.objects.count() == 2
    assert Person.objects.filter(name="Dora Finn").count() == 1


def test_import_article_takes_a_url_for_one_file_only():
    with pytest.raises(CommandError, match="Pass one file"):
        call_command("import_article", "a", "b", "--source-url", "https://e.example")


def test_import_article_asks_whoever_sits_at_a_terminal(tmp_path, monkeypatch, capsys):
    make_person("Dora Finn"), make_person("Dora Finn")
    path = tmp_path / "article.txt"
    path.write_text(PIER)
    answers = iter(["2"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(builtins, "input", lambda prompt: next(answers))
    call_command("import_article", str(path))
    assert "2  Dora Finn (dora-finn-2)" in capsys.readouterr().out
    assert Credit.objects.filter(person__slug="dora-finn-2").exists()


def test_import_article_reuses_a_publication_of_another_film(bring):
    bring(PIER)
    bring(GULL)
    assert Publication.objects.count() == 2
