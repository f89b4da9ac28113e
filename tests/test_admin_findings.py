"""The findings above a page's form: what they say, who dismisses them, and how that ends."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains

from editorial.checks import findings_of
from editorial.models import Dismissal
from films.models import Film

from .admin_forms import admin_url, all_rows, change, form_of, sent_by
from .factories import (
    make_character,
    make_credit,
    make_editor,
    make_film,
    make_genre,
    make_person,
    make_picture,
    make_review,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def film():
    """Without a poster, and nothing else to mend."""
    return make_film(production_status="announced")


def findings_url(page):
    return admin_url(page, "findings", page.pk)


def panel(client, page):
    """The part of the page that tells of findings, as text; empty where there is none."""
    _, _, rest = client.get(change(page)).content.decode().partition('<section id="findings"')
    return rest.partition("</section>")[0]


def digest(page, number=0):
    return findings_of(page)[number].digest


def dismiss(client, page, reason="None was drawn.", headers=None, **fields):
    fields = {"finding": digest(page), "reason": reason, **fields}
    return client.post(findings_url(page), fields, headers=headers)


def test_form_tells_what_to_mend_and_links_to_the_field(editor, film):
    make_credit(film, make_person("Rod Paradot"))
    told = panel(editor, film)
    assert "2 issues to fix" in told
    assert "Choose the character that Rod Paradot plays." in told
    assert 'href="#id_poster"' in told
    assert f'href="#credits/{film.credits.get().pk}/character"' in told


def test_form_of_a_faultless_page_says_so(editor, film):
    film.poster = make_picture()
    film.save()
    assert "Nothing to fix" in panel(editor, film)


def test_pages_without_rules_and_pop_ups_have_no_panel(editor, film):
    assert panel(editor, make_genre()) == ""
    assert b'id="findings"' not in editor.get(change(film) + "?_popup=1").content


def test_panel_of_a_new_page_waits_unseen_for_what_is_typed(editor):
    told = editor.get(reverse("admin:films_film_add")).text.partition('<section id="findings"')[2]
    assert f'data-url="{reverse("admin:films_film_findings_new")}" hidden>' in told


def test_refused_form_still_tells_of_the_saved_page(editor, film):
    fields = form_of(editor, film)
    response = editor.post(change(film), fields | {"title": "", "runtime_minutes": "12"})
    assert response.status_code == 200
    assert [found.field for found in response.context["findings"]] == ["poster"]


def test_saved_form_has_mended_what_it_mended(editor, film):
    picture = make_picture()
    fields = form_of(editor, film)
    editor.post(change(film), fields | {"poster": picture.pk})
    assert "Nothing to fix" in panel(editor, film)


def test_panel_takes_as_many_queries_for_three_findings_as_for_one(editor, film):
    counts = []
    for name in ("Rod Paradot", "Stéfi Celma", "Alban Lenoir"):
        make_credit(film, make_person(name), character=make_character(name))
    for credit in film.credits.all():
        credit.character = None
        credit.save()
        editor.get(change(film))
        with CaptureQueriesContext(connection) as queries:
            editor.get(findings_url(film), headers={"HX-Request": "true"})
        counts.append(len(queries))
    assert len(set(counts)) == 1


# As one writes


def typed(client, page, **fields):
    """What is told of the form of a page with some of its fields typed anew."""
    form = form_of(client, page)
    name = page._meta.label_lower.replace(".", "_")
    return client.post(reverse(f"admin:{name}_findings_typed", args=[page.pk]), form | fields)


def row_of(person):
    """The fields of a credit that is not saved yet."""
    row = {"role": "cast", "person": person.pk, "position": "0"}
    return {f"credits-0-{name}": value for name, value in row.items()}


def test_typed_form_is_told_of_as_it_would_be_saved(editor, film):
    response = typed(editor, film, poster=make_picture().pk, runtime_minutes="12")
    assert response.text.lstrip().startswith('<section id="findings"')
    assert "1 issue to fix" in response.text
    assert 'href="#id_runtime_minutes"' in response.text


def test_looking_at_a_typed_form_keeps_nothing_anywhere(editor, film):
    rod = make_person("Rod Paradot")
    before = all_rows()
    row = {"credits-TOTAL_FORMS": "1", **row_of(rod)}
    assert typed(editor, film, title="Not saved", **row).status_code == 200
    assert all_rows() == before


def test_finding_in_a_typed_row_leads_to_it_by_its_place(editor, film):
    row = row_of(make_person("Rod Paradot"))
    told = typed(editor, film, **{"credits-TOTAL_FORMS": "1"}, **row).text
    assert "Choose the character that Rod Paradot plays." in told
    assert 'href="#id_credits-0-character"' in told


def test_only_what_is_saved_can_be_dismissed(editor, film):
    told = typed(editor, film, runtime_minutes="12").text
    assert "2 issues to fix" in told
    assert told.count("Why is it right") == 1


def test_new_page_is_told_of_before_it_exists(editor):
    fields = sent_by(editor.get(reverse("admin:films_film_add")), "film_form")
    row = row_of(make_person("Rod Paradot"))
    fields |= {"title": "Lost Bullet", "credits-TOTAL_FORMS": "1", **row}
    told = editor.post(reverse("admin:films_film_findings_new"), fields).text
    assert "No poster" in told
    assert 'href="#id_credits-0-character"' in told
    assert "Why is it right" not in told
    assert not Film.objects.exists()


def test_typed_form_with_mistakes_is_told_of_field_by_field(editor, film):
    response = typed(editor, film, title="")
    assertContains(response, "<strong>Title:</strong> This field is required.", status_code=422)


def test_typed_form_takes_as_many_queries_for_twelve_parts_as_for_one(editor):
    counts = []
    for name, parts in (("Small", 1), ("Large", 12)):
        film = make_film(name, production_status="announced")
        for number in range(parts):
            make_credit(film, make_person(f"{name} {number}"), position=number)
        form = form_of(editor, film)
        url = reverse("admin:films_film_findings_typed", args=[film.pk])
        editor.post(url, form)
        with CaptureQueriesContext(connection) as queries:
            assert editor.post(url, form).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_typed_form_is_looked_at_for_those_who_may_save_it(client, editor, film):
    url = reverse("admin:films_film_findings_typed", args=[film.pk])
    assert editor.get(url).status_code == 405
    assert editor.post(url.replace(str(film.pk), "abc"), {}).status_code == 404
    assert typed(editor, film, title="\0").status_code == 422
    client.force_login(make_reviewer())
    assert client.post(url, {}).status_code == 403


# Dismissing


def test_finding_is_dismissed_with_a_reason_and_folded(editor, film):
    response = dismiss(editor, film)
    assert response.headers["Location"] == change(film) + "#findings"
    told = panel(editor, film)
    assert "Nothing to fix" in told
    assert "1 dismissed" in told
    assert "None was drawn." in told
    dismissal = Dismissal.objects.get()
    assert dismissal.dismissed_by.username == "editor"
    assert (dismissal.rule, dismissal.model) == ("film_without_poster", "films.film")
    assert dismissal.object_id == film.pk


def test_dismissal_of_a_part_is_of_that_part(editor, film):
    credit = make_credit(film)
    dismiss(editor, film, finding=digest(film, 1))
    dismissal = Dismissal.objects.get()
    assert (dismissal.model, dismissal.object_id) == ("films.credit", credit.pk)


def test_dismissal_is_taken_back(editor, film):
    dismiss(editor, film)
    editor.post(findings_url(film), {"finding": digest(film), "take_back": "1"})
    assert not Dismissal.objects.exists()
    assert "1 issue to fix" in panel(editor, film)


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("", "Give a reason before you dismiss this."),
        ("   ", "Give a reason before you dismiss this."),
        ("x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("\0", "Null characters are not allowed."),
    ],
)
def test_reason_that_is_none_is_refused(editor, film, reason, problem):
    assert problem in dismiss(editor, film, reason, headers={"HX-Request": "true"}).text
    response = editor.get(dismiss(editor, film, reason).headers["Location"])
    assert problem in [str(message) for message in response.context["messages"]]
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("finding", ["", "abc", "\0", "0" * 64, "é" * 5000])
def test_finding_that_is_gone_is_not_dismissed(editor, film, finding):
    response = dismiss(editor, film, finding=finding, headers={"HX-Request": "true"})
    assert "has changed in the meantime" in response.text
    assert not Dismissal.objects.exists()


def test_finding_that_two_editors_dismiss_is_dismissed_once(editor, film):
    dismiss(editor, film, "First.")
    dismiss(editor, film, "Second.")
    assert Dismissal.objects.get().reason == "First."


def test_dismissing_by_script_answers_with_the_panel_alone(editor, film):
    response = dismiss(editor, film, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section id="findings"')
    assert "1 dismissed" in response.text


def test_reason_is_shown_as_it_was_typed(editor, film):
    dismiss(editor, film, "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in panel(editor, film)


def test_opening_the_findings_url_leads_to_the_form(editor, film):
    assert editor.get(findings_url(film)).headers["Location"] == change(film) + "#findings"


# Who may


def test_who_may_only_see_a_page_reads_its_findings_and_dismisses_none(client, film):
    client.force_login(make_reviewer())
    assert "1 issue to fix" in panel(client, film)
    assert "Why is it right" not in panel(client, film)
    assert dismiss(client, film).status_code == 403
    assert not Dismissal.objects.exists()


def test_who_may_not_see_a_page_learns_nothing_of_it(client, film):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_review"))
    client.force_login(clerk)
    assert client.get(findings_url(film)).status_code == 403
    review = make_review(film)
    assert dismiss(client, review).status_code == 302
    client.logout()
    assert "/login/" in dismiss(client, film).headers["Location"]
    assert Dismissal.objects.count() == 1


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "_5F", "%00"])
def test_page_that_is_not_there_is_not_found(editor, key):
    url = reverse("admin:films_film_changelist") + f"{key}/findings/"
    assert editor.get(url).status_code == 404
    assert editor.post(url, {"finding": "x"}).status_code == 404


def test_dismissal_needs_the_form_s_token(film):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_editor())
    assert dismiss(strict, film).status_code == 403


def test_deleted_editor_leaves_the_reason(editor, film):
    dismiss(editor, film)
    User.objects.filter(username="editor").delete()
    editor.force_login(make_editor("second"))
    assert "A former editor" in panel(editor, film)
