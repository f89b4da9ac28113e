"""Panels about reviews, for pages of films and franchises, which know of no review."""

from django import template

from ..reception import Reception

register = template.Library()


@register.inclusion_tag("reviews/_reception.html")
def reception(film):
    """A film's published reviews, and what they come to."""
    reviews = list(film.reviews.published().with_byline())
    return {
        "film": film,
        "reviews": reviews,
        "reception": Reception.of(review.verdict for review in reviews),
    }
