"""manage.py check_content: what it says, what it ends with, and how it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from editorial.checks import findings_of
from editorial.models import Dismissal

from .factories import make_credit, make_film, make_person, make_picture, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run it, and return what it says and what it ends with."""

    def run(*what, **options):
        code = 0
        try:
            call_command("check_content", *what, **options)
        except SystemExit as end:
            code = end.code
        return capsys.readouterr().out, code

    return run


def announced(title="Lost Bullet", **fields):
    """A film with noissue to fix but what `fields` bring."""
    return make_film(title, production_status="announced", **fields)


def test_content_without_a_fault_ends_with_0(run):
    assert run() == ("No issues found.\n", 0)
    announced(poster=make_picture())
    assert run() == ("No issues found.\n", 0)


def test_findings_are_told_by_page_with_a_url_each(run):
    film = announced(runtime_minutes=12)
    credit = make_credit(film, make_person("Rod Paradot"))
    form = f"http://127.0.0.1:8000/admin/films/film/{film.pk}/change/"
    assert run() == (
        f"""Film: Lost Bullet
  Choose a poster. It is shown on the film's page, in lists and in shared links.
    {form}#id_poster
  Choose the character that Rod Paradot plays.
    {form}#credits/{credit.pk}/character
  12 minutes are unusual: a feature film usually lasts 40 to 300. Check the running time.
    {form}#id_runtime_minutes

3 findings on 1 page.
""",
        1,
    )


def test_what_was_dismissed_is_counted_and_not_told(run):
    [finding] = findings_of(announced())
    Dismissal.objects.create(
        rule=finding.rule.name,
        model="films.film",
        object_id=finding.page.pk,
        digest=finding.digest,
        reason="None was drawn.",
    )
    assert run() == ("No issues found. 1 finding dismissed.\n", 0)


@pytest.mark.parametrize(
    ("what", "pages"),
    [
        (["film"], ["Burned Bullet", "Lost Bullet"]),
        (["film:lost-bullet"], ["Lost Bullet"]),
        (["film:lost-bullet", "film"], ["Lost Bullet", "Burned Bullet"]),
        (["film_without_poster"], ["Burned Bullet", "Lost Bullet"]),
        (["review"], ["Lost Bullet: The Hollywood Reporter"]),
        (["person"], []),
    ],
)
def test_one_may_ask_for_a_kind_a_page_or_a_rule(run, what, pages):
    film = announced()
    announced("Burned Bullet")
    make_review(film, url="https://example.org/")
    said, code = run(*what, json=True)
    assert [finding["page"] for finding in json.loads(said)] == pages
    assert code == bool(pages)


def test_review_is_asked_for_by_its_number(run):
    review = make_review(announced(), url="https://example.org/")
    said, _ = run(f"review:{review.pk}", json=True)
    assert json.loads(said) == [
        {
            "rule": "review_without_date",
            "model": "reviews.review",
            "id": review.pk,
            "page": "Lost Bullet: The Hollywood Reporter",
            "part": None,
            "field": "published_on",
            "message": "Add the date of the review; the year alone is enough.",
            "url": f"http://127.0.0.1:8000/admin/reviews/review/{review.pk}/change/"
            "#id_published_on",
        }
    ]


def test_json_names_the_part_and_keeps_accents(run):
    credit = make_credit(announced(), make_person("Stéfi Celma"))
    said, _ = run("cast_without_character", json=True)
    assert "Stéfi" in said
    assert json.loads(said)[0]["part"] == {"model": "films.credit", "id": credit.pk}


def test_json_of_nothing_is_an_empty_list(run):
    assert run(json=True) == ("[]\n", 0)


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("nothing", "“nothing” is neither a content type nor a rule.\nContent types: character,"),
        ("", "“” is neither a content type nor a rule."),
        ("film:", "There is no film “”."),
        ("film:no-such", "There is no film “no-such”."),
        ("film:\0", "There is no film “\0”."),
        ("review:abc", "There is no review “abc”."),
        ("review:99999999999999999999", "There is no review “99999999999999999999”."),
    ],
)
def test_what_is_not_there_is_a_clear_error(what, problem):
    with pytest.raises(CommandError) as raised:
        call_command("check_content", what)
    assert str(raised.value).startswith(problem)


def test_error_names_the_rules_that_there_are():
    with pytest.raises(CommandError, match=r"film_without_poster"):
        call_command("check_content", "film_without_postre")
