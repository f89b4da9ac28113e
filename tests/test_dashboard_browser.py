"""The dashboard and the findings in a real browser: what scripts and styles do to them."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from editorial import history
from editorial.findings import keep_everything
from editorial.models import Draft, Version
from films.models import Film

from .admin_forms import change, log_in
from .axe import broken_in_all_views, broken_rules
from .factories import (
    make_credit,
    make_editor,
    make_film,
    make_franchise,
    make_person,
    make_plot_section,
)

UNBROKEN = "Unverwechselbarkeit" * 10

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = {"dashboard": "#content-main", "findings": "#findings"}


@pytest.fixture
def editor(page):
    return log_in(page, make_editor())


@pytest.fixture
def film():
    film = make_film(production_status="announced", lead="[Dead](/films/nothing/)")
    make_credit(film, make_person("Rod Paradot"))
    make_franchise("The Bullets", [film])
    make_film("Hidden", status="draft")
    # What was made beside the admin is checked before, as each night.
    keep_everything()
    return film


def around(film):
    """The pages of the admin that are no form."""
    history.catch_up([film])
    version = Version.objects.of(Film, [film.pk]).first()
    draft = Draft.objects.create(
        author=User.objects.get(), model="films.film", object_id=film.pk, title=UNBROKEN
    )
    films = "admin:films_film"
    return [
        reverse("admin:index"),
        reverse("calendar"),
        reverse(f"{films}_changelist"),
        reverse(f"{films}_deleted"),
        reverse(f"{films}_history", args=[film.pk]),
        reverse(f"{films}_version", args=[film.pk, version.pk]),
        reverse(f"{films}_delete", args=[film.pk]),
        f"{reverse(f'{films}_links')}?page={film.pk}",
        reverse(f"{films}_discard", args=[draft.pk]),
    ]


def test_axe_finds_nothing_on_dashboard_and_findings(editor, film):
    found = []
    for part, path in {"dashboard": "/admin/", "findings": f"{change(film)}#findings"}.items():
        editor.goto(path)
        for summary in editor.locator(f"{PARTS[part]} summary:visible").all():
            if summary.evaluate("each => !each.parentElement.open"):
                summary.click()
        found += [f"{part}: {each}" for each in broken_in_all_views(editor, PARTS[part])]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_axe_finds_nothing_around_the_forms_and_long_names_fit(editor, film, width, scheme):
    Film.objects.filter(pk=film.pk).update(title=UNBROKEN)
    editor.set_viewport_size({"width": width, "height": 900})
    editor.emulate_media(color_scheme=scheme)
    found = []
    for path in around(film):
        editor.goto(path)
        found += [f"{path}: {each}" for each in broken_rules(editor)]
        if editor.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path} scrolls sideways")
    assert not found, "\n".join(found)


def test_dashboard_never_scrolls_sideways(editor, film):
    Film.objects.filter(pk=film.pk).update(title=UNBROKEN)
    keep_everything()
    for width in (320, 768, 1280):
        editor.set_viewport_size({"width": width, "height": 900})
        editor.goto("/admin/")
        editor.locator("summary:visible").first.click()
        assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_finding_on_the_dashboard_leads_into_the_row_that_it_is_about(editor, film):
    editor.goto("/admin/")
    editor.locator(".health-group summary").filter(has_text="Lost Bullet").click()
    editor.get_by_role("link", name="Choose the character that Rod Paradot plays.").click()
    character = editor.locator("#id_credits-0-character + .select2 [role=combobox]")
    expect(character).to_be_focused()
    expect(character).to_be_in_viewport()


def test_finding_leads_to_a_field_of_another_tab(editor, film):
    make_plot_section(film, translations={"fr": {"heading": "Lino meurt"}})
    film.translations = {"fr": {"lead": "[Mort](/films/rien/)"}}
    film.save()
    editor.goto(change(film))
    editor.get_by_role("link", name="/films/rien/").click()
    expect(editor.locator("#id_lead_fr")).to_be_focused()
    editor.get_by_role("link", name="Lino meurt").click()
    expect(editor.locator("#id_plot_sections-0-heading_fr")).to_be_focused()
    editor.get_by_role("link", name="Choose a poster").click()
    expect(editor.locator("#id_poster + .select2 [role=combobox]")).to_be_focused()
    # Once more to where the URL leads already.
    editor.get_by_role("link", name="Cast and crew").click()
    editor.get_by_role("link", name="Choose a poster").click()
    expect(editor.locator("#id_poster + .select2 [role=combobox]")).to_be_focused()


def test_finding_of_missing_rows_opens_their_tab(editor):
    film = make_film()
    editor.goto(f"{change(film)}#findings")
    editor.get_by_role("link", name="Add a plot section").click()
    expect(editor.get_by_role("link", name="Add another Plot section")).to_be_visible()


def test_dismissing_loses_nothing_that_was_typed(editor, film):
    editor.goto(change(film))
    editor.locator("#id_tagline").fill("Typed and not saved")
    item = editor.locator("#findings li").filter(has_text="No poster")
    item.locator("summary").click()
    item.get_by_label("Why is it right as it is?").fill("None was drawn.")
    item.get_by_role("button", name="Dismiss").click()
    expect(editor.get_by_text("1 dismissed")).to_be_visible()
    expect(editor.locator("#findings")).to_be_focused()
    expect(editor.locator("#id_tagline")).to_have_value("Typed and not saved")
    editor.get_by_text("1 dismissed").click()
    expect(editor.get_by_text("“None was drawn.”")).to_be_visible()
    editor.get_by_role("button", name="Undo").click()
    expect(editor.locator("#findings li").filter(has_text="No poster")).to_be_visible()
    expect(editor.locator("#id_tagline")).to_have_value("Typed and not saved")
