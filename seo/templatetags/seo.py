"""What every page says to machines: its URL, how it looks when shared, what it is about."""

import json

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content.cldr import LOCALES
from content.site_urls import absolute_url
from films import share_image
from films import structured_data as schema

from ..sharing import SITE_NAME, sharing_of
from ..structured_data import breadcrumbs, data_of

register = template.Library()

# What would end the script element, or begin a comment in it, written as JSON may write it.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_block_tag
def said(content):
    """Keep what a block says, `as` a variable, to say it more than once."""
    return mark_safe(content.strip())  # noqa: S308 - a template's own output, escaped there.


@register.inclusion_tag("seo/_sharing.html", takes_context=True)
def share(context, page=None):
    """How the page looks where its URL is shared: `page` is a FilmPage, a Person and such."""
    sharing = sharing_of(page)
    own, *others = sorted(LOCALES, key=lambda language: language != get_language())
    return {
        "sharing": sharing,
        "site_name": SITE_NAME,
        "title": context["page_title"],
        "description": context["page_description"],
        "url": context["page_url"],
        "locale": LOCALES[own],
        "other_locales": [LOCALES[language] for language in others],
        "image": f"{absolute_url(sharing.image_path)}?v={sharing.image.version}",
        "size": (share_image.WIDTH, share_image.HEIGHT),
    }


@register.simple_tag
def structured_data(page):
    """What the page is about: `page` is a FilmPage, a FranchisePage or a Person."""
    return script(data_of(page))


@register.simple_tag
def breadcrumb_data(home, parent, parent_url, here):
    """The breadcrumbs that the page shows."""
    above = [(home, reverse("home")), (parent, parent_url)]
    steps = [(name, absolute_url(path)) for name, path in above if name]
    return script(breadcrumbs([*steps, (here, None)]))


def script(node):
    """Return a schema.org node as a block of data in a page."""
    text = json.dumps(
        {"@context": schema.CONTEXT, **node}, ensure_ascii=False, separators=(",", ":")
    )
    data = mark_safe(text.translate(ESCAPES))  # noqa: S308 - nothing in it ends the element.
    return format_html('<script type="application/ld+json">{}</script>', data)
