"""What the database refuses, and how rows name, date and publish themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from content.dates import PartialDate
from content.natural_keys import first_free
from content.search_keys import normalize
from films.models import Character, Company, Film, Person, Picture, PlotSection
from reviews.models import Critic, Publication, Review
from search.models import SearchEntry

from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_figure,
    make_film,
    make_film_company,
    make_film_country,
    make_film_genre,
    make_film_language,
    make_film_picture,
    make_franchise,
    make_genre,
    make_installment,
    make_language,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def make_link(page):
    return page.links.create(label="Netflix", url="https://example.org/")


# For each constraint: a row that holds it, and values that break it. A row that is made twice
# breaks a unique constraint without any other value.
OVER_BEFORE_IT_BEGINS = {
    "publish_at": datetime(2030, 1, 2, tzinfo=UTC),
    "unpublish_at": datetime(2030, 1, 1, tzinfo=UTC),
}
VIOLATIONS = {
    "film_ends_after_it_begins": (make_film, OVER_BEFORE_IT_BEGINS),
    "review_ends_after_it_begins": (make_review, OVER_BEFORE_IT_BEGINS),
    "franchise_ends_after_it_begins": (make_franchise, OVER_BEFORE_IT_BEGINS),
    "film_has_slug_and_title": (make_film, {"title": ""}),
    "film_runtime_in_range": (make_film, {"runtime_minutes": 1501}),
    "person_has_slug_and_name": (make_person, {"name": ""}),
    "person_born_before_death": (make_person, {"born_on": "1987-01-13", "died_on": "1986"}),
    "character_has_slug_and_name": (make_character, {"name": ""}),
    "company_has_slug_and_name": (make_company, {"name": ""}),
    "genre_has_slug_and_name": (make_genre, {"name": ""}),
    "picture_has_slug_and_name": (make_picture, {"name": ""}),
    "picture_has_alt_or_is_decorative": (make_picture, {"alt": ""}),
    "picture_has_size": (make_picture, {"width": 0}),
    "picture_focal_point_inside": (make_picture, {"focal_x": 101}),
    "source_has_key_and_title": (make_source, {"title": ""}),
    "plot_section_has_key_and_heading": (make_plot_section, {"heading": ""}),
    "plot_section_spoiler_level_known": (make_plot_section, {"spoiler_level": 3}),
    "article_section_has_key_and_heading": (make_article_section, {"heading": ""}),
    "release_has_date": (make_release, {"released_on": ""}),
    "figure_money_has_currency": (make_figure, {"unit": "EUR"}),
    "credit_character_in_cast_only": (
        lambda: make_credit(character=make_character()),
        {"role": "director"},
    ),
    "publication_has_slug_and_name": (make_publication, {"name": ""}),
    "critic_has_slug_and_name": (make_critic, {"name": ""}),
    "critic_slug_not_reserved": (make_critic, {"slug": "unsigned"}),
    "review_verdict_known": (make_review, {"verdict": "raving"}),
    "review_score_within_scale": (make_review, {"score_value": 6, "score_scale": 5}),
    "franchise_has_slug_and_title": (make_franchise, {"title": ""}),
    "credit_once_per_character": (lambda: make_credit(character=make_character()), {}),
    "credit_once_without_character": (make_credit, {}),
    "company_once_per_film_and_role": (make_film_company, {}),
    "country_once_per_film": (make_film_country, {}),
    "language_once_per_film": (make_film_language, {}),
    "genre_once_per_film": (make_film_genre, {}),
    "picture_once_per_film": (make_film_picture, {}),
    "film_once_per_franchise": (make_installment, {}),
    "plot_section_key_once_per_film": (make_plot_section, {}),
    "article_section_key_once_per_film": (make_article_section, {}),
    "character_once_per_plot_section": (
        lambda: make_plot_section().appearances.create(character=make_character()),
        {},
    ),
    "release_once_per_country": (lambda: make_release(country=make_country()), {}),
    "release_once_worldwide": (make_release, {}),
    "figure_once_per_period": (make_figure, {}),
    "film_link_once": (lambda: make_link(make_film()), {}),
    "film_link_has_label_and_url": (lambda: make_link(make_film()), {"label": ""}),
    "person_link_once": (lambda: make_link(make_person()), {}),
    "person_link_has_label_and_url": (lambda: make_link(make_person()), {"label": ""}),
    "country_has_code_and_name": (make_country, {"name": ""}),
    "language_has_code_and_name": (make_language, {"name": ""}),
    "review_once_per_critic": (lambda: make_review(critic=make_critic()), {}),
    "review_once_unsigned": (make_review, {}),
    "film_status_known": (make_film, {"status": "secret"}),
    "film_production_status_known": (make_film, {"production_status": "rumoured"}),
    "film_picture_role_known": (make_film_picture, {"role": "stil"}),
    "film_company_role_known": (make_film_company, {"role": "finance"}),
    "credit_role_known": (make_credit, {"role": "castt"}),
    "article_section_topic_known": (make_article_section, {"topic": "gossip"}),
    "release_kind_known": (make_release, {"kind": "leak"}),
    "figure_kind_known": (make_figure, {"kind": "likes", "unit": "EUR"}),
    "franchise_status_known": (make_franchise, {"status": "secret"}),
    "installment_relation_known": (make_installment, {"relation": "cousin"}),
    "review_status_known": (make_review, {"status": "secret"}),
    "search_entry_once_per_object": (
        lambda: SearchEntry.objects.create(kind="film", object_id=0, title="x", words="x"),
        {},
    ),
}


def constraints():
    for label in ("films", "reviews", "franchise", "search"):
        for model in apps.get_app_config(label).get_models():
            yield from model._meta.constraints


def test_every_constraint_is_tried():
    assert {constraint.name for constraint in constraints()} == set(VIOLATIONS)


def violating_row(name):
    """Return an unsaved row that breaks this constraint and no other."""
    make, values = VIOLATIONS[name]
    row = make()
    for field, value in values.items():
        setattr(row, field, value)
    if not values:
        row.pk = None
        row._state.adding = True
    return row


@pytest.mark.parametrize("name", VIOLATIONS)
def test_database_refuses_what_breaks_the_constraint(name):
    row = violating_row(name)
    if row.pk:
        values = {field: getattr(row, field) for field in VIOLATIONS[name][1]}
        break_it = row.__class__.objects.filter(pk=row.pk).update
    else:
        values = {"objs": [row]}
        break_it = row.__class__.objects.bulk_create
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        break_it(**values)
    # SQLite tells the columns of a unique constraint, not its name.
    if connection.vendor == "postgresql" or row.pk:
        assert name in str(refusal.value)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_form_says_what_breaks_the_constraint(name):
    constraint = next(each for each in constraints() if each.name == name)
    with pytest.raises(ValidationError) as refusal:
        violating_row(name).validate_constraints()
    assert constraint.violation_error_message in refusal.value.messages


# Dates


@pytest.mark.parametrize(
    ("text", "precision", "first_day", "label"),
    [
        ("2020-06-19", "day", date(2020, 6, 19), "19 June 2020"),
        ("2020-06", "month", date(2020, 6, 1), "June 2020"),
        ("2020", "year", date(2020, 1, 1), "2020"),
        ("2024-02-29", "day", date(2024, 2, 29), "29 February 2024"),
    ],
)
def test_partial_date_says_only_what_is_known(text, precision, first_day, label):
    day = PartialDate(text)
    assert (day, day.year) == (text, first_day.year)
    assert (day.precision, day.first_day, day.label) == (precision, first_day, label)


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-30",
        "2023-02-29",
        "2020-13",
        "2020-00",
        "0000",
        "20",
        "20200619",
        "2020-6-19",
        "2020-06-",
        "2020-06-19T12:00",
        "19 June 2020",
        "２０２０",
        "2020\n",
        "",
    ],
)
def test_partial_date_refuses_what_no_calendar_has(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own messages differ
        PartialDate(text)


def test_partial_dates_sort_by_time_and_the_less_exact_first():
    dates = ["2020-06-19", "2020", "2019-12-31", "2020-06", "2021"]
    assert sorted(map(PartialDate, dates)) == [
        "2019-12-31",
        "2020",
        "2020-06",
        "2020-06-19",
        "2021",
    ]


@pytest.mark.parametrize("given", ["2020-06-19", " 2020-06-19 ", date(2020, 6, 19)])
def test_partial_date_field_reads_text_and_dates(given):
    person = Person(name="Alban Lenoir", slug="alban-lenoir", born_on=given)
    person.full_clean()
    person.save()
    assert Person.objects.get().born_on.label == "19 June 2020"


def test_partial_date_field_refuses_an_impossible_day():
    with pytest.raises(ValidationError) as refusal:
        Person(name="Alban Lenoir", born_on="1987-02-30").full_clean()
    assert refusal.value.message_dict == {
        "born_on": ["Enter a date such as 2020-06-19, 2020-06 or 2020."]
    }


# Normalized text


@pytest.mark.parametrize(
    ("text", "normalized"),
    [("Sète", "sete"), ("SETE", "sete"), ("Stéfi Celma", "stefi celma"), ("Сет", "set")],
)
def test_normalized_text_is_typed_on_any_keyboard(text, normalized):
    assert normalize(text) == normalized


def test_folded_field_follows_its_sources_when_saved():
    film = make_film(title="Sète", original_title="Balle perdue")
    film.title = "Montpellier"
    film.save()
    assert Film.objects.values_list("folded", flat=True).get() == "montpellier balle perdue"


def test_folded_field_is_written_by_bulk_create():
    Person.objects.bulk_create([Person(slug="stefi-celma", name="Stéfi Celma")])
    assert Person.objects.filter(folded="stefi celma").exists()


def test_folded_field_is_written_by_loaddata_and_not_dumped():
    dump = serializers.serialize(
        "json", [make_person("Stéfi Celma")], use_natural_primary_keys=True
    )
    assert "folded" not in dump
    Person.objects.all().delete()
    for row in serializers.deserialize("json", dump):
        row.save()
    assert Person.objects.filter(folded="stefi celma").exists()


# URLs


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Stéfi Celma", "stefi-celma"),
        ("Lost Bullet 2: Back for More", "lost-bullet-2-back-for-more"),
        ("!!!", "film"),
        ("A" * 200, "a" * 74),
    ],
)
def test_slug_is_made_from_the_title(title, slug):
    assert make_film(title).slug == slug


def test_slug_of_another_script_is_ascii():
    slug = make_film("千と千尋の神隠し").slug
    assert slug.isascii()
    assert slug != "film"


def test_second_row_of_a_name_takes_a_number():
    assert [make_film().slug for _ in range(3)] == ["lost-bullet", "lost-bullet-2", "lost-bullet-3"]


def test_slug_is_no_word_that_means_something_else():
    assert make_critic("Unsigned").slug == "unsigned-2"
    assert make_publication("Unsigned").slug == "unsigned"


def test_slug_that_is_emptied_is_made_anew_and_stays_where_the_title_gives_it_again():
    film = make_film()
    film.slug = ""
    film.save()
    assert film.slug == "lost-bullet"


def test_slug_never_changes_with_the_title():
    film = make_film("Lost Bullet")
    film.title = "Balle perdue"
    film.save()
    assert Film.objects.get().slug == "lost-bullet"


def test_section_is_known_by_its_heading_within_its_film():
    first, second = make_film(), make_film()
    keys = [make_plot_section(film, heading="The Robbery").key for film in (first, first, second)]
    assert keys == ["the-robbery", "the-robbery-2", "the-robbery"]


@pytest.mark.parametrize(
    "make_row", [lambda: Film(title="Lost Bullet"), lambda: Person(name="Rod Paradot")]
)
def test_form_may_leave_the_url_open(make_row):
    make_row().full_clean()


def test_form_may_leave_the_anchor_open():
    PlotSection(film=make_film(), heading="The robbery", body="A Clio.").full_clean()


# Natural keys


def natural_rows():
    return [
        make_film(),
        make_credit(),
        make_credit(character=make_character()),
        make_release(),
        make_release(country=make_country()),
        make_figure(),
        make_source(),
        make_review(),
        make_review(critic=make_critic()),
        make_plot_section().appearances.create(character=make_character()),
        make_installment(),
    ]


def test_natural_key_finds_its_row_again():
    for row in natural_rows():
        key = row.natural_key()
        assert all(isinstance(part, str) for part in key), row
        assert type(row).objects.get_by_natural_key(*key) == row


# What visitors see

TOMORROW = timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "is_live"),
    [
        ({"status": "published"}, True),
        ({"status": "published", "publish_at": -TOMORROW}, True),
        ({"status": "published", "publish_at": TOMORROW}, False),
        ({"status": "draft"}, False),
        ({"status": "draft", "publish_at": -TOMORROW}, False),
    ],
)
@pytest.mark.parametrize("make", [make_film, make_review, make_franchise])
def test_published_holds_what_is_live_now(make, fields, is_live):
    if "publish_at" in fields:
        fields = fields | {"publish_at": timezone.now() + fields["publish_at"]}
    row = make(**fields)
    assert row.is_live is is_live
    assert type(row).objects.published().exists() is is_live


def test_review_waits_for_its_film():
    review = make_review(make_film(status="draft"))
    assert not Review.objects.published().exists()
    assert not review.is_live


def credited_person(film):
    make_credit(film, make_person())


def credited_character(film):
    make_credit(film, character=make_character())


def producing_company(film):
    make_film_company(film, make_company())


def releasing_company(film):
    make_release(film, company=make_company())


def reviewing_critic(film):
    make_review(film, critic=make_critic())


@pytest.mark.parametrize(
    ("model", "name_it"),
    [
        (Person, credited_person),
        (Character, credited_character),
        (Company, producing_company),
        (Company, releasing_company),
        (Publication, make_review),
        (Critic, reviewing_critic),
    ],
)
def test_name_is_seen_where_a_published_film_gives_it(model, name_it):
    name_it(make_film(status="draft"))
    assert not model.objects.published().exists()
    name_it(make_film(status="published"))
    assert model.objects.published().count() == 1


@pytest.mark.parametrize("model", [Publication, Critic])
def test_reviewer_is_not_seen_for_a_review_in_draft(model):
    make_review(critic=make_critic(), status="draft")
    assert not model.objects.published().exists()


@pytest.mark.parametrize("model", [Person, Character, Company])
def test_name_that_no_film_gives_is_not_seen(model):
    model.objects.create(name="Nobody")
    assert not model.objects.published().exists()


def test_picture_that_a_film_shows_cannot_be_deleted():
    picture = make_film_picture().picture
    with pytest.raises(models.ProtectedError):
        picture.delete()
    assert Picture.objects.exists()


def test_a_slug_that_is_taken_gets_the_first_number_that_is_not():
    taken = {"lost-bullet", "lost-bullet-2", "lost-bullet-4"}
    assert first_free("lost-bullet", taken.__contains__) == "lost-bullet-3"
    assert first_free("sentinelle", taken.__contains__) == "sentinelle"
