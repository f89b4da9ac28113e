"""Two editors at one page: what is merged, what is asked, and that nothing is lost."""

from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_django.asserts import assertContains
from zeal import zeal_ignore

from editorial import history
from films.models import Credit, Film

from .admin_forms import admin_url, change, errors_in, form_of, sent_by
from .factories import make_character, make_credit, make_film, make_person, make_plot_section

pytestmark = pytest.mark.django_db


def saved(client, film, fields):
    """Save what must be taken, and return what the editor is told."""
    response = client.post(change(film), fields, follow=True)
    assert not response.context.get("errors"), response.context["errors"]
    return " ".join(str(message) for message in response.context["messages"])


TEXT = "One goes out.\n\nTwo stays.\n\nThree comes back."


def test_different_fields_are_merged_and_the_second_is_told(alice, bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"tagline": "Very fast."})
    told = saved(bob, film, mine | {"runtime_minutes": "92"})
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Very fast.", 92)
    assert "alice saved this page while you were editing (Tagline)" in told


def test_different_paragraphs_of_one_text_are_merged(alice, bob):
    film = make_film(lead=TEXT)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"lead": TEXT.replace("One goes", "One drives")})
    # As browsers send lines.
    saved(
        bob, film, mine | {"lead": TEXT.replace("Three comes", "Three flies").replace("\n", "\r\n")}
    )
    film.refresh_from_db()
    assert film.lead == "One drives out.\n\nTwo stays.\n\nThree flies back."


def test_rows_that_one_adds_changes_or_deletes_are_merged_with_the_others(alice, bob):
    film = make_film()
    for number, name in enumerate(("Anna", "Carl", "Dora")):
        make_credit(film, make_person(name), position=number)
    eve, finn = make_person("Eve"), make_person("Finn")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    new_row = {"role": "cast", "position": "3", "character": "", "source": ""}
    saved(
        alice,
        film,
        theirs
        | {"credits-0-DELETE": "on", "credits-TOTAL_FORMS": "4"}
        | {f"credits-3-{name}": value for name, value in (new_row | {"person": eve.pk}).items()},
    )
    saved(
        bob,
        film,
        mine
        | {"credits-1-is_starring": "on", "credits-TOTAL_FORMS": "4"}
        | {f"credits-3-{name}": value for name, value in (new_row | {"person": finn.pk}).items()},
    )
    names = set(film.credits.values_list("person__name", "is_starring"))
    assert names == {("Carl", True), ("Dora", False), ("Eve", False), ("Finn", False)}


def test_a_plot_section_may_lose_its_last_character_and_another_have_none(alice, bob):
    film = make_film()
    section = make_plot_section(film, "The robbery")
    section.appearances.create(character=make_character("Lino"))
    make_plot_section(film, "The flight", position=1)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"tagline": "Fast."})
    assert mine.pop("plot_sections-0-characters")
    assert "plot_sections-1-characters" not in mine
    saved(bob, film, mine)
    assert not section.appearances.exists()


def test_a_box_may_be_unticked_while_another_saves(alice, bob):
    film = make_film()
    make_credit(film, is_starring=True)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"tagline": "Fast."})
    assert mine.pop("credits-0-is_starring")
    saved(bob, film, mine)
    assert not Credit.objects.get().is_starring


def test_one_field_that_both_changed_is_asked_with_all_three_sides(alice, bob):
    film = make_film(tagline="Fast.", lead="A film.")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"tagline": "Faster."})
    mine |= {"tagline": "Slow.", "lead": "Bob's film.", "_note": "From the poster"}
    response = bob.post(change(film), mine)
    film.refresh_from_db()
    assert (film.tagline, film.lead) == ("Faster.", "A film.")
    assertContains(response, 'value="Slow."')
    assertContains(response, "<strong>alice</strong> changed this too.")
    assertContains(response, "<b>Theirs</b> Faster.")
    assertContains(response, "<b>Before</b> Fast.")
    # Deciding is saving again.
    decided = sent_by(response, "film_form")
    assert decided["lead"] == ["Bob's film."]
    assertContains(response, 'value="From the poster"')
    saved(bob, film, decided | {"tagline": "Fast and slow."})
    film.refresh_from_db()
    assert (film.tagline, film.lead) == ("Fast and slow.", "Bob's film.")


def test_a_conflict_in_a_row_stands_in_that_row_and_names_what_it_points_at(alice, bob):
    film = make_film()
    make_credit(film, make_person("Anna"))
    lino, julia = make_character("Lino"), make_character("Julia")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"credits-0-character": str(lino.pk)})
    response = bob.post(change(film), mine | {"credits-0-character": str(julia.pk)})
    assertContains(response, "<b>Theirs</b> Lino")
    assertContains(response, "<b>Before</b> (empty)")
    assert Credit.objects.get().character == lino


