"""Review before publishing: a writer asks, an editor publishes the draft or sends it back."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from editorial.models import Draft, Version
from films.models import Film

from .admin_forms import admin_url, change, form_of, sent_by
from .factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def film():
    return make_film("Lost Bullet", tagline="Fast.")


def asked(client, film, **fields):
    """Ask for a review of a form, and return its draft."""
    client.post(admin_url(Film, "ask", film.pk), form_of(client, film) | fields)
    return Draft.objects.latest("pk")


def actions():
    versions = Version.objects.select_related("revision")
    return [(v.action, v.revision.author_name, v.revision.note) for v in versions]


def test_a_draft_waits_on_the_dashboard_of_those_who_may_publish_it(wanda, bob, film):
    draft = asked(wanda, film, tagline="Faster.", _note="Is it too fast?")
    assert (draft.state, draft.note) == ("waiting", "Is it too fast?")
    film.refresh_from_db()
    assert film.tagline == "Fast."
    queue = bob.get(reverse("admin:index"))
    assertContains(queue, "Waiting for review")
    assertContains(queue, f"{admin_url(Film, 'change', film.pk)}?draft={draft.pk}")
    assertContains(queue, "Is it too fast?")
    assertNotContains(wanda.get(reverse("admin:index")), "panel-waiting")


def test_the_reviewer_reads_what_changes_and_publishes_it_in_both_names(wanda, bob, film):
    make_credit(film, make_person("Anna"))
    draft = asked(wanda, film, tagline="Faster.", _note="Is it too fast?")
    changes = bob.get(admin_url(Film, "draft_changes", draft.pk))
    assertContains(changes, "<del>Fast</del><ins>Faster</ins>", html=False)
    assertNotContains(changes, "Anna")
    shown = bob.get(change(film), {"draft": draft.pk})
    assertContains(shown, "This is the draft of <strong>wanda</strong>")
    bob.post(change(film), sent_by(shown, "film_form"))
    film.refresh_from_db()
    assert film.tagline == "Faster."
    assert not Draft.objects.exists()
    assert actions()[:2] == [
        ("changed", "bob", "Draft by wanda: Is it too fast?"),
        ("asked", "wanda", "Is it too fast?"),
    ]


def test_what_is_said_of_a_draft_is_kept_without_null_characters(wanda, bob, film):
    draft = asked(wanda, film, tagline="Faster.", _note="Too\0 fast?")
    bob.post(admin_url(Film, "settle_draft", draft.pk), {"answer": "Y\0es."})
    draft.refresh_from_db()
    assert (draft.note, draft.answer) == ("Too fast?", "Yes.")


def test_sending_back_says_why_and_the_writer_asks_again(wanda, bob, film):
    draft = asked(wanda, film, tagline="Faster.")
    settle = admin_url(Film, "settle_draft", draft.pk)
    assertContains(
        bob.post(settle, {}, follow=True), "Say what needs changing before you send it back."
    )
    bob.post(settle, {"answer": "Too fast."})
    assert actions()[0] == ("returned", "bob", "Too fast.")
    assertContains(wanda.get(change(film), {"draft": draft.pk}), "“Too fast.”")
    assertContains(wanda.get(reverse("admin:index")), "Too fast.")
    fields = form_of(wanda, film, draft) | {"tagline": "Slow."}
    wanda.post(admin_url(Film, "ask", film.pk), fields)
    draft.refresh_from_db()
    assert (draft.state, draft.answer) == ("waiting", "")


def test_what_waits_can_be_withdrawn_by_its_author_alone(wanda, bob, film):
    draft = asked(wanda, film)
    bob.post(admin_url(Film, "settle_draft", draft.pk), {"withdraw": "1"})
    draft.refresh_from_db()
    assert draft.state == "waiting"
    wanda.post(admin_url(Film, "settle_draft", draft.pk), {"withdraw": "1"})
    draft.refresh_from_db()
    assert draft.state == "written"
    assert actions()[0][0] == "withdrawn"


def test_what_does_not_wait_is_not_withdrawn(bob, film):
    draft = asked(bob, film, tagline="Faster.")
    Draft.objects.update(state="scheduled", publish_at="2030-01-01T10:00Z")
    bob.post(admin_url(Film, "settle_draft", draft.pk), {"withdraw": ""})
    draft.refresh_from_db()
    assert draft.state == "scheduled"
    assert actions()[0][0] == "asked"


def test_a_form_with_mistakes_is_kept_and_waits_for_nobody(wanda, film):
    response = wanda.post(
        admin_url(Film, "ask", film.pk),
        form_of(wanda, film) | {"runtime_minutes": "long"},
        follow=True,
    )
    assertContains(response, "Fix the errors below")
    assertContains(response, 'value="long"')
    assert Draft.objects.get().state == "written"


def test_a_writer_sends_nothing_back(wanda, film):
    draft = asked(wanda, film)
    assert (
        wanda.post(admin_url(Film, "settle_draft", draft.pk), {"answer": "No."}).status_code == 403
    )


def test_a_new_film_is_asked_for_and_published(wanda, bob):
    fields = sent_by(wanda.get(admin_url(Film, "add")), "film_form")
    wanda.post(admin_url(Film, "ask_new"), fields | {"title": "Brand new", "_note": "Please look."})
    draft = Draft.objects.get()
    assert (draft.state, draft.object_id) == ("waiting", None)
    assertContains(bob.get(reverse("admin:index")), "Brand new")
    assertContains(bob.get(admin_url(Film, "draft_changes", draft.pk)), "Brand new")
    shown = sent_by(bob.get(admin_url(Film, "add"), {"draft": draft.pk}), "film_form")
    bob.post(admin_url(Film, "add"), shown)
    assert Film.objects.get().title == "Brand new"
    assert actions() == [("added", "bob", "Draft by wanda: Please look.")]


def test_what_happens_to_a_draft_is_no_change_that_a_form_is_merged_with(wanda, bob, film):
    bob.post(change(film), form_of(bob, film) | {"tagline": "Faster."})
    mine = form_of(bob, film)
    asked(wanda, film, tagline="Slow.")
    assert (
        bob.get(admin_url(Film, "presence", film.pk), {"base": mine["_base"][0]}).json()["saved_by"]
        == []
    )
    response = bob.post(change(film), mine | {"runtime_minutes": "90"}, follow=True)
    assertNotContains(response, "saved this page while you were editing")


@pytest.mark.parametrize("name", ["ask", "schedule"])
def test_a_draft_of_a_deleted_page_waits_for_nothing_and_says_why(bob, film, name):
    fields = form_of(bob, film) | {"tagline": "Faster.", "_publish_at": "2100-01-01T10:00"}
    # Deleted in the admin: a draft has its title from the history.
    bob.post(admin_url(Film, "delete", film.pk), {"post": "yes"})
    bob.post(admin_url(Film, name, film.pk), fields)
    draft = Draft.objects.get()
    assert draft.state == "written"
    changes = bob.get(admin_url(Film, "draft_changes", draft.pk))
    assertContains(changes, "The page has been deleted. Recover it first.")


def test_changes_of_a_draft_that_cannot_be_saved_say_why(wanda, bob, film):
    draft = asked(wanda, film)
    Draft.objects.update(form="title=")
    assertContains(bob.get(admin_url(Film, "draft_changes", draft.pk)), "This field is required.")
