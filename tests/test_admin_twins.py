"""A second page of one name: asked about once, and made if it is another indeed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains

from films.models import Film, Person

from .admin_forms import errors_in, sent_by
from .factories import make_credit, make_film, make_person, make_picture

pytestmark = pytest.mark.django_db


def add(client, model, **fields):
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    url = reverse(f"admin:{name}_add")
    return client.post(url, sent_by(client.get(url), f"{model._meta.model_name}_form") | fields)


@pytest.mark.parametrize("name", ["Stéfi Celma", "stefi celma", " STEFI CELMA "])
def test_person_of_a_name_that_is_there_is_asked_about_and_nothing_is_lost(editor, name):
    person = make_person("Stéfi Celma", sort_name="Celma, Stéfi")
    make_credit(person=person)
    response = add(editor, Person, name=name, biography="She acts.")
    [question] = errors_in(response)
    assert "There is already a person Stéfi Celma (1 film)." in question
    assert f'href="{reverse("admin:films_person_change", args=[person.pk])}"' in question
    assert "She acts." in response.text
    assertContains(response, "Not saved yet: answer the question below.")
    assert Person.objects.count() == 1


def test_saving_again_makes_another(editor):
    make_person("Stéfi Celma")
    response = add(editor, Person, name="Stéfi Celma")
    again = editor.post(reverse("admin:films_person_add"), sent_by(response, "person_form"))
    assert again.status_code == 302
    assert list(Person.objects.values_list("slug", flat=True)) == ["stefi-celma", "stefi-celma-2"]


def test_answer_is_to_one_name_alone(editor):
    make_person("Stéfi Celma")
    make_person("Rod Paradot")
    fields = sent_by(add(editor, Person, name="Stéfi Celma"), "person_form")
    response = editor.post(reverse("admin:films_person_add"), fields | {"name": "Rod Paradot"})
    assert "There is already a person Rod Paradot (0 films)." in errors_in(response)[0]


@pytest.mark.parametrize("name", ["Stéfi", "Stéfi Celma Celma", "", "%", "_"])
def test_part_of_a_name_is_no_twin(editor, name):
    make_person("Stéfi Celma")
    errors = errors_in(add(editor, Person, name=name)) if not name else []
    assert errors == ([] if name else ["This field is required."])
    assert add(editor, Person, name=name or "Other").status_code == 302


def test_page_keeps_its_own_name_unasked(editor):
    film = make_film()
    make_film()
    url = reverse("admin:films_film_change", args=[film.pk])
    assert editor.post(url, sent_by(editor.get(url), "film_form")).status_code == 302


def test_looking_at_a_new_page_asks_nothing(editor):
    make_film("Lost Bullet")
    fields = sent_by(editor.get(reverse("admin:films_film_add")), "film_form")
    fields["title"] = "Lost Bullet"
    assert editor.post(reverse("admin:films_film_preview_new"), fields).status_code == 200
    assert Film.objects.count() == 1


def test_name_is_shown_as_it_was_typed(editor):
    make_person("<b>Bold</b>")
    response = add(editor, Person, name="<b>Bold</b>")
    assert "a person &lt;b&gt;Bold&lt;/b&gt; (" in response.text


def test_question_takes_as_many_queries_for_many_namesakes_as_for_one(editor):
    make_person("Stéfi Celma")
    add(editor, Person, name="Stéfi Celma")
    counts = []
    for _ in range(2):
        make_person("Stéfi Celma")
        with CaptureQueriesContext(connection) as queries:
            add(editor, Person, name="Stéfi Celma")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_picture_is_not_asked_about(editor):
    make_picture("Poster")
    response = add(editor, type(make_picture("Other")), name="Poster")
    assert not any("There is already" in problem for problem in errors_in(response))
