"""The form as an editor meets it, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from films.imaging import make_renditions
from films.models import Film, Picture

from .admin_forms import change, log_in
from .axe import broken_in_all_views, broken_rules
from .factories import (
    image_file,
    make_character,
    make_credit,
    make_editor,
    make_film,
    make_person,
    make_picture,
    make_plot_section,
    make_release,
    make_review,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(page):
    yield log_in(page, make_editor())
    # Whatever is asked of the server last is answered before the database is emptied.
    page.goto("about:blank")


@pytest.fixture
def phone(editor):
    editor.set_viewport_size({"width": 360, "height": 800})
    return editor


# The library's list of what is chosen holds the button that empties it.
OF_THE_LIBRARY = 'list: <ul class="select2-selection__rendered"'


def broken_by(page, broken=broken_rules):
    page.wait_for_timeout(300)
    return [each for each in broken(page) if OF_THE_LIBRARY not in each]


# Names


def test_form_of_a_film_breaks_no_rule_of_axe(editor):
    film = make_film(production_status="announced")
    make_credit(film, make_person(), character=make_character())
    make_plot_section(film)
    editor.goto(change(film))
    assert broken_by(editor, broken_in_all_views) == []
    for tab in ("Cast and crew", "Plot"):
        editor.get_by_role("link", name=tab, exact=True).click()
        assert broken_by(editor, broken_in_all_views) == []
    for other in (make_review(film), make_picture()):
        editor.goto(change(other))
        assert broken_by(editor, broken_in_all_views) == []


def test_fields_of_a_row_have_names_and_new_rows_too(editor):
    credit = make_credit()
    editor.goto(f"{change(credit.film)}#credits")
    row = editor.locator("#credits-group .form-row")
    expect(row.nth(0).get_by_label("Credited as")).to_have_id("id_credits-0-credited_as")
    expect(row.nth(0).get_by_role("combobox", name="Person Alban Lenoir")).to_be_visible()
    editor.get_by_role("link", name="Add another Credit").click()
    expect(row.nth(1).get_by_role("combobox", name="Person")).to_be_visible()
    expect(row.nth(1).get_by_label("Role")).to_be_visible()


def test_rows_show_their_labels_on_a_phone_and_fit_it(phone):
    credit = make_credit(credited_as="A. Lenoir")
    phone.goto(f"{change(credit.film)}#credits")
    row = phone.locator("#credits-group .form-row").first
    for label in ("Role", "Person", "Character", "Credited as", "Starring", "Source"):
        expect(row.locator("label", has_text=label)).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    field = row.get_by_label("Credited as").bounding_box()
    assert field["x"] + field["width"] <= 360


def test_credits_of_long_names_fit_beside_the_sidebar(editor):
    person, character = make_person("Jacques-Henri Bronckart " * 4), make_character("Areski " * 20)
    credit = make_credit(person=person, character=character)
    editor.set_viewport_size({"width": 1440, "height": 900})
    editor.goto(f"{change(credit.film)}#credits")
    expect(editor.locator("#credits-group .form-row .row-delete").first).to_be_in_viewport(ratio=1)


def test_rows_are_deleted_and_removed_by_keyboard(editor):
    credit = make_credit()
    editor.goto(f"{change(credit.film)}#credits")
    editor.locator("#id_credits-0-DELETE").focus()
    editor.keyboard.press("Space")
    expect(editor.get_by_text("This item will be deleted.")).to_be_visible()
    editor.get_by_role("link", name="Add another Credit").click()
    editor.get_by_role("button", name="Remove this row").press("Enter")
    expect(editor.locator("#credits-group .form-row:visible")).to_have_count(1)
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("was changed successfully")).to_be_visible()
    assert not credit.film.credits.exists()


# Mistakes


def test_first_mistake_is_opened_and_each_tab_counts_its_own(editor):
    # No visitor knows its URL: nobody is asked about another.
    film = make_film(status="draft")
    make_release(film)
    editor.goto(change(film))
    editor.get_by_role("link", name="Releases").click()
    editor.locator("#id_releases-0-released_on").fill("soon")
    editor.get_by_role("link", name="General").click()
    editor.get_by_text("Publishing", exact=True).click()
    editor.locator("#id_slug").fill("no address")
    editor.get_by_role("link", name="Cast and crew").click()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_slug")).to_be_focused()
    expect(editor.get_by_role("link", name="Releases 1")).to_be_visible()
    expect(editor.locator("nav a", has_text="Publishing")).to_contain_text("1")
    editor.locator("#id_slug").fill("an-address")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_releases-0-released_on")).to_be_focused()


def test_mistake_of_a_row_as_a_whole_is_opened_too(editor):
    credit = make_credit()
    make_credit(credit.film, make_person("Rod Paradot"))
    editor.goto(f"{change(credit.film)}#credits")
    editor.locator("#id_credits-1-person + .select2").click()
    editor.locator(".select2-search__field").fill("alban")
    editor.get_by_role("option", name="Alban Lenoir").click()
    editor.get_by_role("link", name="General").click()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("This person already has that credit.").first).to_be_visible()
    expect(editor.locator("#id_credits-1-role")).to_be_focused()


def test_file_is_not_sent_into_a_log_in(editor, tmp_path):
    file = tmp_path / "chase.png"
    file.write_bytes(image_file().read())
    editor.goto(reverse("admin:films_picture_add"))
    editor.locator("#id_name").fill("Chase")
    editor.locator("#id_alt").fill("A red car.")
    editor.locator("#id_file").set_input_files(file)
    editor.context.clear_cookies()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#draft-status")).to_contain_text("You have been logged out.")
    expect(editor.locator("#id_alt")).to_have_value("A red car.")


# What the rules find, as one writes


def test_findings_follow_what_is_typed_and_nothing_is_kept(editor, complaints):
    film = make_film(poster=make_picture(), production_status="announced")
    editor.goto(change(film))
    panel = editor.locator("#findings")
    expect(panel).to_contain_text("Nothing to fix")
    running_time = editor.locator("#id_runtime_minutes")
    running_time.fill("12")
    before = running_time.bounding_box()["y"]
    expect(panel).to_contain_text("1 issue to fix")
    assert running_time.bounding_box()["y"] == pytest.approx(before, abs=2)
    expect(panel).to_contain_text("Unusual running time")
    expect(panel).to_contain_text("Based on the form as it is, not saved yet.")
    expect(editor.locator("#id_runtime_minutes")).to_be_focused()
    editor.locator("#id_runtime_minutes").fill("92")
    expect(panel).to_contain_text("Nothing to fix")
    film.refresh_from_db()
    assert film.runtime_minutes is None
    assert complaints == []


def test_findings_of_the_last_form_without_mistakes_stay(editor):
    film = make_film(production_status="announced")
    editor.goto(change(film))
    panel = editor.locator("#findings")
    editor.locator("#id_title").fill("")
    expect(panel).to_contain_text(
        "Does not include your latest changes: Title: This field is required."
    )
    expect(panel).to_contain_text("No poster")


def test_finding_in_a_row_that_is_not_saved_leads_to_it(editor, complaints):
    film = make_film(poster=make_picture(), production_status="announced")
    make_credit(film, make_person("Stéfi Celma"), character=make_character("Julia"))
    make_person("Rod Paradot")
    editor.goto(change(film))
    editor.get_by_role("link", name="Cast and crew").click()
    editor.get_by_role("link", name="Add another Credit").click()
    editor.locator("#id_credits-1-person + .select2").click()
    editor.locator(".select2-search__field").fill("rod")
    editor.get_by_role("option", name="Rod Paradot").click()
    editor.get_by_role("link", name="General").click()
    editor.get_by_role("link", name="Choose the character that Rod Paradot plays.").click()
    expect(editor.locator("#id_credits-1-character + .select2 [tabindex]")).to_be_focused()
    assert complaints == []


def test_findings_of_a_new_page_come_up_as_it_is_written(editor, complaints):
    editor.goto(reverse("admin:films_film_add"))
    panel = editor.locator("#findings")
    expect(panel).to_be_hidden()
    editor.locator("#id_title").fill("Lost Bullet")
    expect(panel).to_contain_text("No poster")
    assert not Film.objects.exists()
    # The answer to what is no page yet is not a complaint of the console's.
    assert [told for told in complaints if "422" not in told] == []


def test_panel_in_which_a_reason_is_written_stays(editor):
    film = make_film(production_status="announced")
    editor.goto(change(film))
    editor.locator("#id_runtime_minutes").fill("12")
    editor.locator(".dismiss summary").click()
    reason = editor.get_by_label("Why is it right as it is?")
    reason.fill("None was drawn.")
    editor.wait_for_timeout(2500)
    expect(reason).to_have_value("None was drawn.")
    editor.locator("#id_tagline").focus()
    expect(editor.locator("#findings")).to_contain_text("Unusual running time")


# Pictures


def test_chosen_file_outlives_a_mistake(editor, tmp_path, complaints):
    file = tmp_path / "chase.png"
    file.write_bytes(image_file().read())
    editor.goto(reverse("admin:films_picture_add"))
    editor.locator("#id_name").fill("Chase")
    editor.locator("#id_file").set_input_files(file)
    expect(editor.get_by_role("img", name="chase.png")).to_be_visible()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_alt")).to_be_focused()
    expect(editor.get_by_text("Describe the picture, or mark it as decorative.")).to_be_visible()
    assert editor.locator("#id_file").evaluate("input => input.files[0].name") == "chase.png"
    editor.locator("#id_alt").fill("A red car.")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("was added successfully")).to_be_visible()
    assert Picture.objects.get().alt == "A red car."
    assert [told for told in complaints if "422" not in told] == []


def test_another_picture_is_shown_as_it_is_chosen(editor, complaints):
    poster = make_picture("Poster", file=image_file(640, 960), width=640, height=960)
    make_renditions(poster)
    film = make_film()
    editor.goto(change(film))
    preview = editor.locator(".fieldset-basics .readonly")
    expect(preview).to_have_text("No picture yet.")
    editor.locator("#id_poster + .select2").click()
    editor.get_by_role("option", name="Poster", exact=True).click()
    expect(preview.get_by_role("img")).to_have_attribute("alt", poster.alt)
    editor.get_by_role("link", name="Pictures", exact=True).last.click()
    editor.get_by_role("link", name="Add another Picture").click()
    editor.locator("#id_film_pictures-0-picture + .select2").click()
    editor.get_by_role("option", name="Poster", exact=True).click()
    row = editor.locator("#film_pictures-group .form-row").first
    expect(row.get_by_role("img", name=poster.alt)).to_be_visible()
    assert complaints == []


# The dialog in which a row is added


def open_dialog(page, film):
    page.goto(f"{change(film)}#credits")
    page.get_by_role("link", name="Add another Credit").click()
    page.locator("#add_id_credits-0-person").click()
    inside = page.frame_locator(".related-modal-frame")
    expect(inside.locator("#id_name")).to_be_focused()
    return inside


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_dialog_is_closed_and_gives_the_focus_back(editor, complaints, way):
    inside = open_dialog(editor, make_film())
    if way == "button":
        editor.get_by_role("dialog").get_by_role("button", name="Close").click()
    else:
        inside.locator("#id_name").press("Escape")
    expect(editor.locator(".related-modal-frame")).to_be_hidden()
    expect(editor.locator("#add_id_credits-0-person")).to_be_focused()
    assert complaints == []


def test_dialog_asks_before_what_was_typed_there_is_lost(editor):
    inside = open_dialog(editor, make_film())
    inside.locator("#id_name").fill("Rod Paradot")
    editor.once("dialog", lambda dialog: dialog.dismiss())
    inside.locator("#id_name").press("Escape")
    expect(inside.locator("#id_name")).to_have_value("Rod Paradot")
    expect(inside.locator("#id_name")).to_be_visible()
    inside.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_credits-0-person option:checked")).to_have_text("Rod Paradot")
    expect(editor.locator("#add_id_credits-0-person")).to_be_focused()
