"""What the rules find is kept in rows: after each change, of the pages that it concerns."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from editorial import findings, history
from editorial.checks import all_findings, checked_models
from editorial.models import Dismissal, FindingCount, StoredFinding
from exchange.applying import apply
from exchange.packages import open_package
from films.models import Film, Person
from franchise.models import Franchise

from .admin_forms import admin_url, change, form_of
from .factories import (
    make_character,
    make_credit,
    make_editor,
    make_film,
    make_franchise,
    make_person,
    make_picture,
    make_plot_section,
    make_release,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_capture_on_commit_callbacks):
    """The browser of an editor whose posts are committed, and followed by what follows a commit."""
    client.force_login(make_editor())
    post = client.post

    def commit(*given, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return post(*given, **fields)

    client.post = commit
    return client


def announced(title="Lost Bullet", **fields):
    """A film with one issue to fix, unless it has a poster."""
    return make_film(title, production_status="announced", **fields)


def kept(rule):
    """On which pages it is kept that a rule finds something, each named once a finding."""
    rows = StoredFinding.objects.filter(rule=rule).order_by("object_id")
    return [(row.model, row.object_id) for row in rows]


def save(client, page, **fields):
    """Save a page's form with some fields changed."""
    response = client.post(change(page), form_of(client, page) | fields)
    assert response.status_code == 302


def delete(client, page):
    assert client.post(admin_url(page, "delete", page.pk), {"post": "yes"}).status_code == 302


def assert_up_to_date():
    """What is kept is what would be found now, and is counted rightly."""
    found = {finding.digest: finding for finding in all_findings(*checked_models())}
    rows = {row.digest: row for row in StoredFinding.objects.all()}
    assert {row.message for row in rows.values()} == {each.message for each in found.values()}
    assert rows.keys() == found.keys()
    for digest, finding in found.items():
        row = rows[digest]
        assert row.url == finding.url
        assert row.is_dismissed == bool(finding.dismissal)
    counts = FindingCount.objects.all()
    assert sum(each.open_count + each.dismissed_count for each in counts) == len(rows)
    assert {(each.model, each.object_id) for each in counts} == {
        (row.model, row.object_id) for row in rows.values()
    }


# The page itself


def test_saved_form_tells_the_dashboard_what_there_is_to_mend(editor):
    film = announced()
    save(editor, film)
    assert kept("film_without_poster") == [("films.film", film.pk)]
    assert "1 issue to fix on 1 page" in editor.get("/admin/").text
    save(editor, film, poster=make_picture().pk)
    assert kept("film_without_poster") == []
    assert "Nothing to fix" in editor.get("/admin/").text
    assert not FindingCount.objects.exists()


def test_form_that_is_saved_as_it_is_is_checked_too(editor):
    film = announced()
    save(editor, film)
    StoredFinding.objects.all().delete()
    save(editor, film)
    assert_up_to_date()


def test_deleted_page_has_nothing_to_mend(editor):
    film = announced()
    make_credit(film, make_person("Rod Paradot"))
    save(editor, film)
    assert StoredFinding.objects.count() == 2
    delete(editor, film)
    assert not StoredFinding.objects.exists()
    assert not FindingCount.objects.exists()


def test_what_is_rolled_back_is_not_checked(django_capture_on_commit_callbacks):
    film = announced()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        history.record(history.Action.ADDED, [film])
        transaction.set_rollback(True)
    assert not StoredFinding.objects.exists()


def test_rule_that_fails_keeps_nobody_from_saving(editor, monkeypatch, caplog):
    film = announced()
    monkeypatch.setattr(findings, "findings_among", lambda *given: 1 / 0)
    save(editor, film, title="Saved")
    film.refresh_from_db()
    assert film.title == "Saved"
    assert "division by zero" in caplog.text


def test_dismissed_finding_is_counted_apart(editor):
    film = announced()
    save(editor, film)
    digest = StoredFinding.objects.get().digest
    view = admin_url(film, "findings", film.pk)
    editor.post(view, {"finding": digest, "reason": "None was drawn."})
    assert FindingCount.objects.values_list("open_count", "dismissed_count").get() == (0, 1)
    assert_up_to_date()
    editor.post(view, {"finding": digest, "take_back": "1"})
    assert FindingCount.objects.values_list("open_count", "dismissed_count").get() == (1, 0)
    assert_up_to_date()


def test_actions_in_a_list_are_checked(editor):
    films = [announced("First", status="draft"), announced("Second", status="draft")]
    data = {"action": "publish", "_selected_action": [film.pk for film in films]}
    editor.post(reverse("admin:films_film_changelist"), data)
    assert len(kept("film_without_poster")) == 2


# Pages that look at it