def test_a_third_save_meanwhile_is_asked_about_again(alice, bob):
    film = make_film(tagline="Fast.")
    mine = form_of(bob, film)
    saved(alice, film, form_of(alice, film) | {"tagline": "Faster."})
    response = bob.post(change(film), mine | {"tagline": "Slow."})
    saved(alice, film, form_of(alice, film) | {"tagline": "Fastest."})
    decided = sent_by(response, "film_form") | {"tagline": "Slow."}
    response = bob.post(change(film), decided)
    assertContains(response, "<b>Theirs</b> Fastest.")
    assertContains(response, "<b>Before</b> Faster.")


def test_what_i_change_and_they_delete_is_told_and_kept_in_the_form(alice, bob):
    film = make_film()
    make_plot_section(film, "The robbery", body="He robs.")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"plot_sections-0-DELETE": "on"})
    response = bob.post(change(film), mine | {"plot_sections-0-body": "He robs a bank."})
    assert any("Another editor has deleted this row." in each for each in errors_in(response))
    assertContains(response, "He robs a bank.")


def test_what_they_delete_and_i_leave_alone_is_gone_without_a_word(alice, bob):
    film = make_film(tagline="Fast.")
    make_plot_section(film, "The robbery")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"plot_sections-0-DELETE": "on"})
    saved(bob, film, mine | {"tagline": "Slow."})
    film.refresh_from_db()
    assert film.tagline == "Slow."
    assert not film.plot_sections.exists()


def test_a_row_that_i_delete_and_they_changed_is_asked_about_before_it_goes(alice, bob):
    film = make_film(tagline="Fast.")
    make_plot_section(film, "The robbery", body="He robs.")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"plot_sections-0-body": "He robs a bank."})
    response = bob.post(
        change(film), mine | {"plot_sections-0-DELETE": "on", "tagline": "Bob's tagline."}
    )
    [told] = errors_in(response)
    assert told == (
        "alice changed this row (Body), so it has not been deleted. "
        "To delete it anyway, choose Delete again."
    )
    decided = sent_by(response, "film_form")
    assert (decided["tagline"], decided["plot_sections-0-body"]) == (
        ["Bob's tagline."],
        ["He robs a bank."],
    )
    assert "plot_sections-0-DELETE" not in decided
    saved(bob, film, decided)
    assert film.plot_sections.get().body == "He robs a bank."
    saved(bob, film, form_of(bob, film) | {"plot_sections-0-DELETE": "on"})
    assert not film.plot_sections.exists()


def test_a_row_that_i_delete_again_after_being_asked_goes(alice, bob):
    film = make_film()
    make_credit(film, make_person("Anna"))
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"credits-0-is_starring": "on"})
    response = bob.post(change(film), mine | {"credits-0-DELETE": "on"})
    assert "alice changed this row (Starring)" in errors_in(response)[0]
    saved(bob, film, sent_by(response, "film_form") | {"credits-0-DELETE": "on"})
    assert not film.credits.exists()


def test_a_row_that_they_only_moved_goes_when_i_delete_it(alice, bob):
    film = make_film()
    for number, name in enumerate(("Anna", "Carl")):
        make_credit(film, make_person(name), position=number)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"credits-0-position": "1", "credits-1-position": "0"})
    saved(bob, film, mine | {"credits-0-DELETE": "on"})
    assert film.credits.get().person.name == "Carl"


def test_a_row_that_i_only_moved_and_they_deleted_is_gone_without_a_word(alice, bob):
    film = make_film()
    for number, name in enumerate(("Anna", "Carl")):
        make_credit(film, make_person(name), position=number)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"credits-0-DELETE": "on"})
    saved(bob, film, mine | {"credits-0-position": "1", "credits-1-position": "0"})
    assert film.credits.get().person.name == "Carl"


