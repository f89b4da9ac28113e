"""Drafts: a form is kept as it is, shown again, and saved the way of any form."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from editorial.models import Draft, Presence, Version
from editorial.models.presence import PRESENT
from films.models import Credit, Film

from .admin_forms import admin_url, change, errors_in, form_of, logged_in, sent_by
from .factories import (
    make_credit,
    make_film,
    make_person,
    make_plot_section,
    make_review,
    make_writer,
)

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def kept(client, page, fields):
    """Keep a form as a draft, as the script does, and return the draft."""
    answer = client.post(
        admin_url(page, "draft", page.pk), form_of(client, page) | fields, headers=JSON
    )
    return Draft.objects.get(pk=answer.json()["draft"])


def test_a_draft_leaves_the_page_as_it_is_and_is_shown_again(alice):
    film = make_film(tagline="Fast.")
    draft = kept(alice, film, {"tagline": "Faster."})
    film.refresh_from_db()
    assert film.tagline == "Fast."
    assert not Version.objects.exists()
    assert form_of(alice, film)["tagline"] == ["Fast."]
    assert form_of(alice, film, draft)["tagline"] == ["Faster."]


def test_a_draft_keeps_its_parts_old_new_and_deleted(alice):
    film = make_film()
    make_credit(film, make_person("Anna"))
    make_credit(film, make_person("Carl"), position=1)
    new = make_person("Dora")
    fields = {
        "credits-TOTAL_FORMS": "3",
        "credits-0-credited_as": "Annie",
        "credits-1-DELETE": "on",
        "credits-2-role": "cast",
        "credits-2-person": str(new.pk),
        "credits-2-position": "2",
    }
    draft = kept(alice, film, fields)
    assert Credit.objects.count() == 2
    shown = form_of(alice, film, draft)
    assert {name: shown[name] for name in fields} == {name: [fields[name]] for name in fields}
    assert alice.post(change(film), shown).status_code == 302
    assert set(film.credits.values_list("person__name", "credited_as")) == {
        ("Anna", "Annie"),
        ("Dora", ""),
    }


def test_a_draft_with_mistakes_is_kept_and_shows_them_when_it_is_opened(alice):
    film = make_film()
    draft = kept(alice, film, {"title": "", "runtime_minutes": "long"})
    response = alice.get(change(film), {"draft": draft.pk})
    assert len(errors_in(response)) == 2
    assertContains(response, 'value="long"')


def test_of_many_drafts_of_a_page_the_last_three_are_in_sight(alice):
    film = make_film()
    for _ in range(3):
        kept(alice, film, {"tagline": "Faster."})
    assertNotContains(alice.get(change(film)), "more draft")
    kept(alice, film, {"tagline": "Faster."})
    response = alice.get(change(film))
    assertContains(response, "<summary>1 more draft</summary>", html=True)
    assertContains(response, "You have a draft", 4)


def test_saving_what_began_as_a_draft_ends_the_draft(alice):
    film = make_film(tagline="Fast.")
    draft = kept(alice, film, {"tagline": "Faster."})
    other = kept(alice, film, {"tagline": "Slow."})
    alice.post(change(film), form_of(alice, film, draft))
    film.refresh_from_db()
    assert film.tagline == "Faster."
    assert list(Draft.objects.all()) == [other]
    assert Version.objects.first().action == "changed"


def test_a_form_that_is_refused_keeps_its_draft(alice):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    response = alice.post(change(film), form_of(alice, film, draft) | {"title": ""})
    assert errors_in(response)
    assert sent_by(response, "film_form")["_draft"] == [str(draft.pk)]
    assertNotContains(response, "Continue editing")
    assert Draft.objects.get() == draft


def test_keeping_again_changes_the_draft_that_is_there(alice):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    assert kept(alice, film, form_of(alice, film, draft) | {"tagline": "Fastest."}) == draft
    assert form_of(alice, film, draft)["tagline"] == ["Fastest."]


def test_two_windows_of_one_editor_keep_a_draft_each(alice):
    film = make_film()
    one = kept(alice, film, {"tagline": "One."})
    assert kept(alice, film, {"tagline": "Two."}) != one
    # Two windows that show the same draft: the second to write does not write over the first.
    shown = form_of(alice, film, one)
    assert kept(alice, film, shown | {"tagline": "One, on."}) == one
    other = kept(alice, film, shown | {"tagline": "One, otherwise."})
    assert (other == one, other.origin) == (False, one)
    assert form_of(alice, film, one)["tagline"] == ["One, on."]


def test_what_is_written_on_meanwhile_is_not_ended_by_a_save_of_what_it_was(alice, bob):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    shown = form_of(bob, film, draft)
    kept(alice, film, form_of(alice, film, draft) | {"tagline": "Fastest."})
    bob.post(change(film), shown)
    film.refresh_from_db()
    assert film.tagline == "Faster."
    assert form_of(alice, film, Draft.objects.get())["tagline"] == ["Fastest."]


def test_what_its_author_wrote_on_meanwhile_is_not_ended_by_a_save_of_what_another_made_of_it(
    alice, bob
):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    own = kept(bob, film, form_of(bob, film, draft) | {"tagline": "Fastest."})
    kept(alice, film, form_of(alice, film, draft) | {"lead": "More words."})
    bob.post(change(film), form_of(bob, film, own))
    assert Film.objects.get().tagline == "Fastest."
    assert Draft.objects.get() == draft
    assert form_of(alice, film, draft)["lead"] == ["More words."]


def test_the_draft_of_another_is_never_written_to_but_goes_when_it_is_saved(alice, bob):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    shown = form_of(bob, film, draft) | {"tagline": "Fastest."}
    own = kept(bob, film, shown)
    assert (own.author.username, own.origin) == ("bob", draft)
    assert form_of(alice, film, draft)["tagline"] == ["Faster."]
    bob.post(change(film), form_of(bob, film, own))
    film.refresh_from_db()
    assert film.tagline == "Fastest."
    assert not Draft.objects.exists()


def test_what_others_saved_since_is_merged_into_a_draft_as_it_is_opened(alice, bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    draft = kept(alice, film, {"tagline": "Faster."})
    bob.post(change(film), form_of(bob, film) | {"runtime_minutes": "92"})
    response = alice.get(change(film), {"draft": draft.pk})
    assertContains(response, "bob saved the page in the meantime (Running time).")
    shown = sent_by(response, "film_form")
    assert (shown["tagline"], shown["runtime_minutes"]) == (["Faster."], ["92"])
    alice.post(change(film), shown)
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Faster.", 92)


def test_what_others_changed_in_the_same_place_is_asked_as_a_draft_is_opened(alice, bob):
    film = make_film(tagline="Fast.")
    draft = kept(alice, film, {"tagline": "Faster."})
    bob.post(change(film), form_of(bob, film) | {"tagline": "Slow."})
    response = alice.get(change(film), {"draft": draft.pk})
    assertContains(response, "<strong>bob</strong> changed this too.")
    assertContains(response, "<b>Theirs</b> Slow.")
    assertContains(response, 'value="Faster."')


def test_a_film_is_drafted_before_it_exists_and_published(alice):
    add = reverse("admin:films_film_add")
    fields = sent_by(alice.get(add), "film_form") | {"title": "Brand new"}
    answer = alice.post(reverse("admin:films_film_draft_new"), fields, headers=JSON)
    assert not Film.objects.exists()
    draft = Draft.objects.get()
    assert answer.json() == {
        "draft": draft.pk,
        "read": draft.stamp,
        "url": f"{add}?draft={draft.pk}",
    }
    assert draft.title == "Brand new"
    assertContains(alice.get(add), "You have a draft of “Brand new”")
    assertContains(alice.get(reverse("admin:films_film_changelist")), "Brand new")
    shown = sent_by(alice.get(add, {"draft": draft.pk}), "film_form")
    alice.post(add, shown)
    assert Film.objects.get().title == "Brand new"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("page", ["film", "review", "person", "franchise", "picture", "source"])
def test_an_empty_form_of_any_kind_is_kept_under_some_name(alice, page):
    app = {"review": "reviews", "franchise": "franchise"}.get(page, "films")
    alice.post(reverse(f"admin:{app}_{page}_draft_new"), {}, headers=JSON)
    assert Draft.objects.get().title


def test_without_a_script_a_button_keeps_the_draft_and_opens_it(alice):
    film = make_film()
    response = alice.post(
        admin_url(film, "draft", film.pk), form_of(alice, film) | {"tagline": "Faster."}
    )
    assertRedirects(response, f"{change(film)}?draft={Draft.objects.get().pk}")


def test_the_form_tells_of_drafts_of_its_page_and_the_list_of_who_has_them(alice, bob):
    film = make_film()
    draft = kept(bob, film, {"tagline": "Faster."})
    response = alice.get(change(film))
    assertContains(response, "<strong>bob</strong> has a draft")
    assertContains(response, f'href="?draft={draft.pk}"')
    assertNotContains(response, ">Discard</a>")
    assertContains(bob.get(change(film)), "You have a draft")
    assertContains(alice.get(reverse("admin:films_film_changelist")), "Draft by bob")


def test_discarding_asks_and_is_for_ones_own_alone(alice, bob):
    film = make_film()
    draft = kept(alice, film, {"tagline": "Faster."})
    discard = reverse("admin:films_film_discard", args=[draft.pk])
    assert bob.post(discard).status_code == 404
    assertContains(alice.get(discard), "Its content will be lost for good")
    assert Draft.objects.exists()
    assertRedirects(alice.post(discard), change(film))
    assert not Draft.objects.exists()


def test_a_draft_of_a_page_deleted_meanwhile_is_kept_and_works_when_it_is_back(alice, bob):
    film = make_film("Lost Bullet", tagline="Fast.")
    mine = form_of(alice, film)
    keep, form = admin_url(film, "draft", film.pk), change(film)
    bob.post(admin_url(film, "delete", film.pk), {"post": "yes"})
    answer = alice.post(keep, mine | {"tagline": "Faster."}, headers=JSON)
    draft = Draft.objects.get(pk=answer.json()["draft"])
    assert draft.title == "Lost Bullet"
    version = Version.objects.filter(action="deleted").get()
    bob.post(reverse("admin:films_film_recover", args=[version.pk]))
    shown = sent_by(alice.get(form, {"draft": draft.pk}), "film_form")
    assert shown["tagline"] == ["Faster."]


@pytest.mark.parametrize("key", ["", "abc", "-1", "9" * 40, "0"])
def test_an_odd_number_of_a_draft_opens_and_keeps_what_it_can(alice, key):
    film = make_film(tagline="Fast.")
    assert opened_by(alice, film, key)["tagline"] == ["Fast."]
    assert kept(alice, film, {"tagline": "Faster.", "_draft": key}).form.count("Faster")


def opened_by(client, film, key):
    return sent_by(client.get(change(film), {"draft": key}), "film_form")


@pytest.mark.parametrize("form", ["", "title=x", "credits-TOTAL_FORMS=abc", "&&&=", "title=%00"])
def test_a_broken_draft_is_shown_with_what_is_wrong_and_never_a_fault(alice, form):
    film = make_film()
    draft = kept(alice, film, {})
    Draft.objects.update(form=form)
    assert alice.get(change(film), {"draft": draft.pk}).status_code == 200


def test_a_draft_of_another_page_is_not_opened(alice):
    draft = kept(alice, make_film("One"), {"tagline": "One."})
    other = make_film("Two", tagline="Two.")
    assert form_of(alice, other, draft)["tagline"] == ["Two."]


def test_drafts_of_any_kind_of_page(alice):
    review = make_review(quote="Fast.", status="draft")
    draft = kept(alice, review, {"quote": "Faster."})
    assert form_of(alice, review, draft)["quote"] == ["Faster."]


def test_a_draft_takes_as_many_queries_for_one_part_as_for_many(alice):
    def queries(film):
        draft = kept(alice, film, {"tagline": "Faster."})
        alice.get(change(film), {"draft": draft.pk})
        with CaptureQueriesContext(connection) as captured:
            alice.get(change(film), {"draft": draft.pk})
            kept(alice, film, {"tagline": "Faster."})
        return len(captured)

    small, large = make_film("One"), make_film("Two")
    for film, count in ((small, 1), (large, 12)):
        for number in range(count):
            make_credit(film, make_person(f"{film} {number}"), position=number)
            make_plot_section(film, f"Part {number}", position=number)
    assert queries(small) == queries(large)


# Who may draft, and not save


def test_a_writer_drafts_and_saves_nothing(wanda, alice):
    film = make_film(tagline="Fast.")
    response = wanda.get(change(film))
    assertNotContains(response, 'name="_save"')
    assertContains(response, "Save draft")
    fields = sent_by(response, "film_form") | {"tagline": "Faster."}
    # Sent as if to save: kept all the same.
    response = wanda.post(change(film), fields | {"_save": "Save"}, follow=True)
    assertContains(response, "Draft of “Lost Bullet” saved.")
    film.refresh_from_db()
    assert film.tagline == "Fast."
    shown = form_of(alice, film, Draft.objects.get())
    assert shown["tagline"] == ["Faster."]
    alice.post(change(film), shown)
    film.refresh_from_db()
    assert film.tagline == "Faster."


def test_a_writer_drafts_a_new_film_and_previews_it(wanda):
    assertContains(wanda.get(reverse("admin:films_film_changelist")), "/admin/films/film/add/")
    add = reverse("admin:films_film_add")
    fields = sent_by(wanda.get(add), "film_form") | {"title": "Brand new"}
    response = wanda.post(reverse("admin:films_film_preview_new"), fields)
    assertContains(response, "<h1>Brand new</h1>")
    wanda.post(add, fields)
    assert not Film.objects.exists()
    assert Draft.objects.get().title == "Brand new"


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete_selected"])
def test_a_writer_acts_on_no_list(wanda, action):
    film = make_film()
    data = {"action": action, "_selected_action": [film.pk], "post": "yes"}
    wanda.post(reverse("admin:films_film_changelist"), data)
    film.refresh_from_db()
    assert film.status == "published"


@pytest.mark.parametrize("name", ["delete"])
def test_a_writer_deletes_nothing(wanda, name):
    film = make_film()
    assert wanda.post(admin_url(film, name, film.pk), {"post": "yes"}).status_code == 403


def test_who_may_only_look_drafts_nothing(client):
    user = make_writer("victor")
    user.groups.get().permissions.remove(
        *user.groups.get().permissions.filter(codename="draft_pages")
    )
    client.force_login(user)
    film = make_film()
    assert client.post(admin_url(film, "draft", film.pk), {}).status_code == 403
    assertNotContains(client.get(change(film)), "Save draft")


# Who else is here


def test_an_open_form_tells_who_else_has_it_open_and_who_saved_it(alice, bob):
    film = make_film()
    presence = admin_url(film, "presence", film.pk)
    assert alice.get(presence).json()["others"] == []
    told = bob.get(presence, {"base": "0"}).json()
    assert told["others"] == ["alice"]
    assertContains(bob.get(change(film)), "has this page open too")
    alice.post(change(film), form_of(alice, film) | {"tagline": "Faster."})
    # And nobody saved what was there at first.
    assert bob.get(presence, {"base": "0"}).json()["saved_by"] == ["alice"]


def test_who_has_another_page_open_is_not_here(alice, bob):
    film = make_film()
    for page in (make_film("Two"), make_person(pk=film.pk)):
        alice.get(admin_url(page, "presence", page.pk))
    assert bob.get(admin_url(film, "presence", film.pk)).json()["others"] == []


def test_who_closed_a_form_is_forgotten_after_a_while_and_who_has_it_open_is_not(alice, bob):
    film = make_film()
    presence = admin_url(film, "presence", film.pk)
    alice.get(presence)
    Presence.objects.update(seen_at=timezone.now() - PRESENT)
    assert bob.get(presence).json()["others"] == []
    alice.get(presence)
    assert bob.get(presence).json()["others"] == ["alice"]


def test_presence_is_told_to_nobody_who_may_not_see_the_page(alice):
    film = make_film()
    presence = admin_url(film, "presence", film.pk)
    alice.get(presence)
    guest = logged_in(User.objects.create_user("guest", is_staff=True))
    for form in (presence, admin_url(film, "presence_new")):
        assert guest.get(form).status_code == 403
    assert Presence.objects.get().user.username == "alice"


@pytest.mark.parametrize("base", ["", "abc", "9" * 30])
def test_presence_answers_whatever_it_is_asked(alice, base):
    film = make_film()
    told = alice.get(admin_url(film, "presence", film.pk), {"base": base}).json()
    assert told["saved_by"] == []
