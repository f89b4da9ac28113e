"""The schedule: pages from and until a time, and drafts that are published when it comes."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_save
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from editorial.models import Draft, Version, settle
from films.models import Film

from .admin_forms import admin_url, change, form_of, sent_by
from .factories import make_film, make_franchise, make_review, make_writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def film():
    return make_film("Lost Bullet", tagline="Fast.")


def scheduled(client, film, **fields):
    """Schedule a form for tomorrow, and let a day go by."""
    fields = {"_publish_at": tomorrow(), **fields}
    client.post(admin_url(Film, "schedule", film.pk), form_of(client, film) | fields)
    draft = Draft.objects.latest("pk")
    Draft.objects.filter(pk=draft.pk).update(publish_at=timezone.now())
    return draft


def tomorrow():
    return (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


def publish_due():
    """The command's exit code."""
    try:
        call_command("publish_due")
    except SystemExit as ended:
        return ended.code
    return 0


# Pages


@pytest.mark.parametrize("make", [make_film, make_franchise, make_review])
def test_what_is_published_until_a_time_is_hidden_from_then_on(make):
    now = timezone.now()
    rows = type(make()).objects
    rows.all().update(unpublish_at=now + timedelta(hours=1))
    assert rows.published().exists()
    rows.all().update(unpublish_at=now)
    assert not rows.published().exists()
    assert not rows.get().is_live


