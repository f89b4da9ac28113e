"""What reviews should not be: rules for editors, run by editorial.checks."""

from django.utils import timezone

from content.texts import texts_of
from editorial.checks import DependsOn, Finding, rule
from films.checks import DEAD_LINK_ADVICE, DEAD_LINK_TITLE, link_findings
from films.links import LINK_MARKS
from films.models import Film

from .models import Review


def _named(reviews):
    """Load what a review is called by."""
    return reviews.select_related("film", "publication", "critic")


@rule(Review, "Review without a link", "Add the URL of the review.")
def review_without_link(reviews):
    for review in _named(reviews).filter(url="", quote=""):
        yield Finding(review, "url")


@rule(
    Review,
    "Quote without a source",
    "Add the URL of the quoted review, so that readers can check the quote.",
)
def review_quote_without_source(reviews):
    for review in _named(reviews).filter(url="").exclude(quote=""):
        yield Finding(review, "url", evidence=review.quote)


@rule(Review, "Review without a date", "Add the date of the review; the year alone is enough.")
def review_without_date(reviews):
    for review in _named(reviews).filter(published_on=""):
        yield Finding(review, "published_on")


@rule(
    Review,
    "Impossible date",
    "Check the date and the film: a review cannot be from the future, or over a year older than "
    "its film.",
    depends_on=[DependsOn.NAMED, DependsOn.DAY],
)
def review_date_disagrees(reviews):
    today = timezone.localdate().isoformat()
    films = Film.objects.filter(pk__in=reviews.values("film"))
    releases = dict(films.values_list("pk", "released_on"))
    for review in _named(reviews).exclude(published_on=""):
        date, released_on = review.published_on, releases[review.film_id]
        if date > today[: len(date)]:
            message = f"It is dated {date.label}, which is in the future. Check the date."
            yield Finding(review, "published_on", message, evidence=date)
        elif released_on and date.year < released_on.year - 1:
            message = (
                f"It is dated {date.label}, long before the film's first release, "
                f"{released_on.label}. Check the date and the film."
            )
            yield Finding(review, "published_on", message, evidence=[date, released_on])


@rule(Review, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def review_dead_link(reviews):
    yield from link_findings(texts_of(_named(reviews), "summary", holding=LINK_MARKS))
