"""The film's form: all its parts on one page, in as many queries for many as for few."""

import pytest
from django import forms
from django.db import connection
from django.forms.renderers import DjangoTemplates
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import mark_safe
from pytest_django.asserts import assertHTMLEqual
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget
from zeal import zeal_ignore

from editorial import history
from editorial.models import Version
from films.models import Credit, Film, Person, PlotSectionCharacter

from .admin_forms import change, errors_in, form_of, sent_by
from .factories import (
    make_article_section,
    make_character,
    make_credit,
    make_editor,
    make_film,
    make_film_company,
    make_film_country,
    make_film_genre,
    make_film_picture,
    make_person,
    make_picture,
    make_plot_section,
    make_release,
    make_reviewer,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(make_editor())


def saved(client, film, fields):
    response = client.post(change(film), fields)
    assert response.status_code == 302, errors_in(response)


def with_row(fields, prefix, **row):
    """Return the form's fields with a row added to one of its tables."""
    number = int(fields[f"{prefix}-TOTAL_FORMS"][0])
    row = {"position": "0", **row}
    new = {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return {**fields, f"{prefix}-TOTAL_FORMS": [str(number + 1)], **new}


def make_full_film(title, parts):
    """A film with `parts` rows of each kind that refers to other rows."""
    film = make_film(title)
    for number in range(parts):
        name = f"{title} {number}"
        source = make_source(name, key=f"{film.pk}-{number}")
        character = make_character(name)
        make_credit(
            film=film,
            person=make_person(name),
            character=character,
            source=source,
            position=number,
        )
        section = make_plot_section(film, name, position=number)
        PlotSectionCharacter.objects.create(section=section, character=character)
        make_article_section(film, name, position=number)
        make_release(film, event=name, source=source)
        make_film_company(film)
        make_film_picture(film, make_picture(name))
        make_film_genre(film)
    return film


def queries_of(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return len(queries)


# Queries


def test_film_form_takes_as_many_queries_for_many_parts_as_for_one(client):
    small, large = make_full_film("Small", 1), make_full_film("Large", 12)
    client.get(change(small))
    assert queries_of(lambda: client.get(change(large))) == queries_of(
        lambda: client.get(change(small))
    )


def test_film_form_takes_as_many_queries_for_5000_people_as_for_three(client):
    film = make_full_film("Small", 3)
    client.get(change(film))
    before = queries_of(lambda: client.get(change(film)))
    names = [f"Person {number}" for number in range(5000)]
    Person.objects.bulk_create(Person(name=name, slug=name.lower()[7:]) for name in names)
    response = client.get(change(film))
    assert b"Person 4999" not in response.content
    assert queries_of(lambda: client.get(change(film))) == before


def test_whole_film_opens_in_few_queries(client, lost_bullet, django_assert_max_num_queries):
    film = Film.objects.get(slug="lost-bullet")
    client.get(change(film))
    with django_assert_max_num_queries(31):
        assert client.get(change(film)).status_code == 200


def test_whole_film_is_saved_in_few_queries(client, lost_bullet, django_assert_max_num_queries):
    film = Film.objects.get(slug="lost-bullet")
    saved(client, film, {**form_of(client, film), "tagline": "Faster"})
    fields = {**form_of(client, film), "tagline": "Vite"}
    with django_assert_max_num_queries(61):
        saved(client, film, fields)
    kept = Version.objects.of(Film, [film.pk]).first()
    assert kept.state == history.state_of(film)
    assert kept.summary == "Tagline"


@pytest.mark.parametrize(("field", "year"), [("born_on", "1990"), ("died_on", "1970")])
def test_constraint_is_tried_when_one_of_its_fields_was_changed(client, field, year):
    person = make_person(born_on="1980", died_on="1985")
    response = client.post(change(person), {**form_of(client, person), field: year})
    assert errors_in(response) == ["The date of death is before the date of birth. Check both."]


def test_refused_film_form_takes_as_many_queries_for_many_parts_as_for_one(client):
    small, large = make_full_film("Small", 1), make_full_film("Large", 12)
    refused = {film: {**form_of(client, film), "title": ""} for film in (small, large)}
    # The first time, history keeps what it finds.
    for film in (small, large):
        client.post(change(film), refused[film])
    counts = {
        queries_of(lambda film=film: client.post(change(film), refused[film]))
        for film in (small, large)
    }
    assert len(counts) == 1


def test_people_of_new_credits_are_asked_for_together(client):
    film = make_film()
    fields = form_of(client, film)
    for number in range(12):
        person, character = make_person(f"Person {number}"), make_character(f"Character {number}")
        row = {"role": "cast", "person": str(person.pk), "character": str(character.pk)}
        fields = with_row(fields, "credits", **row)
    # One query for each of them would raise NPlusOneError.
    saved(client, film, fields)
    assert film.credits.count() == 12


@pytest.mark.parametrize("value", ["abc", "\0", "9" * 30, "-1"])
def test_person_that_is_none_is_an_error_beside_those_that_are(client, value):
    film, person = make_film(), make_person()
    fields = form_of(client, film)
    for key in (str(person.pk), value):
        fields = with_row(fields, "credits", role="director", person=key)
    response = client.post(change(film), fields)
    assert errors_in(response) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]


def test_film_that_one_may_only_read_takes_as_many_queries_for_many_parts(client):
    small, large = make_full_film("Small", 1), make_full_film("Large", 12)
    client.force_login(make_reviewer())
    client.get(change(small))
    counts = {queries_of(lambda film=film: client.get(change(film))) for film in (small, large)}
    assert len(counts) == 1


# Parts


def test_untouched_film_form_changes_nothing(client):
    film = make_full_film("Lost Bullet", 2)
    before = list(Credit.objects.values()), list(PlotSectionCharacter.objects.values())
    saved(client, film, form_of(client, film))
    assert (list(Credit.objects.values()), list(PlotSectionCharacter.objects.values())) == before


def test_editor_adds_a_film_with_all_its_parts_on_one_page(client):
    person, character = make_person("Alban Lenoir"), make_character("Lino")
    fields = sent_by(client.get(reverse("admin:films_film_add")), "film_form")
    fields = with_row(fields, "credits", role="cast", person=person.pk, character=character.pk)
    fields = with_row(
        fields,
        "plot_sections",
        heading="The robbery",
        body="Lino drives.",
        spoiler_level="0",
        characters=[character.pk],
    )
    fields = with_row(fields, "releases", kind="streaming", released_on="2020-06")
    response = client.post(reverse("admin:films_film_add"), {**fields, "title": "Lost Bullet"})
    assert response.status_code == 302, errors_in(response)
    film = Film.objects.get(slug="lost-bullet")
    assert [str(credit.person) for credit in film.credits.all()] == ["Alban Lenoir"]
    section = film.plot_sections.get()
    assert section.key == "the-robbery"
    assert [str(row) for row in section.appearances.all()] == ["Lino"]
    assert film.releases.get().released_on == "2020-06"


def test_new_row_goes_behind_the_others(client):
    film = make_film()
    for position, name in enumerate(["Alban Lenoir", "Nicolas Duvauchelle"], start=3):
        make_credit(film=film, person=make_person(name), position=position)
    fields = form_of(client, film)
    for name in ("Ramzy Bedia", "Stéfi Celma"):
        fields = with_row(fields, "credits", role="cast", person=make_person(name).pk)
    # Each new row is checked by itself; those that are there cost nothing.
    with zeal_ignore():
        saved(client, film, fields)
    names = [str(credit.person) for credit in film.credits.all()]
    assert names == ["Alban Lenoir", "Nicolas Duvauchelle", "Ramzy Bedia", "Stéfi Celma"]


def test_rows_are_put_in_the_order_in_which_they_were_dragged(client):
    film = make_film()
    for position, name in enumerate(["First", "Second"]):
        make_plot_section(film, name, position=position)
    fields = form_of(client, film)
    swapped = {"plot_sections-0-position": "1", "plot_sections-1-position": "0"}
    saved(client, film, {**fields, **swapped})
    assert [section.heading for section in film.plot_sections.all()] == ["Second", "First"]


def test_person_is_added_while_crediting_with_a_name_alone(client):
    url = f"{reverse('admin:films_person_add')}?_to_field=id&_popup=1"
    fields = sent_by(client.get(url), "person_form")
    response = client.post(url, {**fields, "name": "Rod Paradot"})
    assert response.status_code == 200
    person = Person.objects.get(name="Rod Paradot")
    assert f"&quot;value&quot;: &quot;{person.pk}&quot;" in response.content.decode()
    assert "Rod Paradot" in response.content.decode()


def test_form_offers_to_add_a_person_where_one_is_chosen(client):
    page = client.get(change(make_credit().film)).content.decode()
    assert 'id="add_id_credits-0-person"' in page
    assert 'aria-label="Add another person"' in page


def test_two_new_sections_without_a_key_get_one_each(client):
    film = make_film()
    fields = form_of(client, film)
    fields |= {"article_sections-TOTAL_FORMS": "2"}
    for row, heading in enumerate(("Filming in Sète", "Filming in Sète")):
        fields |= {
            f"article_sections-{row}-heading": heading,
            f"article_sections-{row}-body": "All of it.",
            f"article_sections-{row}-topic": "production",
            f"article_sections-{row}-position": "0",
        }
    saved(client, film, fields)
    keys = film.article_sections.values_list("key", flat=True)
    assert list(keys) == ["filming-in-sete", "filming-in-sete-2"]


def test_two_new_sections_without_a_key_go_beside_one_that_has_one(client):
    film = make_article_section(heading="Production").film
    fields = form_of(client, film)
    for heading in ("Filming", "Release"):
        section = {"heading": heading, "body": "All of it.", "topic": "production"}
        fields = with_row(fields, "article_sections", **section)
    saved(client, film, fields)
    keys = film.article_sections.values_list("key", flat=True)
    assert list(keys) == ["production", "filming", "release"]


# Characters of a plot section


def test_a_character_can_be_added_where_a_section_names_it(client):
    section = make_plot_section()
    page = client.get(change(section.film)).content.decode()
    assert 'id="add_id_plot_sections-0-characters"' in page


def test_characters_are_kept_in_the_order_in_which_they_were_chosen(client):
    section = make_plot_section()
    lino, areski, julia = (make_character(name) for name in ("Lino", "Areski", "Julia"))
    fields = form_of(client, section.film)
    chosen = [julia.pk, lino.pk, areski.pk, lino.pk]
    saved(client, section.film, {**fields, "plot_sections-0-characters": chosen})
    assert [str(row) for row in section.appearances.all()] == ["Julia", "Lino", "Areski"]
    page = client.get(change(section.film)).content.decode()
    assert page.index(">Julia<") < page.index(">Lino<") < page.index(">Areski<")


def test_character_taken_out_of_a_section_stays_in_the_catalogue(client):
    section, lino = make_plot_section(), make_character("Lino")
    PlotSectionCharacter.objects.create(section=section, character=lino)
    fields = form_of(client, section.film)
    fields.pop("plot_sections-0-characters")
    saved(client, section.film, fields)
    assert not section.appearances.exists()
    lino.refresh_from_db()


@pytest.mark.parametrize("value", ["abc", "\0", "9" * 30, ""])
def test_character_that_is_none_is_an_error_and_nothing_is_lost(client, value):
    section = make_plot_section()
    fields = {**form_of(client, section.film), "plot_sections-0-characters": [value]}
    response = client.post(change(section.film), {**fields, "tagline": "He builds cars."})
    assert response.status_code == 200
    assert errors_in(response)
    assert b"He builds cars." in response.content


# What is refused


def test_citation_of_an_unknown_source_is_refused_with_its_key(client):
    section = make_plot_section()
    film = section.film
    make_source("Variety", key="variety")
    fields = form_of(client, film)
    fields["lead"] = "Seen by many.[^variety][^nobody]"
    fields["plot_sections-0-body"] = "He drives.[^no-one]"
    response = client.post(change(film), fields)
    assert errors_in(response) == [
        "No source has the key [^nobody]. Add the source first, or correct the key.",
        "No source has the key [^no-one]. Add the source first, or correct the key.",
    ]
    assert b"He drives.[^no-one]" in response.content
    section.refresh_from_db()
    assert "no-one" not in section.body


def test_text_that_cites_a_source_gone_since_does_not_block_other_changes(client):
    film = make_film(lead="Seen by many.[^gone]")
    saved(client, film, {**form_of(client, film), "tagline": "He builds cars."})
    film.refresh_from_db()
    assert film.tagline == "He builds cars."


def test_row_that_another_editor_deleted_is_told_of_and_nothing_is_lost(client):
    section = make_plot_section()
    fields = form_of(client, section.film)
    section.delete()
    response = client.post(change(section.film), {**fields, "tagline": "He builds cars."})
    assert "Another editor has deleted this row." in response.content.decode()
    assert b"He builds cars." in response.content
    saved(client, section.film, {**fields, "plot_sections-0-DELETE": "on", "tagline": "New."})
    section.film.refresh_from_db()
    assert section.film.tagline == "New."


def test_same_credit_twice_is_refused_in_its_row(client):
    credit = make_credit()
    fields = with_row(form_of(client, credit.film), "credits", role="cast", person=credit.person_id)
    response = client.post(change(credit.film), fields)
    assert "This person already has that credit." in errors_in(response)


def test_character_of_a_director_is_refused(client):
    film, lino = make_film(), make_character()
    fields = with_row(
        form_of(client, film),
        "credits",
        role="director",
        person=make_person().pk,
        character=lino.pk,
    )
    response = client.post(change(film), fields)
    assert any("Only the cast plays characters" in error for error in errors_in(response))


def test_incomplete_release_date_is_kept_and_a_wrong_one_refused(client):
    film = make_film()
    fields = form_of(client, film)
    row = {"kind": "festival", "event": "Sète"}
    response = client.post(change(film), with_row(fields, "releases", released_on="2020-13", **row))
    assert errors_in(response) == ["Enter a date such as 2020-06-19, 2020-06 or 2020."]
    saved(client, film, with_row(fields, "releases", released_on="2020", **row))
    assert film.releases.get().released_on.label == "2020"


def test_film_s_country_list_survives_a_refused_form(client):
    film = make_film_country().film
    response = client.post(change(film), {**form_of(client, film), "title": ""})
    assert errors_in(response) == ["This field is required."]
    assert b"France" in response.content


# How fields are written


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput({"placeholder": '"<&', "required": True, "disabled": False}), '"<b>'),
        (forms.TextInput({"title": mark_safe("&amp;"), "size": 5}), None),
        (forms.CheckboxInput(), True),
        (forms.Select({"class": "x"}, [("a", "<A>"), ("b", "B")]), "b"),
        (forms.Textarea({"rows": 3}), "\n<p>"),
        (UnfoldAdminTextInputWidget(), "a & b"),
        (UnfoldAdminSelectWidget(choices=[("", "-"), ("A & B", [("a", "<A>"), (2, "B")])]), 2),
    ],
)
def test_field_is_written_as_its_own_template_writes_it(widget, value):
    field = widget.render("name", value, {"id": "id_name"})
    assertHTMLEqual(field, widget.render("name", value, {"id": "id_name"}, DjangoTemplates()))
