"""Columns that follow from other rows are right whatever wrote these, and the version moves."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from content import stored_columns, triggers
from content.stored_columns import content_apps
from content.version import current
from editorial.models import settle
from films.models import Character, Company, Credit, Film, Person, Release
from films.models.credits import ROLE_BITS
from franchise.models import Franchise, Installment
from reviews.models import Critic, Publication, Review
from search.models import SearchEntry
from search.query import published_entries

from .admin_forms import admin_url
from .factories import (
    make_character,
    make_company,
    make_credit,
    make_critic,
    make_editor,
    make_film,
    make_film_company,
    make_franchise,
    make_installment,
    make_person,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
)

CONTENT_MODELS = [model for config in content_apps() for model in config.get_models()]


def expected():
    """What the columns should hold, computed by Django's own aggregates: by column, then key."""
    seen = Q(credits__film__is_visible=True)
    yield "released_on", Film.objects.annotate(value=Min("releases__released_on"))
    films = Count("credits__film", filter=seen, distinct=True)
    yield "film_count", Person.objects.annotate(value=films)
    for person in Person.objects.all():
        credits = Credit.objects.published().filter(person=person)
        person.value = sum({ROLE_BITS[credit.role] for credit in credits})
        yield "role_bits", [person]
    for character in Character.objects.all():
        played = Film.objects.published().filter(credits__character=character)
        plots = Film.objects.published().filter(plot_sections__appearances__character=character)
        character.value = len({*played, *plots})
        yield "film_count", [character]
    for company in Company.objects.all():
        made = Film.objects.published().filter(film_companies__company=company)
        released = Film.objects.published().filter(releases__company=company)
        company.value = len({*made, *released})
        yield "film_count", [company]
    installments = Count("installments", filter=Q(installments__film__is_visible=True))
    yield "film_count", Franchise.objects.annotate(value=installments)
    reviews = Count("reviews", filter=Q(reviews__is_visible=True, reviews__film__is_visible=True))
    yield "review_count", Publication.objects.annotate(value=reviews)
    yield "review_count", Critic.objects.annotate(value=reviews)


def assert_all_are_right():
    for column, rows in expected():
        for row in rows:
            assert getattr(row, column) == (row.value or type(getattr(row, column))()), row
    for review in Review.objects.select_related("film", "publication"):
        assert review.film_is_visible == review.film.is_live
        assert review.film_folded == review.film.folded
        assert review.publication_folded == review.publication.folded
    for kind, model in {"film": Film, "person": Person, "review": Review}.items():
        found = SearchEntry.objects.filter(kind=kind, is_visible=True)
        assert {*found.values_list("object_id", flat=True)} == {
            *model.objects.published().values_list("pk", flat=True)
        }
    assert not any(stored_columns.drift().values())


@pytest.fixture
def catalogue(db):
    films = [make_film(f"Film {n}", status=["draft", "published"][n % 2]) for n in range(4)]
    people = [make_person(f"Person {n}") for n in range(3)]
    characters = [make_character(f"Character {n}") for n in range(2)]
    companies = [make_company(f"Company {n}") for n in range(2)]
    publications = [make_publication(f"Publication {n}") for n in range(2)]
    critics = [make_critic(f"Critic {n}") for n in range(2)]
    franchise = make_franchise("Films", films[:2])
    for n, film in enumerate(films):
        make_credit(film, people[n % 3], character=characters[n % 2])
        make_credit(film, people[n % 3], role="director")
        make_release(film, f"202{n}-01-0{n + 1}", company=companies[n % 2])
        make_release(film, f"202{n}", kind="festival", event="Cannes")
        make_film_company(film, companies[(n + 1) % 2])
        make_review(film, publications[n % 2], critic=critics[n % 2])
        section = make_plot_section(film)
        section.appearances.create(character=characters[(n + 1) % 2])
    return franchise


def test_a_new_catalogue_has_them_right(catalogue):
    assert_all_are_right()
    assert Person.objects.get(name="Person 0").film_count == 1
    assert Film.objects.get(title="Film 3").released_on == "2023"


