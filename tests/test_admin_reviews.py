"""The review's form: what an editor need not type twice."""

from decimal import Decimal

import pytest

from reviews.models import Review
from reviews.scores import read_score

from .admin_forms import change, errors_in, form_of
from .factories import make_film, make_language, make_publication, make_review

pytestmark = pytest.mark.django_db


def save(client, review, **fields):
    """Save a review's form with some of its fields typed anew; return what is wrong with it."""
    sent = form_of(client, review)
    response = client.post(change(review), sent | fields)
    review.refresh_from_db()
    return errors_in(response) if response.status_code == 200 else []


def score_of(review):
    return review.score_text, review.score_value, review.score_scale


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4/5", (4, 5)),
        ("3,5/5", (Decimal("3.5"), 5)),
        (" 3.5 / 5 ", (Decimal("3.5"), 5)),
        ("7 out of 10", (7, 10)),
        ("3.5 stars of 5", (Decimal("3.5"), 5)),
        ("3 étoiles sur 5", (3, 5)),
        ("80%", (80, 100)),
        ("80 per cent", (80, 100)),
        ("0/5", (0, 5)),
        ("B+", None),
        ("two stars", None),
        ("6/5", None),
        ("0/0", None),
        ("4", None),
        ("-4/5", None),
        ("4/5/6", None),
        ("12345678901234567890/5", None),
        ("٤/٥", (4, 5)),
        ("", None),
    ],
)
def test_printed_score_is_read_as_numbers(text, expected):
    assert read_score(text) == expected


def test_score_typed_once_fills_the_numbers_and_stays_as_printed(editor):
    review = make_review()
    assert save(editor, review, score_text="3,5/5") == []
    assert score_of(review) == ("3,5/5", Decimal("3.5"), 5)
    assert save(editor, review, score_text="80%") == []
    assert score_of(review) == ("80%", 80, 100)
    assert save(editor, review, score_text="B+") == []
    assert score_of(review) == ("B+", None, None)


def test_numbers_that_an_editor_gives_are_kept(editor):
    review = make_review(score_text="B+", score_value=8, score_scale=10)
    assert save(editor, review, score_text="B") == []
    assert score_of(review) == ("B", 8, 10)
    assert save(editor, review, score_text="4/5", score_value="7", score_scale="10") == []
    assert score_of(review) == ("4/5", 7, 10)


def test_score_beyond_its_scale_is_refused(editor):
    review = make_review(score_text="4/5", score_value=4, score_scale=5)
    [problem] = save(editor, review, score_value="6")
    assert "the score must be between 0 and that" in problem
    assert score_of(review) == ("4/5", 4, 5)


def test_quote_is_taken_to_be_in_the_language_of_its_publication_s_last(editor):
    variety, french = make_publication("Variety"), make_language("fr", "French")
    make_review(make_film("First"), variety, language=make_language("en", "English"))
    make_review(make_film("Second"), variety, language=french)
    review = make_review(make_film("Third"), variety)
    assert save(editor, review, quote="Ça roule.") == []
    assert review.language == french


def test_language_of_a_publication_s_first_quote_is_asked_for(editor):
    review = make_review()
    make_review(make_film("Other"), make_publication("Other"), language=make_language())
    assert save(editor, review, quote="Fast.") == ["Choose the language that the quote is in."]
    assert Review.objects.get(pk=review.pk).quote == ""
    assert save(editor, review, quote="Fast.", language=make_language().pk) == []


def test_quote_that_has_long_been_without_a_language_blocks_no_other_change(editor):
    review = make_review(quote="Fast.")
    assert save(editor, review, verdict="positive") == []
    assert review.verdict == "positive"


def test_form_says_what_a_review_s_position_is(editor):
    assert "Its position among the film’s reviews" in editor.get(change(make_review())).text
