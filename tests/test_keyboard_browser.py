"""The keys of the admin's forms, and rows in another order without a mouse, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from films.models import Film

from .admin_forms import log_in
from .axe import broken_in_all_views, in_all_views
from .factories import (
    make_character,
    make_credit,
    make_editor,
    make_film,
    make_person,
    make_plot_section,
    make_source,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(page):
    return log_in(page, make_editor())


def open_form(page, row, tab=""):
    opts = row._meta
    page.goto(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]) + tab)
    page.wait_for_load_state()


def said(page):
    """What was last announced to those who hear the page."""
    return page.locator("body > p[role=status].sr-only")


def is_changed(page):
    return expect(page.get_by_text("was changed successfully")).to_be_visible()


# Saving


@pytest.mark.parametrize(("keys", "stays"), [("Control+s", True), ("Control+Enter", False)])
def test_form_is_saved_by_keys(editor, complaints, keys, stays):
    film = make_film()
    open_form(editor, film)
    editor.locator("#id_tagline").fill("Fast")
    editor.keyboard.press(keys)
    is_changed(editor)
    assert Film.objects.get().tagline == "Fast"
    assert editor.url.endswith("/change/") == stays
    assert complaints == []


def test_form_is_saved_once_however_often_the_keys_are_pressed(editor):
    editor.goto("/admin/films/genre/add/")
    editor.locator("#id_name").fill("Action")
    held = []
    editor.route("**/genre/add/", lambda route: held.append(route))
    for _ in range(3):
        editor.keyboard.press("Control+s")
        editor.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    expect(editor.get_by_text("was added successfully")).to_be_visible()


def test_page_is_published_by_keys(editor):
    film = make_film(status="draft")
    open_form(editor, film)
    editor.locator("#id_tagline").fill("Fast")
    editor.keyboard.press("Control+Shift+Enter")
    is_changed(editor)
    assert (Film.objects.get().status, Film.objects.get().tagline) == ("published", "Fast")


def test_what_cannot_be_published_is_left_alone(editor):
    source = make_source("Variety")
    open_form(editor, source)
    editor.locator("#id_title").fill("Another")
    editor.keyboard.press("Control+Shift+Enter")
    editor.wait_for_timeout(300)
    expect(editor.locator("#id_title")).to_have_value("Another")


def test_keys_in_another_form_do_not_save_this_one(editor):
    film = make_film(lead="[Dead](/films/nothing/)")
    open_form(editor, film)
    editor.locator("#id_tagline").fill("Fast")
    item = editor.locator("#findings li").first
    item.locator("summary").click()
    item.get_by_label("Why is it right as it is?").press("Control+s")
    editor.wait_for_timeout(300)
    assert Film.objects.get().tagline == ""
    expect(editor.locator("#id_tagline")).to_have_value("Fast")


# Moving about


def test_row_is_added_where_the_focus_is(editor, complaints):
    film = make_film()
    make_credit(film)
    open_form(editor, film, "#credits")
    editor.locator("#id_credits-0-credited_as").focus()
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_credits-1-role")).to_be_focused()
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_credits-2-role")).to_be_focused()
    assert complaints == []


def test_first_row_is_added_to_the_tab_that_is_open(editor):
    open_form(editor, make_film(), "#plot_sections")
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_plot_sections-0-heading")).to_be_focused()


def test_tabs_are_turned_by_keys(editor):
    film = make_film()
    make_credit(film)
    open_form(editor, film)
    editor.locator("#id_title").focus()
    editor.keyboard.press("Alt+PageDown")
    expect(editor.locator("#credits-group .row-handle").first).to_be_visible()
    expect(editor.locator("#id_credits-0-role")).to_be_focused()
    expect(said(editor)).to_contain_text("Cast and crew")
    editor.keyboard.press("Alt+PageUp")
    expect(editor.locator("#id_title")).to_be_focused()
    editor.keyboard.press("Alt+PageUp")
    expect(editor.get_by_role("link", name="Add another Link")).to_be_focused()


def test_letter_that_chooses_in_a_list_is_no_command(editor):
    film = make_film()
    make_credit(film, role="director")
    open_form(editor, film, "#credits")
    editor.locator("#id_credits-0-role").focus()
    editor.keyboard.press("c")
    expect(editor.locator("#id_credits-0-role")).to_have_value("cinematography")
    assert editor.url.endswith("#credits")


def test_preview_is_opened_and_closed_while_typing(editor, complaints):
    open_form(editor, make_film())
    preview = editor.get_by_role("complementary", name="Preview")
    editor.locator("#id_tagline").press("Alt+p")
    expect(preview).to_be_visible()
    expect(editor.locator("#id_tagline")).to_be_focused()
    editor.locator("#id_tagline").press("Alt+p")
    expect(preview).to_be_hidden()
    assert complaints == []


def test_preview_on_a_phone_is_as_wide_as_a_phone(editor):
    editor.set_viewport_size({"width": 360, "height": 740})
    open_form(editor, make_film())
    editor.locator("#id_tagline").press("Alt+p")
    expect(editor.get_by_label("Phone")).to_be_checked()


def test_name_typed_at_a_list_is_searched_for(editor, complaints):
    film = make_film()
    make_person("Stéfi Celma")
    open_form(editor, film, "#credits")
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_credits-0-role")).to_be_focused()
    editor.keyboard.press("Tab")
    editor.keyboard.type("stefi")
    expect(editor.get_by_role("option", name="Stéfi Celma")).to_be_visible()
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_credits-0-person option:checked")).to_have_text("Stéfi Celma")
    assert complaints == []


# The list of keys


def test_question_mark_lists_the_keys(editor, complaints):
    open_form(editor, make_film())
    editor.locator("body").press("?")
    dialog = editor.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Ctrl+Shift+Enter")
    editor.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    opener = editor.get_by_role("button", name="Keyboard shortcuts")
    opener.click()
    dialog.get_by_role("button", name="Close").click()
    expect(opener).to_be_focused()
    editor.locator("#id_tagline").press("?")
    expect(editor.locator("#id_tagline")).to_have_value("?")
    expect(dialog).to_have_count(0)
    assert complaints == []


# Rows in another order


@pytest.fixture
def film():
    film = make_film()
    for position, name in enumerate(["First", "Second", "Third"]):
        make_credit(film, make_person(name), position=position)
        make_plot_section(film, name, position=position)
    return film


def order(film, tab):
    if tab == "#credits":
        return [str(credit.person) for credit in film.credits.all()]
    return [section.heading for section in film.plot_sections.all()]


@pytest.mark.parametrize("tab", ["#credits", "#plot_sections"])
def test_row_is_moved_by_keys_at_its_handle(editor, film, complaints, tab):
    open_form(editor, film, tab)
    handle = editor.get_by_role("button", name="Third").and_(editor.locator(".row-handle"))
    handle.focus()
    editor.keyboard.press("Alt+ArrowUp")
    expect(handle).to_be_focused()
    expect(said(editor)).to_contain_text("Third: 2 of 3")
    editor.keyboard.press("Alt+ArrowUp")
    editor.keyboard.press("Alt+ArrowUp")
    expect(said(editor)).to_contain_text("Third: 1 of 3")
    first = editor.get_by_role("button", name="First").and_(editor.locator(".row-handle"))
    first.press("Alt+ArrowDown")
    editor.keyboard.press("Control+s")
    is_changed(editor)
    assert order(film, tab) == ["Third", "Second", "First"]
    assert complaints == []


def test_row_is_moved_by_buttons_without_dragging(editor, film):
    open_form(editor, film, "#credits")
    handle = editor.get_by_role("button", name="Move Cast: First")
    handle.click()
    moves = editor.get_by_role("group", name="Move Cast: First")
    moves.get_by_role("button", name="To the end").click()
    expect(said(editor)).to_contain_text("First: 3 of 3")
    moves.get_by_role("button", name="Up").click()
    expect(said(editor)).to_contain_text("First: 2 of 3")
    editor.keyboard.press("Escape")
    expect(handle).to_be_focused()
    editor.keyboard.press("Control+s")
    is_changed(editor)
    assert order(film, "#credits") == ["Second", "First", "Third"]


def test_moved_text_keeps_what_was_typed(editor, film):
    open_form(editor, film, "#plot_sections")
    body = editor.locator("#id_plot_sections-2-body")
    body.fill("Typed and not saved")
    editor.get_by_role("button", name="Move Third").press("Alt+ArrowUp")
    expect(body).to_have_value("Typed and not saved")
    expect(body.locator("xpath=..").locator(".prose-bar")).to_have_count(1)


def test_new_row_offers_no_move(editor, film):
    open_form(editor, film, "#credits")
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_credits-3-role")).to_be_focused()
    expect(editor.locator("#credits-group .row-handle[role=button]")).to_have_count(3)


# Rows taken away


def test_saved_row_is_deleted_by_keys_and_brought_back(editor, film):
    open_form(editor, film, "#credits")
    for name in ("First", "Second"):
        editor.get_by_role("checkbox", name=f"Delete Cast: {name}").press("Space")
    editor.get_by_role("checkbox", name="Delete Cast: First").press("Space")
    editor.keyboard.press("Control+s")
    is_changed(editor)
    assert order(film, "#credits") == ["First", "Third"]


def test_new_row_taken_away_leaves_the_others_as_they_were_typed(editor, complaints):
    film = make_film()
    make_plot_section(film, "Saved")
    make_character("Lino")
    open_form(editor, film, "#plot_sections")
    for number in (1, 2, 3):
        editor.keyboard.press("Alt+n")
        expect(editor.locator(f"#id_plot_sections-{number}-heading")).to_be_focused()
        editor.keyboard.type(f"New {number}")
        editor.locator(f"#id_plot_sections-{number}-body").fill(f"Text {number}")
    editor.get_by_role("button", name="Remove this row").first.press("Enter")
    expect(editor.get_by_role("link", name="Add another Plot section")).to_be_focused()
    expect(editor.locator("#id_plot_sections-1-body")).to_have_value("Text 2")
    # What chooses other rows works on, and so do the tools of the text.
    editor.locator("#id_plot_sections-2-characters + .select2").click()
    editor.keyboard.type("lin")
    editor.get_by_role("option", name="Lino").click()
    select = "area => area.setSelectionRange(0, 4)"
    editor.locator("#id_plot_sections-2-body").evaluate(select)
    editor.locator("#id_plot_sections-2-body").press("Control+b")
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_plot_sections-3-heading")).to_be_focused()
    editor.keyboard.type("Last")
    editor.locator("#id_plot_sections-3-body").fill("Text 4")
    editor.keyboard.press("Control+s")
    is_changed(editor)
    sections = [(section.heading, section.body) for section in film.plot_sections.all()]
    assert sections[1:] == [("New 2", "Text 2"), ("New 3", "**Text** 3"), ("Last", "Text 4")]
    assert film.plot_sections.get(heading="New 3").appearances.count() == 1
    assert complaints == []


def test_axe_finds_nothing_on_keys_and_handles(editor, film):
    open_form(editor, film, "#credits")
    editor.get_by_role("button", name="Move Cast: Third").click()
    of_rows = (".row-handle", ".row-delete")
    found = broken_in_all_views(
        editor, ".row-moves", *(f"#credits-group {each}" for each in of_rows)
    )
    editor.keyboard.press("Escape")
    found += broken_in_all_views(editor, ".shortcuts-button")
    editor.keyboard.press("?")
    found += broken_in_all_views(editor, "#shortcuts")
    assert not found, "\n".join(found)


def test_the_list_of_keys_fits_on_every_screen(editor, film):
    open_form(editor, film)
    editor.keyboard.press("?")
    for _view in in_all_views(editor):
        box = editor.locator("#shortcuts").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= editor.viewport_size["height"]
        assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
