"""The site in French: its words, URLs, dates, names and numbers."""

import io
import re
from pathlib import Path

import html5lib
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from pytest_django.asserts import assertContains, assertNotContains

from content import cldr
from content.dates import PartialDate
from films.filters import CharacterFilter, PersonFilter
from films.models import Film
from franchise.filters import FranchiseFilmFilter
from reviews.filters import ReviewFilter

from .factories import (
    make_country,
    make_credit,
    make_film,
    make_film_country,
    make_film_language,
    make_franchise,
    make_language,
    make_person,
    make_release,
    make_source,
)

PO = Path(settings.BASE_DIR, "locale/fr/LC_MESSAGES/django.po")


@pytest.fixture
def catalogue():
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def texts(value):
    return [value] if isinstance(value, str) else list(value)


def test_every_word_has_its_french_with_the_same_placeholders(catalogue):
    placeholder = re.compile(r"%\(\w+\)s|%d")
    for message in catalogue:
        if not message.id:
            continue
        assert all(texts(message.string)), message.id
        assert not message.fuzzy, message.id
        wanted = set(placeholder.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            assert set(placeholder.findall(text)) == wanted, text


def test_what_django_reads_is_made_of_what_translators_write(catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize(
    ("language", "day", "month", "number"),
    [
        ("en", "19 June 2020", "June 2020", "37,000,000"),
        ("fr", "19 juin 2020", "juin 2020", "37\u202f000\u202f000"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(language, day, month, number):
    with translation.override(language):
        assert PartialDate("2020-06-19").label == day
        assert PartialDate("2020-06").label == month
        assert PartialDate("2020").label == "2020"
        assert cldr.number(37_000_000) == number


def test_every_language_of_the_site_has_a_locale():
    assert list(cldr.LOCALES) == [code for code, _name in settings.LANGUAGES]


# Pages


@pytest.fixture
def film(db):
    film = make_film(
        "Lost Bullet",
        lead="A French film.",
        runtime_minutes=92,
        translations={"fr": {"title": "Balle perdue"}},
    )
    make_release(film, "2020-06-19")
    make_film_country(film, make_country("DE", "Germany"))
    make_film_language(film, make_language("es", "Spanish"))
    make_credit(film, make_person("Guillaume Pierret"), role="director")
    make_franchise("Bullets", [film, make_film("Two")])
    return film


def test_what_only_a_translation_cites_is_among_its_pages_sources(client, film):
    source = make_source(key="le-film")
    texts = {"fr": {"lead": "Un film.[^le-film]"}}
    Film.objects.filter(pk=film.pk).update(translations=texts)
    person = make_person("Alban Lenoir", biography="An actor.")
    person.translations = {"fr": {"biography": "Un acteur.[^le-film]"}}
    person.save()
    make_credit(film, person)
    for path in (film.get_absolute_url(), person.get_absolute_url()):
        assertContains(client.get(f"/fr{path}"), '<li id="source-le-film">')
        assertNotContains(client.get(path), "source-le-film")
        assert client.get(f"/api/v1{path}").json()["sources"][0]["key"] == source.key


@pytest.mark.parametrize(
    "filters", [FranchiseFilmFilter, PersonFilter, CharacterFilter, ReviewFilter]
)
def test_every_label_and_order_of_a_list_is_to_be_translated(filters):
    labels = [each.label for each in filters.base_filters.values()]
    if order := filters.base_filters.get("order"):
        labels += [label for _, label in order.extra["choices"]]
    assert [label for label in labels if not isinstance(label, Promise)] == []


def test_a_french_page_speaks_french_throughout(client, film):
    response = client.get(f"/fr{film.get_absolute_url()}")
    for text in (
        '<html lang="fr">',
        "<h1>Balle perdue</h1>",
        "<dt>Réalisation</dt>",
        "92\u00a0minutes",
        "19 juin 2020",
        "Allemagne",
        "espagnol",
        "Film 1 sur 2",
        "Équipe technique",
        'href="/fr/people/guillaume-pierret/"',
    ):
        assertContains(response, text)
    assertNotContains(response, "Directed by")


def test_what_is_not_translated_is_shown_in_its_own_language(client, film):
    response = client.get(f"/fr{film.get_absolute_url()}")
    html = html5lib.parse(response.content, namespaceHTMLElements=False)
    assert html.find(".//div[@class='text lead']").get("lang") == "en"
    assertContains(client.get("/fr/films/"), '<a href="/fr/films/two/" lang="en">Two</a>')


def test_each_page_names_itself_in_the_other_languages(client, film):
    for page in ("/films/lost-bullet/", "/fr/films/lost-bullet/"):
        response = client.get(page)
        site = "http://127.0.0.1:8000"
        for code, path in (
            ("en", "/films/lost-bullet/"),
            ("fr", "/fr/films/lost-bullet/"),
            ("x-default", "/films/lost-bullet/"),
        ):
            link = f'<link rel="alternate" hreflang="{code}" href="{site}{path}">'
            assertContains(response, link)
        assertContains(response, f'<link rel="canonical" href="{site}{page}">')
    assertContains(client.get("/films/"), '<a href="/fr/films/" lang="fr" hreflang="fr">Français')


def test_the_way_to_the_other_language_keeps_filters_and_order(client, film):
    query = "?franchise=bullets&amp;order=title"
    response = client.get("/fr/films/?franchise=bullets&order=title")
    assertContains(response, f'<a href="/films/{query}" lang="en" hreflang="en">English</a>')
    response = client.get("/search/?q=lost")
    assertContains(response, '<a href="/fr/search/?q=lost" lang="fr" hreflang="fr">Français</a>')


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/films/?page=2", "/films/?page=2"),
        ("/fr/films/?page=2", "/films/?page=2"),
        ("/films/?page=9999", "/films/?page=2"),
        ("/films/?page=2&order=title", "/films/"),
        ("/films/lost-bullet/?page=2", "/films/lost-bullet/"),
        ("/", "/franchises/bullets/"),
    ],
)
def test_the_other_languages_of_a_page_are_those_of_its_own_url(client, film, path, own):
    for number in range(25):
        make_film(f"Film {number}")
    html = html5lib.parse(client.get(path).content, namespaceHTMLElements=False)
    links = html.findall("head/link[@hreflang]")
    site = "http://127.0.0.1:8000"
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        "en": site + own,
        "fr": f"{site}/fr{own}",
        "x-default": site + own,
    }
    prefix = "/fr" if path.startswith("/fr") else ""
    assert html.find("head/link[@rel='canonical']").get("href") == site + prefix + own


def test_the_language_is_the_urls_and_nobodys_preference(client, film):
    response = client.get("/films/", headers={"accept-language": "fr"})
    assertContains(response, '<html lang="en">')
    assert response["Content-Language"] == "en"
    assert "accept-language" not in response.get("Vary", "").lower()


def test_a_missing_page_is_told_in_the_language_of_its_url(client, db):
    assertContains(client.get("/fr/nulle-part/"), "Page introuvable", status_code=404)


def test_filters_are_explained_in_french(client, film):
    response = client.get("/fr/films/?year_from=x&country=DE")
    assertContains(response, "Ce filtre a été ignoré.")
    assertContains(response, "Pays\u00a0: Allemagne")
