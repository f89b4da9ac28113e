"""The list of all findings in the admin: who sees what, by kind of page and by rule, in pages."""

import html5lib
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboard import findings as finding_list
from editorial.checks import findings_of
from editorial.findings import keep_everything
from editorial.models import Dismissal

from .admin_forms import change
from .factories import (
    make_credit,
    make_film,
    make_franchise,
    make_person,
    make_picture,
    make_review,
    make_reviewer,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/findings/"


def listed(client, query=""):
    """The list as text without markup and with single spaces."""
    keep_everything()
    page = html5lib.parse(client.get(LIST + query).text, namespaceHTMLElements=False)
    article = page.find(".//article")
    for form in article.findall("form"):
        article.remove(form)
    return " ".join("".join(article.itertext()).split())


def announced(title="Lost Bullet", **fields):
    """A film with one issue to fix: it has no poster."""
    return make_film(title, production_status="announced", **fields)


def test_list_tells_page_by_page_what_to_mend_with_links_to_the_fields(editor):
    film = announced()
    for name in ("Rod Paradot", "Stéfi Celma"):
        make_credit(film, make_person(name))
    make_franchise("The Bullets", [film])
    told = listed(editor)
    assert "Findings 4 issues to fix" in told
    assert "The Bullets Franchise No picture Choose the wide picture" in told
    assert (
        "Lost Bullet Film No poster Choose a poster. It is shown on the film's page, in lists and "
        "in shared links. Cast without a character Choose the character that Rod Paradot plays. "
        "Choose the character that Stéfi Celma plays." in told
    )
    shown = editor.get(LIST).text
    assert f'href="{change(film)}#id_poster"' in shown
    assert f'href="{change(film)}#credits/{film.credits.first().pk}/character"' in shown


def test_list_is_of_one_kind_of_page_or_of_one_rule(editor):
    film = announced(runtime_minutes=12)
    make_franchise("The Bullets", [film])
    assert "The Bullets" not in listed(editor, "?model=films.film")
    told = listed(editor, "?rule=film_runtime_unusual")
    assert "Findings 1 issue to fix Lost Bullet Film Unusual running time" in told
    assert "No poster" not in told
    assert "Nothing to fix." in listed(editor, "?rule=film_runtime_unusual&model=films.person")


@pytest.mark.parametrize(
    "query", ["?model=auth.user", "?rule=none", "?page=x", "?page=99&rule=%F0"]
)
def test_what_cannot_be_asked_for_is_left_out(editor, query):
    announced()
    assert "Findings 1 issue to fix Lost Bullet" in listed(editor, query)


def test_dismissed_findings_have_a_list_of_their_own(editor):
    film = announced()
    [finding] = findings_of(film)
    Dismissal.objects.create(
        rule=finding.rule.name,
        model="films.film",
        object_id=film.pk,
        digest=finding.digest,
        reason="None was drawn.",
    )
    assert "Nothing to fix." in listed(editor)
    assert "1 dismissed Lost Bullet" in listed(editor, "?dismissed=on")


def test_long_list_is_parted_into_pages_that_keep_what_was_asked_for(editor):
    film = announced(poster=make_picture())
    for number in range(101):
        make_credit(film, make_person(f"Person {number:03}"))
    told = [listed(editor, f"?model=films.film&page={number}") for number in (1, 2, 3)]
    assert [each.count("Choose the character") for each in told] == [50, 50, 1]
    assert all("101 issues to fix" in each for each in told)
    assert 'href="?model=films.film&amp;page=2"' in editor.get(f"{LIST}?model=films.film").text


def test_list_ends_where_nobody_reads_on_and_says_so(editor, monkeypatch):
    monkeypatch.setattr(finding_list, "LONGEST", 2)
    for number in range(3):
        announced(f"Film {number}")
    told = listed(editor)
    assert "The newest 2 issues to fix Older ones appear as these are fixed" in told
    assert told.count("No poster") == 2


def test_list_takes_as_many_queries_for_many_pages_as_for_one(editor):
    counts = []
    for numbers in ((1,), range(2, 9)):
        for number in numbers:
            make_review(announced(f"Film {number}"))
            make_franchise(f"Franchise {number}")
            make_picture(f"Picture {number}", alt="still.png")
        listed(editor)
        with CaptureQueriesContext(connection) as queries:
            editor.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reviewers_see_what_they_may_mend(client):
    make_review(announced("Secret"), url="https://example.org/")
    client.force_login(make_reviewer())
    told = listed(client)
    assert "1 issue to fix Secret: The Hollywood Reporter Review" in told
    assert "No poster" not in told
    assert "No poster" not in listed(client, "?model=films.film")


def test_who_may_mend_nothing_sees_no_list(client):
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(LIST).status_code == 403
    client.logout()
    assert reverse("admin:login") in client.get(LIST).headers["Location"]


def test_page_that_has_gone_since_is_left_out(editor):
    film = announced()
    announced("Burned Bullet")
    keep_everything()
    film.delete()
    assert "Lost Bullet" not in editor.get(LIST).text
    assert "Burned Bullet" in editor.get(LIST).text
    assert "Burned Bullet" in editor.get("/admin/").text


def test_dashboard_and_menu_lead_to_the_list(editor):
    announced()
    keep_everything()
    assert editor.get("/admin/").text.count(f'href="{LIST}"') >= 2