def test_review_is_held_to_the_film_s_release_when_that_is_saved(editor):
    film = make_release().film
    review = make_review(film, published_on="2018")
    save(editor, film)
    assert kept("review_date_disagrees") == [("reviews.review", review.pk)]
    save(editor, film, **{"releases-0-released_on": "2018-06-19"})
    assert kept("review_date_disagrees") == []


def test_decorative_picture_is_found_when_a_film_takes_it_and_not_when_it_leaves_it(editor):
    film, picture = announced(), make_picture(alt="", is_decorative=True)
    save(editor, film, poster=picture.pk)
    assert kept("picture_wrongly_decorative") == [("films.picture", picture.pk)]
    save(editor, film, poster="")
    assert kept("picture_wrongly_decorative") == []


def test_link_is_dead_when_its_page_is_hidden_or_deleted_and_alive_when_it_is_back(editor):
    film = make_film("Burned Bullet")
    person = make_person(biography="[More](/films/burned-bullet/)")
    for page in (film, person):
        save(editor, page)
    assert kept("person_dead_link") == []
    save(editor, film, status="draft")
    assert kept("person_dead_link") == [("films.person", person.pk)]
    save(editor, film, status="published")
    assert kept("person_dead_link") == []
    delete(editor, film)
    assert kept("person_dead_link") == [("films.person", person.pk)]


def test_link_to_a_section_is_dead_when_the_section_is_taken_out(editor):
    section = make_plot_section(make_film(), "The robbery")
    person = make_person(biography="[More](/films/lost-bullet/#plot-the-robbery)")
    save(editor, section.film)
    save(editor, section.film, **{"plot_sections-0-DELETE": "on"})
    assert kept("person_dead_link") == [("films.person", person.pk)]


def test_link_to_a_person_is_alive_for_as_long_as_a_film_that_credits_them(editor):
    film = make_film()
    make_credit(film, make_person("Rod Paradot"), character=make_character())
    linking = make_film("Linking", lead="[Rod](/people/rod-paradot/)")
    save(editor, film)
    save(editor, film, status="draft")
    assert kept("film_dead_link") == [("films.film", linking.pk)]
    save(editor, film, status="published")
    assert kept("film_dead_link") == []


# Everything


def test_fixture_s_pages_are_checked_when_they_are_loaded(lost_bullet):
    assert StoredFinding.objects.exists()
    assert_up_to_date()


def test_applied_content_is_checked(settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        apply(open_package(Path(settings.FIXTURE_DIRS[0], "lost_bullet.yaml")))
    assert StoredFinding.objects.exists()
    assert_up_to_date()


def check_content():
    try:
        call_command("check_content", quiet=True)
    except SystemExit as end:
        return end.code
    return 0


def test_command_finds_what_no_editor_wrote_and_forgets_what_is_gone(capsys):
    film = announced()
    make_franchise("Empty")
    person = make_person(biography="[Dead](/films/none/)")
    assert check_content() == 0
    assert capsys.readouterr().out == "4 findings on 3 pages.\n"
    assert_up_to_date()
    Film.objects.filter(pk=film.pk).update(poster=make_picture())
    Franchise.objects.all().delete()
    Person.objects.filter(pk=person.pk).update(biography="[Still dead](/films/no/)")
    StoredFinding.objects.create(
        model="films.film", object_id=film.pk, rule="no_rule_any_more", digest="x"
    )
    FindingCount.objects.update(open_count=9)
    check_content()
    assert_up_to_date()
    assert capsys.readouterr().out == "1 finding on 1 page.\n"


def test_command_looks_at_every_page_in_batches(monkeypatch, capsys):
    monkeypatch.setattr(findings, "BATCH", 2)
    for number in range(5):
        announced(f"Film {number}")
    check_content()
    assert capsys.readouterr().out == "5 findings on 5 pages.\n"
    assert_up_to_date()


def test_one_rule_s_findings_are_kept_without_forgetting_those_of_others():
    film = announced(runtime_minutes=12)
    findings.keep(Film, [film.pk])
    with pytest.raises(SystemExit):
        call_command("check_content", "film_without_poster")
    assert FindingCount.objects.get().open_count == 2
    assert_up_to_date()


def test_dismissal_that_was_made_elsewhere_is_found_by_the_command():
    film = announced()
    findings.keep(Film, [film.pk])
    row = StoredFinding.objects.get()
    Dismissal.objects.create(
        rule=row.rule,
        model=row.model,
        object_id=film.pk,
        digest=row.digest,
        reason="None was drawn.",
        dismissed_by=make_editor(),
    )
    check_content()
    assert_up_to_date()
    assert FindingCount.objects.get().dismissed_count == 1