def test_what_a_program_changed_meanwhile_is_merged_too(bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    saved(bob, film, form_of(bob, film) | {"tagline": "Faster."})
    mine = form_of(bob, film)
    Film.objects.filter(pk=film.pk).update(runtime_minutes=95)
    told = saved(bob, film, mine | {"tagline": "Slow."})
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Slow.", 95)
    assert "A program saved this page" in told


def test_what_is_saved_while_a_form_is_being_opened_is_merged(alice, bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    saved(alice, film, form_of(alice, film) | {"tagline": "Faster."})

    def save():
        Film.objects.update(tagline="Fastest.")
        history.record("changed", [film])

    to_do = [save]

    def save_between(execute, sql, *arguments):
        if "films_plotsection" in sql and to_do:
            to_do.pop()()
        return execute(sql, *arguments)

    with connection.execute_wrapper(save_between):
        mine = form_of(bob, film)
    assert mine["tagline"] == ["Faster."]
    saved(bob, film, mine | {"runtime_minutes": "95"})
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Fastest.", 95)


def test_both_saying_the_same_is_no_conflict(alice, bob):
    film = make_film(tagline="Fast.")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    saved(alice, film, theirs | {"tagline": "Faster."})
    saved(bob, film, mine | {"tagline": "Faster."})


def test_a_row_that_nobody_can_compare_any_more_is_asked_about_and_the_rest_is_merged(alice, bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    make_credit(film, make_person("Anna"))
    history.catch_up([film])
    mine = form_of(bob, film)
    anna = Credit.objects.get().person
    Credit.objects.all().delete()
    anna.delete()
    saved(alice, film, form_of(alice, film) | {"tagline": "Faster."})
    response = bob.post(change(film), mine | {"runtime_minutes": "95"})
    assert any("Another editor has deleted this row." in each for each in errors_in(response))
    decided = sent_by(response, "film_form") | {"credits-0-DELETE": "on"}
    saved(bob, film, decided)
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Faster.", 95)


@pytest.mark.parametrize("base", ["", "abc", "-1", "9" * 40, "0"])
def test_a_form_with_an_odd_base_is_saved_or_asked_about_never_a_fault(alice, bob, base):
    film = make_film(tagline="Fast.")
    mine = form_of(bob, film)
    saved(alice, film, form_of(alice, film) | {"runtime_minutes": "80"})
    assert bob.post(change(film), mine | {"_base": base}).status_code in (200, 302)


@pytest.mark.parametrize("field", ["credits-TOTAL_FORMS", "credits-INITIAL_FORMS"])
def test_a_broken_form_is_told_of_when_it_is_merged_too(alice, bob, field):
    film = make_film()
    make_credit(film)
    mine = form_of(bob, film)
    saved(alice, film, form_of(alice, film) | {"tagline": "Faster."})
    assert bob.post(change(film), mine | {field: "abc"}).status_code in (200, 302)


@contextmanager
def just_before_writing(do):
    """Do something else once, when a save begins its transaction: its form is validated by then."""
    is_done = False

    def watch(execute, sql, *args):
        nonlocal is_done
        if sql.startswith("SAVEPOINT") and not is_done:
            is_done = True
            do()
        return execute(sql, *args)

    with connection.execute_wrapper(watch), zeal_ignore():
        yield
    assert is_done


def test_what_another_saves_after_the_form_was_validated_is_merged_too(alice, bob):
    film = make_film(tagline="Fast.", runtime_minutes=90)
    mine, theirs = form_of(bob, film), form_of(alice, film)
    with just_before_writing(lambda: saved(alice, film, theirs | {"tagline": "Very fast."})):
        told = saved(bob, film, mine | {"runtime_minutes": "92"})
    film.refresh_from_db()
    assert (film.tagline, film.runtime_minutes) == ("Very fast.", 92)
    assert "alice saved this page while you were editing (Tagline)" in told


def test_a_conflict_with_what_another_saves_after_validation_is_asked(alice, bob):
    film = make_film(tagline="Fast.")
    mine, theirs = form_of(bob, film), form_of(alice, film)
    with just_before_writing(lambda: saved(alice, film, theirs | {"tagline": "Very fast."})):
        response = bob.post(change(film), mine | {"tagline": "Slow."})
    assert any("changed this too" in error for error in errors_in(response))
    film.refresh_from_db()
    assert film.tagline == "Very fast."


def test_a_slug_that_another_takes_after_validation_is_told_in_its_field(alice, bob):
    film, other = make_film("One"), make_film("Two")
    mine = form_of(bob, film)
    with just_before_writing(lambda: Film.objects.filter(pk=other.pk).update(slug="new")):
        response = bob.post(change(film), mine | {"slug": "new", "_moves_to": "new"})
    assert any("already" in error for error in errors_in(response))
    film.refresh_from_db()
    assert film.slug == "one"


def test_a_page_that_another_deletes_after_validation_is_told_as_gone(alice, bob):
    film = make_film()
    mine = form_of(bob, film)
    with just_before_writing(film.delete):
        response = bob.post(change(film), mine | {"tagline": "Slow."}, follow=True)
    assertContains(response, "Perhaps it was deleted?")
    assert not Film.objects.exists()


def test_a_preview_says_that_a_slug_was_taken_since_its_form_was_validated(alice):
    film, other = make_film("One"), make_film("Two")
    mine = form_of(alice, film) | {"slug": "new"}
    with just_before_writing(lambda: Film.objects.filter(pk=other.pk).update(slug="new")):
        response = alice.post(admin_url(film, "preview", film.pk), mine)
    assert response.status_code == 422
    assert "already" in response.text


@pytest.mark.parametrize("name", ["preview", "findings_typed"])
def test_what_is_looked_at_after_its_page_was_deleted_is_told_as_missing(alice, name):
    film = make_film()
    mine, url = form_of(alice, film), admin_url(film, name, film.pk)
    film.delete()
    assert alice.post(url, mine).status_code == 404
