"""What pages of films say about franchises, and what every page says about its own URL."""

from django import template
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import translate_url
from django.utils.html import format_html

from content.site_urls import absolute_url

from .. import series_positions

register = template.Library()
register.filter(series_positions.spoils)
register.simple_tag(series_positions.series_positions_of)
register.simple_tag(absolute_url)


@register.simple_tag
def load_installments(rows, relation="", more=()):
    """Give each film its `published_installments`, with their numbers, in one query.

    `rows` and `more` are films, or rows that have one in the attribute named by `relation`.
    """
    rows = [*rows, *more]
    films = [getattr(row, relation) for row in rows] if relation else rows
    prefetch_related_objects(films, series_positions.numbered_installments())
    return ""


@register.simple_tag
def first_positions_of(character):
    """The first of a character's films in each franchise, as numbered installments."""
    prefetch_related_objects([character], *series_positions.numbered_credits())
    return series_positions.first_positions(character)


@register.simple_block_tag
def premise(content, film_positions, summary):
    """Fold a text that gives away no more than the premise of the film at `film_positions`.

    It stands open, without its summary, but to readers who said that they have not come so far.
    A first film's premise gives nothing away.
    """
    if all(position.number == 1 for position in film_positions):
        return content
    return format_html(
        '<details class="spoiler" data-spoils="{}" data-premise open>'
        "<summary>{}</summary>{}</details>",
        series_positions.spoils(film_positions),
        summary,
        content,
    )


@register.simple_tag(takes_context=True)
def canonical_url(context):
    """The page's own URL: which page of a list is shown counts, filters and orders do not."""
    request = context["request"]
    listing = context.get("listing")
    shown = listing.page if listing else context.get("page")
    number = getattr(shown, "number", 1)
    is_page = number > 1 and set(request.GET) == {"page"}
    query = f"?page={number}" if is_page else ""
    return absolute_url(request.path) + query


@register.simple_tag(takes_context=True)
def in_languages(context, url=""):
    """A page in each language, as (code, own name, URL); empty where it has but one.

    It is the page that is asked for, as it was asked for, or the one at `URL`.
    """
    url = url or context["request"].get_full_path()
    pages = [(code, name, translate_url(url, code)) for code, name in settings.LANGUAGES]
    return pages if len({page for *_, page in pages}) > 1 else []
