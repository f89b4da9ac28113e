"""Preview: the real page of an unsaved form, of which nothing is kept."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.asserts import assertContains, assertNotContains

from editorial.models import Version
from films.models import Film
from reviews.models import Review
from search.models import SearchEntry

from .admin_forms import admin_url, all_rows, change, form_of, log_in, sent_by
from .factories import (
    make_credit,
    make_editor,
    make_film,
    make_franchise,
    make_language,
    make_person,
    make_plot_section,
    make_publication,
    make_review,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


def preview(client, page, fields, language=""):
    url = admin_url(page, "preview", page.pk)
    return client.post(f"{url}?language={language}" if language else url, fields)


def test_preview_is_the_public_page_of_the_unsaved_form_with_its_parts(editor):
    film = make_film(status="draft")
    make_credit(film, make_person("Anna"))
    fields = form_of(editor, film) | {
        "title": "Not saved",
        "plot_sections-TOTAL_FORMS": "1",
        "plot_sections-0-heading": "The robbery",
        "plot_sections-0-body": "He robs a **bank**.",
        "plot_sections-0-spoiler_level": "0",
        "plot_sections-0-position": "0",
    }
    response = preview(editor, film, fields)
    assertContains(response, "<h1>Not saved</h1>")
    assertContains(response, "He robs a <strong>bank</strong>.")
    assertContains(response, "Anna")
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert response["X-Robots-Tag"] == "noindex"


def test_preview_keeps_nothing_anywhere(editor, settings):
    film = make_film(lead="A film.")
    make_franchise("Numbers", [film])
    fields = form_of(editor, film) | {"title": "Not saved", "lead": "Unheard words."}
    before = all_rows()
    assert preview(editor, film, fields).status_code == 200
    assert all_rows() == before
    assert not SearchEntry.objects.filter(words__contains="unheard").exists()
    assert not LogEntry.objects.exists()
    assert not Version.objects.exists()
    for path in ("/feeds/films/", "/sitemap-film.xml", "/", "/api/v1/films/"):
        assertNotContains(editor.get(path), "Not saved")
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.rglob("*.*"))


def test_a_file_sent_along_is_not_stored(editor, settings):
    film = make_film()
    photo = SimpleUploadedFile("a.jpg", b"bytes", "image/jpeg")
    assert preview(editor, film, form_of(editor, film) | {"file": photo}).status_code == 200
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.rglob("*.*"))


def test_a_new_film_is_previewed_before_it_exists(editor):
    url = reverse("admin:films_film_add")
    fields = sent_by(editor.get(url), "film_form") | {"title": "Brand new"}
    response = editor.post(reverse("admin:films_film_preview_new"), fields)
    assertContains(response, "<h1>Brand new</h1>")
    assert not Film.objects.exists()


def test_a_form_with_mistakes_is_told_of_field_by_field(editor):
    film = make_film()
    fields = form_of(editor, film) | {"title": "", "runtime_minutes": "long"}
    response = preview(editor, film, fields)
    assertContains(response, "<strong>Title:</strong> This field is required.", status_code=422)
    assertContains(response, "<strong>Running time:</strong> Enter a whole", status_code=422)


def test_preview_speaks_the_language_asked_for(editor):
    film = make_film()
    fields = form_of(editor, film) | {"title_fr": "Balle perdue"}
    response = preview(editor, film, fields, language="fr")
    assertContains(response, '<html lang="fr">')
    assertContains(response, "<h1>Balle perdue</h1>")
    assertContains(preview(editor, film, fields, language="xx"), '<html lang="en">')


def test_a_draft_review_is_previewed_on_its_draft_film(editor):
    film, english = make_film(status="draft"), make_language("en", "English")
    review = make_review(film, quote="Fast.", language=english, status="draft", url="")
    response = preview(editor, review, form_of(editor, review) | {"quote": "Very fast."})
    assertContains(response, "Very fast.")
    assert response["Content-Location"].endswith(review.get_absolute_url().partition("#")[2])
    assert Review.objects.get().quote == "Fast."


@pytest.mark.parametrize("make", [make_person, make_publication])
def test_what_no_page_names_yet_says_so(editor, make):
    row = make()
    assertContains(
        preview(editor, row, form_of(editor, row)), "has no public page yet", status_code=422
    )


def test_preview_is_for_those_who_may_save_and_never_a_link(client, editor):
    film = make_film()
    fields = form_of(editor, film)
    assert editor.get(admin_url(film, "preview", film.pk)).status_code == 405
    client.force_login(make_reviewer())
    assert preview(client, film, fields).status_code == 403


def test_the_preview_shows_nothing_of_who_looks_at_it(editor):
    film = make_film()
    response = preview(editor, film, form_of(editor, film))
    assertNotContains(response, "csrfmiddlewaretoken")
    assertNotContains(response, "editor")


def test_preview_asks_as_many_queries_for_one_part_as_for_many(editor):
    def queries(film):
        fields = form_of(editor, film)
        preview(editor, film, fields)
        with CaptureQueriesContext(connection) as captured:
            assert preview(editor, film, fields).status_code == 200
        return len(captured)

    small, large = make_film("One"), make_film("Two")
    for film, count in ((small, 1), (large, 12)):
        for number in range(count):
            make_credit(film, make_person(f"{film} {number}"), position=number)
            make_plot_section(film, f"Part {number}", position=number)
    assert queries(small) == queries(large)


# In the browser


@pytest.fixture
def form(page, transactional_db):
    """The form of a film, as an editor has it open."""
    film = make_film("Lost Bullet", lead="He drives.")
    make_franchise("Bullets", [film])
    log_in(page, make_editor()).goto(change(film))
    page.get_by_role("button", name="Preview", exact=True).click()
    yield page
    at_rest(page)
    page.goto("about:blank")


def at_rest(page):
    """Wait until the last preview is answered: the database is free for the test."""
    page.locator("#preview").evaluate("pane => (pane.hidden = true)")
    expect(page.locator("#preview:not([aria-busy])")).to_be_attached()


def test_the_pane_shows_what_is_typed_and_keeps_the_last_page_through_mistakes(form):
    shown = form.frame_locator("#preview iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Lost Bullet")
    form.locator("#id_title").fill("Lost Bullet again")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Lost Bullet again")
    form.locator("#id_title").fill("")
    expect(form.locator("#preview .problems")).to_have_text("Title: This field is required.")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Lost Bullet again")
    at_rest(form)
    assert Film.objects.get().title == "Lost Bullet"


def test_the_pane_is_as_wide_as_a_phone_speaks_french_and_is_resized_by_keyboard(form):
    form.get_by_label("Phone").check()
    frame = form.locator("#preview iframe")
    assert frame.evaluate("frame => frame.contentWindow.innerWidth") == 390
    form.get_by_role("radio", name="FR").check()
    expect(form.frame_locator("#preview iframe").locator("html")).to_have_attribute("lang", "fr")
    pane = form.get_by_role("complementary", name="Preview")
    before = pane.bounding_box()["width"]
    form.get_by_role("separator").focus()
    form.keyboard.press("ArrowLeft")
    assert pane.bounding_box()["width"] == before + 40
    form.get_by_role("button", name="Close the preview").click()
    expect(pane).to_be_hidden()
    form.keyboard.press("Alt+P")
    expect(pane).to_be_visible()


def test_who_was_logged_out_meanwhile_is_told_and_loses_nothing(form):
    expect(form.get_by_text("Updated at")).to_be_visible()
    form.context.clear_cookies()
    form.locator("#id_title").fill("Typed")
    expect(form.locator("#preview").get_by_role("status")).to_contain_text(
        "You have been logged out."
    )
    expect(form.locator("#id_title")).to_have_value("Typed")


def test_a_tab_of_its_own_shows_the_page_and_the_form_is_still_unsaved(form):
    form.locator("#id_title").fill("In a tab")
    with form.expect_popup() as tab:
        form.get_by_role("button", name="Open in a new tab").click()
    expect(tab.value.get_by_role("heading", level=1)).to_have_text("In a tab")
    at_rest(form)
    assert Film.objects.get().title == "Lost Bullet"