@pytest.mark.parametrize("seed", range(5))
def test_they_stay_right_whatever_is_written(catalogue, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret.
    films, people = list(Film.objects.all()), list(Person.objects.all())
    writes = [
        lambda: Film.objects.filter(pk=chance.choice(films).pk).update(status="published"),
        lambda: Film.objects.filter(pk=chance.choice(films).pk).update(status="draft"),
        lambda: Film.objects.filter(pk=chance.choice(films).pk).update(unpublish_at=timezone.now()),
        lambda: Release.objects.bulk_create(
            [Release(film=chance.choice(films), released_on="2019", event=str(chance.random()))]
        ),
        lambda: Release.objects.filter(film=chance.choice(films)).first().delete(),
        lambda: Credit.objects.bulk_create(
            [Credit(film=chance.choice(films), person=chance.choice(people), role="music")],
            ignore_conflicts=True,
        ),
        lambda: Credit.objects.filter(role="cast").update(person=chance.choice(people)),
        lambda: Credit.objects.filter(role="director").update(role="writer"),
        lambda: Review.objects.update(status=chance.choice(["draft", "published"])),
        lambda: Review.objects.order_by("?").first().delete(),
        lambda: make_installment(make_franchise(), chance.choice(films)),
        lambda: Installment.objects.first().delete(),
    ]
    for _ in range(12):
        chance.choice(writes)()
        assert_all_are_right()


def test_a_review_follows_the_names_of_its_film_and_of_its_publication(catalogue):
    film, publication = Film.objects.first(), Publication.objects.first()
    film.sort_title, publication.name = "Zebra", "Zeitung"
    film.save()
    publication.save()
    assert_all_are_right()
    assert Review.objects.filter(film_folded__startswith="zebra").exists()
    Review.objects.filter(film__title="Film 3").update(film=film, publication=publication)
    assert_all_are_right()


def test_deleting_a_film_takes_it_out_of_all_counts(catalogue):
    Film.objects.get(title="Film 1").delete()
    assert_all_are_right()


def test_a_row_saved_as_it_was_read_a_while_ago_brings_no_old_count_back(db):
    person, film = make_person(), make_film()
    make_credit(film, person)
    assert person.film_count == 0
    person.save()
    person.refresh_from_db()
    assert person.film_count == 1


def test_a_row_written_around_the_models_is_counted(db):
    film = make_film(status="draft")
    person = make_credit(film).person
    with connection.cursor() as cursor:
        cursor.execute("UPDATE films_film SET is_visible = %s", [True])
    person.refresh_from_db()
    assert person.film_count == 1


def test_the_gate_opens_and_closes_with_time(db, monkeypatch):
    now = timezone.now()
    tomorrow, later = now + timezone.timedelta(days=1), now + timezone.timedelta(days=2)
    person = make_credit(make_film(publish_at=tomorrow, unpublish_at=later)).person
    for moment, count in ((now, 0), (tomorrow, 1), (later, 0)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        settle()
        person.refresh_from_db()
        assert person.film_count == count
        assert Film.objects.published().count() == count


def test_saving_the_status_alone_opens_the_gate(db):
    film = make_film(status="draft")
    film.status = "published"
    film.save(update_fields=["status"])
    assert Film.objects.published().get() == film


def test_drift_is_found_and_mended(db, capsys):
    make_credit()
    with connection.cursor() as cursor:
        # What no trigger sees: as where a table is restored by itself.
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER content_keeps_films_person_film_count_0_update")
        cursor.execute("UPDATE films_person SET film_count = 7")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
    with pytest.raises(CommandError, match=r"1 row of films_person\.film_count is wrong"):
        call_command("check_stored")
    call_command("check_stored", mend=True)
    assert "1 row of films_person.film_count was mended" in capsys.readouterr().out
    assert Person.objects.get().film_count == 1
    call_command("check_stored")


# The version


@pytest.fixture
def version(transactional_db):
    make_film()
    return lambda: current().number


def test_a_rollback_does_not_move_the_version(version):
    before = version()
    with transaction.atomic():
        make_film("Another")
        transaction.set_rollback(True)
    assert version() == before
    make_film("Another")
    assert version() > before


@pytest.mark.parametrize("model", CONTENT_MODELS, ids=lambda model: model._meta.label)
def test_every_table_of_content_moves_the_version(version, model):
    """By triggers on inserting, updating and deleting: one test of each is made by the others."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'content_keeps_version' "
                "AND tgrelid = %s::regclass",
                [model._meta.db_table],
            )
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s "
                "AND name GLOB 'content_keeps_version_*'",
                [model._meta.db_table],
            )
            assert cursor.fetchone() == (3,)


@pytest.mark.parametrize(
    "write",
    [
        lambda: make_film("Another"),
        lambda: Film.objects.get().save(),
        lambda: Film.objects.update(tagline="Faster."),
        lambda: Film.objects.bulk_create([Film(title="Another", slug="another")]),
        lambda: Film.objects.get().delete(),
        lambda: Film.objects.all()._raw_delete("default"),
    ],
)
def test_each_way_of_writing_moves_the_version(version, write):
    before = version()
    write()
    assert version() > before
    assert current().moved_at.tzinfo is not None


def test_what_visitors_do_not_see_moves_no_version(version):
    before = version()
    make_editor()
    assert version() == before


@pytest.mark.parametrize(
    ("model", "heading"),
    [(Person, "Published films"), (Publication, "Published reviews")],
)
def test_a_list_in_the_admin_says_that_it_counts_what_is_published(db, editor, model, heading):
    make_review(make_credit(make_film()).film, make_publication())
    assert heading.encode() in editor.get(admin_url(model, "changelist")).content


@pytest.mark.parametrize(
    "rows",
    [
        *(model.objects.published for model in (Film, Franchise, Person, Character, Company)),
        *(model.objects.published for model in (Review, Publication, Critic)),
        published_entries,
    ],
    ids=lambda rows: rows.__qualname__,
)
def test_what_is_published_is_told_by_constants_as_the_indexes_tell_it(rows):
    """With a parameter SQLite reads each row of an index in the table, too."""
    sql, parameters = rows().order_by().query.sql_with_params()
    assert parameters == ()
    assert "%s" not in sql


def test_what_is_mended_before_the_triggers_are_there_is_another_version(db):
    person = make_credit().person
    before = current().number
    triggers.drop()
    Person.objects.filter(pk=person.pk).update(film_count=7)
    triggers.create()
    person.refresh_from_db()
    assert person.film_count == 1
    assert current().number > before
    between = current().number
    triggers.drop()
    triggers.create()
    assert current().number == between


def test_triggers_that_were_suspended_are_there_again_and_what_they_keep_is_right(db):
    with triggers.suspended():
        person = make_credit().person
    person.refresh_from_db()
    assert person.film_count == 1
    Credit.objects.all().delete()
    person.refresh_from_db()
    assert person.film_count == 0
