"""History: what is recorded, how a difference reads, and what comes back."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from editorial import history
from editorial.differences import differences, summary, word_differences
from editorial.models import Revision, Version
from films.models import Credit, Film, Person, Picture, PlotSection
from franchise.models import Franchise
from reviews.models import Review

from .admin_forms import admin_url, sent_by
from .factories import (
    image_file,
    make_character,
    make_credit,
    make_critic,
    make_editor,
    make_film,
    make_film_picture,
    make_franchise,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_review,
)

pytestmark = pytest.mark.django_db


def save(client, page, **fields):
    """Open a page's form, type into it and save it."""
    url = admin_url(page, "change", page.pk)
    sent = sent_by(client.get(url), f"{page._meta.model_name}_form")
    response = client.post(url, sent | fields)
    assert response.status_code == 302, response.context["errors"]


def kept(page):
    """The last version of a page, which holds it as it is."""
    history.catch_up([page])
    return Version.objects.of(type(page), [page.pk]).first()


def act(client, model, action, pages, **fields):
    """Do to pages what the list of their kind offers."""
    url = admin_url(model, "changelist")
    selected = {"action": action, "_selected_action": [page.pk for page in pages]}
    response = client.post(url, selected | fields, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def whole_film():
    film = make_film(lead="He drives a red car.")
    for number, name in enumerate(("Anna", "Bob", "Carla", "Dora")):
        make_credit(film, make_person(name), position=number)
    section = make_plot_section(film, "The robbery", body="He robs.")
    section.appearances.create(character=make_character("Lino"))
    return film


# What is recorded


def test_the_first_change_keeps_what_was_there_and_what_is_now(editor):
    film = whole_film()
    save(editor, film, title="Lost Bullet, again", _note="As on the poster")
    now, before = Version.objects.all()
    assert (before.action, before.revision.author_name) == ("found", "")
    assert (now.action, now.revision.author_name) == ("changed", "editor")
    assert now.revision.note == "As on the poster"
    assert now.summary == "Title"
    assert before.state[0]["fields"]["title"] == "Lost Bullet"
    assert [row["model"] for row in now.state] == [
        "films.film",
        *["films.credit"] * 4,
        "films.plotsection",
        "films.plotsectioncharacter",
    ]


def test_a_save_that_changes_nothing_is_no_revision(editor):
    film = make_film()
    save(editor, film, title="Another")
    save(editor, film)
    assert Version.objects.count() == 2


def test_lines_that_end_as_browsers_send_them_are_no_change(editor):
    film = make_film(lead="One.\n\nTwo.", translations={"fr": {"lead": "Un.\n\nDeux."}})
    make_plot_section(film, body="One.\n\nTwo.")
    url = admin_url(film, "change", film.pk)
    sent = sent_by(editor.get(url), "film_form")
    as_browsers = {
        name: [text.replace("\n", "\r\n") for text in texts] for name, texts in sent.items()
    }
    editor.post(url, as_browsers)
    assert not Revision.objects.exclude(author_name="").exists()
    editor.post(url, as_browsers | {"tagline": "Fast."})
    assert Version.objects.first().summary == "Tagline"
    film.refresh_from_db()
    assert film.lead == "One.\n\nTwo."


def test_what_no_editor_changed_is_kept_before_the_next_change(editor):
    film = make_film()
    save(editor, film, title="Second")
    Film.objects.filter(pk=film.pk).update(title="Loaded")
    save(editor, film, tagline="Fast.")
    actions = Version.objects.order_by("pk").values_list("action", "summary")
    assert list(actions) == [
        ("found", ""),
        ("changed", "Title"),
        ("found", ""),
        ("changed", "Tagline"),
    ]


def test_a_new_page_is_recorded_with_its_parts(editor):
    anna = make_person("Anna")
    url = reverse("admin:films_film_add")
    sent = sent_by(editor.get(url), "film_form") | {
        "title": "New",
        "credits-TOTAL_FORMS": "1",
        "credits-0-role": "cast",
        "credits-0-person": str(anna.pk),
        "credits-0-position": "0",
    }
    assert editor.post(url, sent).status_code == 302
    version = Version.objects.get()
    assert (version.title, version.action) == ("New", "added")
    assert version.summary == "Credits: 1 added"


def test_a_bulk_action_is_one_revision_of_all_its_pages(editor):
    films = [make_film(title, status="draft") for title in ("One", "Two", "Three")]
    editor.post(
        reverse("admin:films_film_changelist"),
        {"action": "publish", "_selected_action": [film.pk for film in films]},
    )
    revision = Revision.objects.first()
    assert revision.author_name == "editor"
    assert {(v.title, v.summary) for v in revision.versions.all()} == {
        (title, "Status") for title in ("One", "Two", "Three")
    }


def test_a_save_asks_as_many_queries_for_one_part_as_for_many(editor):
    def queries(film):
        save(editor, film, tagline="Slow.")
        url = admin_url(film, "change", film.pk)
        sent = sent_by(editor.get(url), "film_form")
        with CaptureQueriesContext(connection) as captured:
            assert editor.post(url, sent | {"tagline": "Fast."}).status_code == 302
        return len(captured)

    small, large = make_film("One"), make_film("Two")
    make_credit(small, make_person("Anna"))
    for number in range(12):
        make_credit(large, make_person(f"Person {number}"), position=number)
    assert queries(small) == queries(large)


def test_a_save_asks_for_no_names_but_of_what_it_changed(editor):
    film = whole_film()
    save(editor, film, title="Second")
    Film.objects.update(tagline="Fast.")
    with CaptureQueriesContext(connection) as captured:
        history.record("changed", [film])
    read = [query["sql"].rpartition(" FROM ")[2] for query in captured]
    assert not [table for table in read if table.startswith('"films_person"')]


def test_deleting_asks_as_many_queries_for_one_page_that_goes_too_as_for_three(editor):
    def queries(film, count):
        for number in range(count):
            publication = make_publication(f"{film}'s paper {number}")
            make_review(film, publication, critic=make_critic(f"{film}'s critic {number}"))
        with CaptureQueriesContext(connection) as captured:
            history.record_deletion([film])
        return len(captured)

    assert queries(make_film("One"), 1) == queries(make_film("Two"), 3)
    assert Version.objects.filter(model="reviews.review", action="deleted").count() == 4


def test_publishing_asks_as_many_queries_for_one_review_as_for_three(editor):
    def queries(count):
        reviews = [make_review(make_film(), status="draft") for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            act(editor, Review, "publish", reviews)
        return len(captured)

    queries(1)
    assert queries(1) == queries(3)


def test_what_was_published_a_moment_before_is_not_published_again(editor):
    film = make_film(status="draft")
    assert act(editor, Film, "publish", [film]) == "1 film published."
    assert act(editor, Film, "publish", [film]) == "0 films published."
    assert [revision.author_name for revision in Revision.objects.all()] == ["editor", ""]
    assert LogEntry.objects.count() == 1


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="This database lets one write at a time."
)
@pytest.mark.django_db(transaction=True)
def test_who_publishes_while_another_does_waits_and_publishes_nothing_again(client):
    client.force_login(make_editor())
    film = make_film(status="draft")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Film.objects.filter(pk=film.pk).update(status="published")
            answer = pool.submit(act, client, Film, "publish", [film])
            sleep(0.5)
        assert answer.result() == "0 films published."
        pool.submit(lambda: connection.close()).result()
    assert not Revision.objects.exclude(author_name="").exists()


# How a difference reads


def changed(film, change):
    before = history.state_of(film)
    change()
    return differences(before, history.state_of(film))


def test_a_value_is_told_by_its_label_and_in_words():
    film = make_film(production_status="filming")

    def change():
        Film.objects.update(production_status="released", original_title="Balle perdue")

    [page] = changed(film, change)
    assert [(field.label, field.before, field.after) for field in page.fields] == [
        ("Original title", "", "Balle perdue"),
        ("Production status", "Filming", "Released"),
    ]


def test_a_text_is_compared_word_by_word():
    assert word_differences("He drives a red car.", "He drives a fast red bus.") == [
        ("equal", "He drives a "),
        ("insert", "fast "),
        ("equal", "red "),
        ("delete", "car"),
        ("insert", "bus"),
        ("equal", "."),
    ]


def test_two_endless_texts_are_compared_by_lines():
    before, after = "A word. " * 5000 + "\n\nThe end.", "A word. " * 5000 + "\n\nAn end."
    assert word_differences(before, after)[1:] == [("delete", "The end."), ("insert", "An end.")]


def test_rows_are_told_by_name_as_added_removed_and_changed():
    film = whole_film()

    def change():
        Credit.objects.get(person__name="Anna").delete()
        Credit.objects.filter(person__name="Bob").update(is_starring=True)
        make_credit(film, make_person("Eve"), position=9)

    told = [(row.kind, row.name, row.action) for row in changed(film, change)]
    assert told == [
        ("Credits", "Cast: Bob", "changed"),
        ("Credits", "Cast: Eve", "added"),
        ("Credits", "Cast: Anna", "removed"),
    ]


def test_another_order_is_told_as_the_fewest_moves():
    film = whole_film()

    def change():
        for position, name in enumerate(("Dora", "Anna", "Bob", "Carla")):
            Credit.objects.filter(person__name=name).update(position=position)

    [move] = changed(film, change)
    assert (move.name, move.action, move.moved, move.fields) == ("Cast: Dora", "moved", (4, 1), [])
    assert summary([], []) == ""


def test_what_a_state_names_and_is_gone_is_told_by_its_last_name(editor):
    film = make_film()
    make_credit(film, make_person("Anna"))
    before = history.state_of(film)
    Credit.objects.all().delete()
    after = history.state_of(film)
    anna = Person.objects.get()
    editor.post(admin_url(anna, "delete", anna.pk), {"post": "yes"})
    [row] = differences(before, after)
    assert row.name == "Cast: Anna (deleted)"


def test_translations_are_told_one_by_one():
    film = make_film()

    def change():
        film.translations = {"fr": {"title": "Balle perdue"}}
        film.save()

    [page] = changed(film, change)
    assert [(field.label, field.after) for field in page.fields] == [
        ("Translations, fr, title", "Balle perdue")
    ]


def test_a_picture_that_a_change_names_is_shown_before_and_after(editor):
    old, new = make_picture("Old", alt="A blue car."), make_picture("New", alt="A red car.")
    film = make_film(poster=old)
    save(editor, film, poster=str(new.pk))
    version = Version.objects.first()
    response = editor.get(admin_url(film, "version", film.pk, version.pk))
    images = html5lib.parse(response.content, namespaceHTMLElements=False).findall(".//figure")
    assert [(each.find("img").get("alt"), each.find("figcaption").text) for each in images] == [
        ("A blue car.", "Before"),
        ("A red car.", "After"),
    ]
    assert [each.find("img").get("src") for each in images] == [old.file.url, new.file.url]


def test_a_picture_that_is_deleted_is_shown_as_long_as_its_file_is_there(editor):
    picture = make_picture("Old", alt="A blue car.")
    film = make_film(poster=picture)
    save(editor, film, poster="")
    version = Version.objects.first()
    editor.post(admin_url(picture, "delete", picture.pk), {"post": "yes"})
    url = admin_url(film, "version", film.pk, version.pk)
    assertContains(editor.get(url), 'alt="A blue car."')
    assertContains(editor.get(url), "Old (deleted)")
    picture.file.storage.delete(picture.file.name)
    assertContains(editor.get(url), "Its file is missing.")


def test_a_picture_whose_file_is_replaced_is_shown_before_and_after(editor):
    picture = make_picture()
    before = kept(picture)
    other = make_picture("Other", file=image_file(colour="#1d6f8c"))
    Picture.objects.filter(pk=picture.pk).update(file=other.file.name, sha256=other.sha256)
    response = editor.get(admin_url(picture, "version", picture.pk, kept(picture).pk))
    for file in (before.state[0]["fields"]["file"], other.file.name):
        assertContains(response, f'src="/media/{file}"')


def test_three_pictures_are_shown_in_as_many_queries_as_one(editor):
    def queries(count):
        film = make_film()
        history.catch_up([film])
        for number in range(count):
            make_film_picture(film, make_picture(f"{film.pk}, still {number}"))
        version = kept(film)
        with CaptureQueriesContext(connection) as captured:
            editor.get(admin_url(film, "version", film.pk, version.pk))
        return len(captured)

    assert queries(1) == queries(3)


def test_looking_at_a_version_writes_nothing_and_tells_whether_the_page_is_like_it(editor):
    film = make_film()
    save(editor, film, title="Second")
    url = admin_url(film, "version", film.pk, Version.objects.first().pk)
    assertContains(editor.get(url), "This is the current version.")
    Film.objects.update(title="Loaded")
    assertContains(editor.get(url), "Restore this version")
    assert Version.objects.count() == 2
    editor.post(admin_url(film, "revert", film.pk, Version.objects.first().pk))
    film.refresh_from_db()
    assert film.title == "Second"


# What comes back


def test_reverting_brings_back_fields_rows_and_what_rows_own(editor):
    film = whole_film()
    save(editor, film, title="Second")
    first = Version.objects.last()
    section = PlotSection.objects.get()
    Credit.objects.filter(person__name="Anna").delete()
    section.delete()
    make_credit(film, make_person("Eve"), position=7)
    save(editor, film, lead="Nobody drives.")
    response = editor.post(admin_url(film, "revert", film.pk, first.pk), follow=True)
    assertContains(response, "was restored to its version of")
    assert history.state_of(film) == first.state
    assert Version.objects.first().action == "reverted"
    assert Version.objects.first().revision.author_name == "editor"
    assertContains(editor.get("/search/?q=robs"), "The robbery")


def test_a_state_may_have_fields_that_its_models_have_no_more(editor):
    film = make_film()
    version = kept(film)
    version.state[0]["fields"] |= {"aspect_ratio": "2.39"}
    version.save()
    save(editor, film, title="Second")
    editor.post(admin_url(film, "revert", film.pk, version.pk))
    film.refresh_from_db()
    assert film.title == "Lost Bullet"


def test_reverting_can_exchange_two_rows_keys(editor):
    film = make_film()
    one, two = (make_credit(film, make_person(name)) for name in ("Anna", "Bob"))
    before = kept(film)
    anna, bob = one.person_id, two.person_id
    Credit.objects.filter(pk=one.pk).update(role="stunts")
    Credit.objects.filter(pk=two.pk).update(person=anna)
    Credit.objects.filter(pk=one.pk).update(person=bob, role="cast")
    editor.post(admin_url(film, "revert", film.pk, before.pk))
    assert Credit.objects.get(pk=one.pk).person_id == anna
    assert Credit.objects.get(pk=two.pk).person_id == bob


def test_a_revert_that_names_a_deleted_row_says_which_and_changes_nothing(editor):
    film = make_film()
    make_credit(film, make_person("Anna"))
    before = kept(film)
    Credit.objects.all().delete()
    save(editor, film, title="Second")
    anna = Person.objects.get()
    editor.post(admin_url(anna, "delete", anna.pk), {"post": "yes"})
    response = editor.post(admin_url(film, "revert", film.pk, before.pk), follow=True)
    assertContains(response, "The person Anna has been deleted. Recover it first.")
    film.refresh_from_db()
    assert film.title == "Second"


def test_a_deleted_film_comes_back_with_its_parts_reviews_and_place(editor):
    film = whole_film()
    make_franchise("Numbers", [make_film("Zero"), film])
    make_review(film, quote="Fast.")
    state = history.state_of(film)
    editor.post(admin_url(film, "delete", film.pk), {"post": "yes"})
    assert not Review.objects.exists()
    response = editor.get(admin_url(film, "deleted"))
    assertContains(response, "Recover Lost Bullet")
    version = Version.objects.get(model="films.film", action="deleted")
    response = editor.post(admin_url(film, "recover", version.pk), follow=True)
    assertContains(response, "was recovered.")
    film = Film.objects.get(title="Lost Bullet")
    assert history.state_of(film) == state
    assert Review.objects.get().quote == "Fast."
    assert [place.film for place in Franchise.objects.get().installments.all()][1] == film


def test_reverting_to_what_was_deleted_leaves_other_pages_as_they_are_now(editor):
    film = make_film()
    franchise = make_franchise("Numbers", [film])
    editor.post(admin_url(film, "delete", film.pk), {"post": "yes"})
    version = Version.objects.get(model="films.film", action="deleted")
    editor.post(admin_url(film, "recover", version.pk))
    franchise.installments.update(label="Part one")
    save(editor, film, title="Second")
    editor.post(admin_url(film, "revert", film.pk, version.pk))
    film.refresh_from_db()
    assert (film.title, franchise.installments.get().label) == ("Lost Bullet", "Part one")
    # Nor is it told as the film's, whose form has no such row.
    assertNotContains(editor.get(admin_url(film, "version", film.pk, version.pk)), "Installment")


def test_of_films_deleted_together_each_comes_back_with_its_own_place(editor):
    one, two = make_film("One"), make_film("Two")
    franchise = make_franchise("Numbers", [one, two])
    act(editor, Film, "delete_selected", [one, two], post="yes")
    for title in ("Two", "One"):
        version = Version.objects.get(title=title, action="deleted")
        editor.post(admin_url(one, "recover", version.pk))
        assert franchise.installments.filter(film__title=title).exists()


def test_the_franchise_of_a_deleted_film_records_that_it_lost_one(editor):
    film = make_film()
    franchise = make_franchise("Numbers", [film])
    editor.post(admin_url(film, "delete", film.pk), {"post": "yes"})
    last = Version.objects.of(Franchise, [franchise.pk]).first()
    assert (last.action, last.summary) == ("changed", "Installments: 1 removed")


def test_a_bulk_delete_is_one_revision_and_each_page_can_be_recovered(editor):
    people = [make_person(name) for name in ("Anna", "Bob")]
    editor.post(
        reverse("admin:films_person_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [person.pk for person in people],
            "post": "yes",
        },
    )
    revision = Revision.objects.first()
    assert {v.title for v in revision.versions.all()} == {"Anna", "Bob"}
    for version in revision.versions.all():
        editor.post(admin_url(people[0], "recover", version.pk))
    assert {person.pk: person.name for person in Person.objects.all()} == {
        person.pk: person.name for person in people
    }


def test_a_page_that_is_here_is_not_recovered_twice(editor):
    anna = make_person("Anna")
    editor.post(admin_url(anna, "delete", anna.pk), {"post": "yes"})
    version = Version.objects.get(action="deleted")
    editor.post(admin_url(anna, "recover", version.pk))
    response = editor.post(admin_url(anna, "recover", version.pk), follow=True)
    assertContains(response, "already exists")


# Who may see and do what


def test_history_is_for_those_who_may_see_the_page_and_reverting_for_those_who_may_change(client):
    film = make_film()
    version = kept(film)
    guest = User.objects.create_user("guest", is_staff=True)
    client.force_login(guest)
    assert client.get(admin_url(film, "history", film.pk)).status_code == 403
    assert client.get(admin_url(film, "version", film.pk, version.pk)).status_code == 403
    assert client.get(admin_url(film, "deleted")).status_code == 403
    assert client.post(admin_url(film, "revert", film.pk, version.pk)).status_code == 403
    assert client.post(admin_url(film, "recover", version.pk)).status_code == 403


def test_reverting_is_never_a_link(editor):
    film = make_film()
    version = kept(film)
    assert editor.get(admin_url(film, "revert", film.pk, version.pk)).status_code == 405


@pytest.mark.parametrize("asked", ["abc", "999999999999999999999999", "-1", "0"])
def test_a_version_that_is_none_is_told_as_missing(editor, asked):
    film = make_film()
    version = kept(film)
    url = admin_url(film, "version", film.pk, version.pk)
    assert editor.get(f"{url}?from={asked}").status_code in (200, 404)
    assert editor.get(f"/admin/films/film/{film.pk}/history/{10**30}/").status_code == 404


def test_the_version_page_shows_words_and_rows(editor):
    film = whole_film()
    save(editor, film, lead="He drives a blue car.")
    version = Version.objects.first()
    Credit.objects.filter(person__name="Anna").delete()
    response = editor.get(admin_url(film, "version", film.pk, version.pk))
    assertContains(response, "He drives a <del>red</del><ins>blue</ins> car.")
    assertContains(response, "Restore this version")
    response = editor.get(admin_url(film, "history", film.pk))
    assertContains(response, "Initial version")
    assertContains(response, "Lead")


def test_how_lines_end_and_what_is_blank_at_the_end_is_no_difference(editor):
    film = make_film(lead="One.\r\n\r\nTwo.\n")
    before = history.state_of(film)
    film.lead = "One.\n\nTwo."
    film.tagline = "Fast."
    film.save()
    [change] = differences(before, history.state_of(film))
    assert [field.label for field in change.fields] == ["Tagline"]


def test_a_very_long_text_is_compared_by_its_lines():
    before = "\n\n".join(f"Paragraph {number} says this." for number in range(3000))
    after = before.replace("Paragraph 1500 says this.", "Paragraph 1500 says that.")
    pieces = word_differences(before, after)
    assert ("delete", "Paragraph 1500 says this.\n") in pieces
    assert ("insert", "Paragraph 1500 says that.\n") in pieces