def test_the_first_moment_of_a_page_is_seen_and_the_last_is_not(monkeypatch):
    begin = timezone.now()
    end = begin + timedelta(hours=1)
    film = make_film(publish_at=begin, unpublish_at=end)
    for moment, is_seen in ((begin, True), (end, False)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        settle()
        assert Film.objects.published().exists() == is_seen
        assert film.is_live == is_seen


def test_a_page_cannot_end_before_it_begins(alice, film):
    fields = form_of(alice, film) | {
        "publish_at_0": "2030-01-02",
        "publish_at_1": "10:00",
        "unpublish_at_0": "2030-01-02",
        "unpublish_at_1": "10:00",
    }
    response = alice.post(change(film), fields)
    assert response.context["adminform"].form.errors == {
        "unpublish_at": ["Choose a time later than “publish from”."]
    }


@pytest.mark.parametrize("name", ["publish_at", "unpublish_at"])
@pytest.mark.parametrize(
    ("day", "zone"), [("9999-12-31", "America/New_York"), ("0001-01-01", "Asia/Tokyo")]
)
def test_a_time_that_is_none_in_another_zone_is_refused(alice, film, name, day, zone):
    fields = {f"{name}_0": day, f"{name}_1": "12:00", "_time_zone": zone}
    response = alice.post(change(film), form_of(alice, film) | fields)
    assert response.context["adminform"].form.errors == {name: ["Enter a year from 1900 to 9000."]}


@pytest.mark.parametrize(
    ("from_hours", "until_hours", "label"),
    [
        (None, None, "Published"),
        (1, 2, "From "),
        (None, 1, "Published until "),
        (None, -1, "Until "),
    ],
)
def test_the_list_tells_from_and_until_when(alice, film, from_hours, until_hours, label):
    for name, hours in (("publish_at", from_hours), ("unpublish_at", until_hours)):
        setattr(film, name, hours and timezone.now() + timedelta(hours=hours))
    film.save()
    assertContains(alice.get(admin_url(Film, "changelist")), label)


# Drafts


def test_a_draft_of_a_live_page_is_published_when_its_time_has_come(alice, film):
    draft = scheduled(alice, film, tagline="Faster.")
    Draft.objects.update(publish_at=timezone.now() + timedelta(hours=1))
    assert publish_due() == 0
    film.refresh_from_db()
    assert film.tagline == "Fast."
    Draft.objects.update(publish_at=timezone.now())
    assert publish_due() == 0
    film.refresh_from_db()
    assert film.tagline == "Faster."
    assert not Draft.objects.filter(pk=draft.pk).exists()
    version = Version.objects.select_related("revision").first()
    assert (version.action, version.revision.author_name) == ("changed", "alice")


def test_a_film_that_no_visitor_sees_is_published_whatever_its_status(alice):
    film = make_film(status="draft")
    scheduled(alice, film)
    publish_due()
    film.refresh_from_db()
    assert film.is_live


def test_a_new_film_is_published_when_its_time_has_come(alice):
    fields = sent_by(alice.get(admin_url(Film, "add")), "film_form")
    alice.post(
        admin_url(Film, "schedule_new"), fields | {"title": "Brand new", "_publish_at": tomorrow()}
    )
    Draft.objects.update(publish_at=timezone.now())
    publish_due()
    assert Film.objects.published().get().title == "Brand new"


def test_what_others_saved_meanwhile_is_merged(alice, film):
    scheduled(alice, film, tagline="Faster.")
    alice.post(change(film), form_of(alice, film) | {"runtime_minutes": "92"})
    assert publish_due() == 0
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Faster.", 92)


def test_what_others_changed_in_the_same_place_is_asked_and_tried_again(alice, film):
    draft = scheduled(alice, film, tagline="Faster.")
    alice.post(change(film), form_of(alice, film) | {"tagline": "Slow."})
    assert publish_due() == 1
    film.refresh_from_db()
    assert film.tagline == "Slow."
    draft.refresh_from_db()
    assert draft.problem.startswith("alice changed the same fields in the meantime")
    assert Version.objects.first().action == "failed"
    assertContains(alice.get(reverse("admin:index")), "could not be published")
    # Told once in the history, however often it is tried.
    versions = Version.objects.count()
    publish_due()
    assert Version.objects.count() == versions
    alice.post(change(film), form_of(alice, film) | {"tagline": "Fast."})
    assert publish_due() == 0
    film.refresh_from_db()
    assert film.tagline == "Faster."


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda draft: Draft.objects.update(form="title="), "Title: This field is required."),
        (
            lambda draft: draft.author.groups.clear(),
            "alice no longer has permission to publish this",
        ),
        (
            lambda draft: type(draft.author).objects.update(is_active=False),
            "no longer has permission",
        ),
        (lambda draft: Film.objects.all().delete(), "The page has been deleted"),
    ],
)
def test_what_cannot_be_published_says_why_and_stays(alice, film, spoil, problem):
    draft = scheduled(alice, film, tagline="Faster.")
    spoil(draft)
    assert publish_due() == 1
    draft.refresh_from_db()
    assert problem in draft.problem
    assert draft.state == "scheduled"


def test_one_that_fails_does_not_keep_back_the_next(alice, film):
    scheduled(alice, film, runtime_minutes="90")
    Draft.objects.update(form="title=")
    other = make_film("Other")
    scheduled(alice, other, tagline="Faster.")
    assert publish_due() == 1
    other.refresh_from_db()
    assert other.tagline == "Faster."


def test_what_a_window_over_another_form_sends_is_published_as_any(alice, film):
    scheduled(alice, film, tagline="Faster.", _popup="1", _to_field="id")
    assert publish_due() == 0
    film.refresh_from_db()
    assert film.tagline == "Faster."


def test_a_draft_at_which_the_site_fails_keeps_nobody_else_back(alice, film):
    draft = scheduled(alice, film, tagline="Faster.")
    other = make_film("Other")
    scheduled(alice, other, tagline="Faster.")

    def fail(instance, **kwargs):
        if instance == film:
            raise RuntimeError

    pre_save.connect(fail, sender=Film)
    try:
        assert publish_due() == 1
    finally:
        pre_save.disconnect(fail, sender=Film)
    draft.refresh_from_db()
    assert draft.problem.startswith("Publishing failed")
    other.refresh_from_db()
    assert other.tagline == "Faster."


