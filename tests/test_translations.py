"""Texts in other languages: how they are kept, shown and edited."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from films.models import Film

from .admin_forms import change, errors_in, form_of
from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_credit,
    make_editor,
    make_figure,
    make_film,
    make_film_company,
    make_franchise,
    make_installment,
    make_person,
    make_picture,
    make_review,
)

pytestmark = pytest.mark.django_db


def main_of(response):
    """The part of a page that readers see, without its head."""
    return response.content.decode().partition("<main")[2]


def make_translated_film(**fields):
    return make_film("Lost Bullet", translations={"fr": {"title": "Balle perdue"}}, **fields)


def test_text_is_in_the_language_of_the_page():
    film = make_translated_film()
    assert (film.local.title, film.local.title.lang_attribute) == ("Lost Bullet", "")
    with override("fr"):
        assert (film.local.title, film.local.title.lang_attribute) == ("Balle perdue", "")


def test_text_without_a_translation_is_the_original_with_its_language():
    film = make_translated_film(tagline="He builds cars.")
    with override("fr"):
        assert film.local.tagline == "He builds cars."
        assert film.local.tagline.lang_attribute == ' lang="en"'
        assert film.local.lead.lang_attribute == ""


def test_text_that_is_only_in_french_is_shown_on_french_pages_alone(client):
    def only_in_french(*names):
        return {"translations": {"fr": {name: f"Seul {name}" for name in names}}}

    person = make_person(**only_in_french("biography"))
    character = make_character(**only_in_french("description"))
    company = make_company(**only_in_french("description"))
    hero = make_picture(alt="A car.", credit="Ada Lens", **only_in_french("caption"))
    film = make_film("One", **only_in_french("tagline", "lead"))
    make_credit(film, person, character=character)
    make_film_company(film, company)
    make_figure(film, **only_in_french("period"))
    make_review(film, quote="It drives.", **only_in_french("summary"))
    franchise = make_franchise("Cars", hero=hero, **only_in_french("tagline", "introduction"))
    make_installment(franchise, film, **only_in_french("label"))
    make_installment(franchise, make_film("Two", **only_in_french("lead")), position=2)
    make_franchise("Others")
    shown = {
        film: ("tagline", "lead", "label", "period", "summary", "description"),
        franchise: ("tagline", "introduction", "label", "caption", "lead"),
        person: ("biography",),
        character: ("description",),
        company: ("description",),
    }
    pages = {row.get_absolute_url(): names for row, names in shown.items()} | {"/": ("tagline",)}
    for path, names in pages.items():
        content = main_of(client.get(f"/fr{path}"))
        assert [name for name in names if f"Seul {name}" not in content] == [], path
        assert "Seul" not in main_of(client.get(path)), path


@pytest.mark.parametrize("name", ["poster", "slug", "pk", "nothing"])
def test_what_is_no_translatable_text_has_no_language(name):
    with pytest.raises(AttributeError):
        getattr(make_film().local, name)


@pytest.mark.parametrize(
    "translations",
    [
        [],
        "fr",
        {"xx": {"title": "?"}},
        {"fr": "Balle perdue"},
        {"fr": {"slug": "balle-perdue"}},
        {"fr": {"title": 3}},
        {"fr": {"title": "x" * 201}},
    ],
)
def test_translations_of_another_shape_are_refused(translations):
    film = make_film()
    film.translations = translations
    with pytest.raises(ValidationError):
        film.full_clean()


# In the admin


@pytest.fixture
def client(client):
    client.force_login(make_editor())
    return client


def test_editor_translates_a_film_and_its_sections(client):
    film = make_film("Lost Bullet")
    section = make_article_section(film, "Filming")
    fields = form_of(client, film)
    fields |= {"title_fr": "Balle perdue", "article_sections-0-heading_fr": "Le tournage"}
    assert client.post(change(film), fields).status_code == 302
    film.refresh_from_db()
    section.refresh_from_db()
    assert film.translations == {"fr": {"title": "Balle perdue"}}
    assert section.translations == {"fr": {"heading": "Le tournage"}}
    assertContains(client.get(change(film)), 'value="Le tournage"')


def test_translation_that_is_emptied_is_gone(client):
    film = make_translated_film()
    fields = form_of(client, film)
    client.post(change(film), fields | {"title_fr": ""})
    assert Film.objects.get().translations == {}


def test_translation_cites_only_sources_that_are_there(client):
    film = make_film()
    fields = form_of(client, film)
    response = client.post(change(film), fields | {"lead_fr": "Selon.[^personne]"})
    assert errors_in(response) == [
        "No source has the key [^personne]. Add the source first, or correct the key."
    ]


def test_translation_too_long_for_its_field_is_refused(client):
    film = make_film()
    fields = form_of(client, film)
    response = client.post(change(film), fields | {"title_fr": "x" * 201})
    assert len(errors_in(response)) == 1
    assertNotContains(response, "Server Error")
