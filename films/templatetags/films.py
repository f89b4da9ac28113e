"""What templates say about films: prose, citations, dates and pictures."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from content import cldr
from content.prose import Citations, summary

from .. import imaging

register = template.Library()
register.filter(summary)
register.filter(cldr.number)


@register.simple_tag
def prose(text, citations=None):
    """A Markdown text, its citations numbered among those of the page, if it lists any."""
    # A page's citations are falsy until the first is cited.
    return (Citations() if citations is None else citations).render(text)


@register.simple_tag
def cite(citations, *rows):
    """The numbered citations of the sources on which facts rest, each source once."""
    keys = [row.source.key for row in rows if row.source]
    return citations.cite(*dict.fromkeys(keys))


@register.inclusion_tag("films/_picture.html")
def picture(picture, sizes="100vw", is_first=False):
    """A picture in the formats and widths made of it; a placeholder of its size without a file.

    `sizes` says how wide it is shown, as the HTML attribute does; `is_first` marks the picture
    that a reader sees first, to be loaded before all others.
    """
    return {
        "picture": picture,
        "sizes": sizes,
        "is_first": is_first,
        "focus": f"fx-{_tens(picture.focal_x)} fy-{_tens(picture.focal_y)}",
        "sources": [_source(*rendition) for rendition in imaging.shown_renditions(picture)],
    }


def _tens(per_cent):
    """The nearest ten: the stylesheet knows these, and a crop needs no finer."""
    return (per_cent + 5) // 10 * 10


def _source(mime_type, sizes):
    """(MIME type, srcset, widest URL) of a format."""
    srcset = ", ".join(f"{url} {width}w" for width, url in sizes)
    return mime_type, srcset, sizes[-1][1]


@register.simple_tag
def lang(language):
    """` lang="fr"` for words in that Language, unless it is the page's own or not known."""
    if not language or language.code == get_language():
        return ""
    return format_html(' lang="{}"', language.code)