def test_a_form_without_its_rows_is_not_scheduled(alice, film):
    fields = form_of(alice, film) | {"tagline": "Faster.", "_publish_at": tomorrow()}
    fields = {name: texts for name, texts in fields.items() if not name.startswith("credits-")}
    alice.post(admin_url(Film, "schedule", film.pk), fields)
    assert Draft.objects.get().state == "written"


def test_what_a_save_would_ask_is_asked_before_it_is_scheduled(alice, film):
    fields = form_of(alice, film) | {"slug": "elsewhere", "_publish_at": tomorrow()}
    alice.post(admin_url(Film, "schedule", film.pk), fields)
    draft = Draft.objects.get()
    assert draft.state == "written"
    shown = alice.get(change(film), {"draft": draft.pk})
    assertContains(shown, "Change the URL")
    fields = sent_by(shown, "film_form") | {"_moves_to": "elsewhere", "_publish_at": tomorrow()}
    alice.post(admin_url(Film, "schedule", film.pk), fields)
    Draft.objects.filter(state="scheduled").update(publish_at=timezone.now())
    assert publish_due() == 0
    film.refresh_from_db()
    assert film.slug == "elsewhere"


def test_why_a_draft_was_not_published_is_told_in_words(alice, film):
    alice.post(admin_url(Film, "draft", film.pk), form_of(alice, film) | {"slug": "elsewhere"})
    Draft.objects.update(state="scheduled", publish_at=timezone.now())
    publish_due()
    problem = Draft.objects.get().problem
    assert problem.startswith("Slug: This page’s URL is /films/lost-bullet/.")
    assert "<" not in problem


def test_a_second_film_of_a_name_is_asked_about_before_it_is_scheduled(alice, film):
    fields = sent_by(alice.get(admin_url(Film, "add")), "film_form") | {"title": film.title}
    alice.post(admin_url(Film, "schedule_new"), fields | {"_publish_at": tomorrow()})
    draft = Draft.objects.get()
    assert (draft.title, draft.state) == (film.title, "written")
    assertContains(
        alice.get(admin_url(Film, "add"), {"draft": draft.pk}), "There is already a film"
    )


def test_a_schedule_is_cancelled(alice, film):
    draft = scheduled(alice, film, tagline="Faster.")
    alice.post(admin_url(Film, "unschedule", draft.pk))
    publish_due()
    draft.refresh_from_db()
    assert draft.state == "written"
    assert [v.action for v in Version.objects.all()[:2]] == ["cancelled", "scheduled"]


@pytest.mark.parametrize(
    "publish_at", ["", "tomorrow", "2020-01-01T10:00", "9999-12-31T23:59", "9" * 50]
)
def test_a_time_that_cannot_be_is_refused_and_the_draft_kept(alice, film, publish_at):
    fields = form_of(alice, film) | {"tagline": "Faster.", "_publish_at": publish_at}
    alice.post(admin_url(Film, "schedule", film.pk), fields)
    assert Draft.objects.get().state == "written"


def test_a_writer_schedules_nothing(client, film):
    client.force_login(make_writer())
    fields = form_of(client, film) | {"_publish_at": tomorrow()}
    assert client.post(admin_url(Film, "schedule", film.pk), fields).status_code == 403
    assert Draft.objects.get().state == "written"


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="In memory, SQLite has no second connection that waits."
)
@pytest.mark.django_db(transaction=True)
def test_two_that_run_at_once_publish_each_draft_once(alice):
    films = [make_film(f"Film {number}", tagline="Fast.") for number in range(6)]
    for film in films:
        scheduled(alice, film, tagline="Faster.")
    barrier, codes = Barrier(2), []

    def run():
        barrier.wait()
        codes.append(publish_due())
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0]
    assert Film.objects.filter(tagline="Faster.").count() == 6
    assert Version.objects.filter(action="changed").count() == 6
