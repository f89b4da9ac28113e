"""The admin in a real browser: what only its scripts do."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from .admin_forms import log_in
from .factories import make_credit, make_editor, make_film, make_person, make_plot_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(page):
    return log_in(page, make_editor())


def open_tab(page, film, tab):
    page.goto(reverse("admin:films_film_change", args=[film.pk]))
    page.get_by_role("link", name=tab, exact=True).click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def drag(page, handle, target):
    """Drag as a hand does: a browser takes one leap for no movement."""
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 9, end["y"] + 12, steps=12)
    page.mouse.move(end["x"] + 9, end["y"] + 2, steps=6)
    page.mouse.up()


def test_person_is_added_and_credited_without_leaving_the_film(editor, complaints):
    film = make_film()
    open_tab(editor, film, "Cast and crew")
    editor.get_by_role("link", name="Add another Credit").click()
    editor.locator("#add_id_credits-0-person").click()
    form = editor.frame_locator(".related-modal-frame")
    form.locator("#id_name").fill("Rod Paradot")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_credits-0-person option:checked")).to_have_text("Rod Paradot")
    save(editor)
    assert str(film.credits.get().person) == "Rod Paradot"
    assert complaints == []


def test_person_is_found_by_typing_without_accents(editor, complaints):
    credit = make_credit()
    make_person("Stéfi Celma")
    open_tab(editor, credit.film, "Cast and crew")
    editor.locator("#id_credits-0-person + .select2").click()
    editor.locator(".select2-search__field").fill("stefi")
    editor.get_by_role("option", name="Stéfi Celma").click()
    save(editor)
    credit.refresh_from_db()
    assert str(credit.person) == "Stéfi Celma"
    assert complaints == []


@pytest.mark.parametrize("tab", ["Cast and crew", "Plot"])
def test_rows_are_dragged_into_another_order(editor, complaints, tab):
    film = make_film()
    for position, name in enumerate(["Second", "First"]):
        make_credit(film=film, person=make_person(name), position=position)
        make_plot_section(film, name, position=position)
    # Room for both rows: what is dragged to must be on the screen.
    editor.set_viewport_size({"width": 1280, "height": 1800})
    open_tab(editor, film, tab)
    handles = editor.locator("[x-sort\\:handle]:visible")
    drag(editor, handles.nth(1), handles.nth(0))
    save(editor)
    people = [str(credit.person) for credit in film.credits.all()]
    headings = [section.heading for section in film.plot_sections.all()]
    assert (headings if tab == "Plot" else people) == ["First", "Second"]
    assert complaints == []


def test_another_url_is_asked_about_where_it_is_typed(editor, complaints):
    film = make_film(slug="old")
    editor.goto(reverse("admin:films_film_change", args=[film.pk]))
    editor.get_by_text("Publishing", exact=True).click()
    editor.get_by_label("Slug").fill("new")
    editor.get_by_role("button", name="Save", exact=True).click()
    # Its tab is open again by itself.
    expect(editor.get_by_text("This page’s URL is /films/old/.")).to_be_visible()
    editor.get_by_label("Change the URL").check()
    save(editor)
    expect(editor.get_by_text("/films/old/ now redirects to /films/new/.")).to_be_visible()
    film.refresh_from_db()
    assert film.slug == "new"
    assert complaints == []
