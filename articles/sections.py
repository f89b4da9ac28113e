"""Passages of an article as sections of a film's page: what they are of, and what they are not."""

import re

from django.utils.text import slugify

from content.natural_keys import first_free
from content.prose import plain_text
from content.search_keys import normalize

from .article import ParsedSection
from .names import LONGEST

# What a heading speaks of, normalized: the first that matches decides.
_TOPICS = [
    (
        "left out",
        r"^(references|notes|footnotes|citations|sources|bibliography|see also"
        r"|external links|further reading|works cited|notes and references)$",
    ),
    ("plot", r"^(plot|synopsis|premise|story|storyline|summary|plot summary|plot synopsis)$"),
    (
        "cast",
        r"^(cast|voice cast|starring|cast and characters|characters|cast list|main cast"
        r"|supporting cast|cameos?|roles)$",
    ),
    (
        "legacy",
        r"sequel|legacy|franchise|remake|influence|adaptation|spin-?off|future|aftermath"
        r"|prequel|in popular culture",
    ),
    (
        "reception",
        r"reception|critic|review|box office|accolade|award|nomination|audience|response"
        r"|controvers|commercial|viewership|ratings",
    ),
    (
        "release",
        r"release|distribution|marketing|home (media|video)|broadcast|premiere|streaming"
        r"|promotion|festival|theatrical|trailer|soundtrack album",
    ),
    (
        "production",
        r"production|development|writing|screenplay|casting|film(ing|ed)|shoot|music"
        r"|score|soundtrack|cinematograph|edit(ing|ed)|design|effects|stunt|location|background"
        r"|inspiration|pre-production|design|costume|sound",
    ),
]
_SPOILER_LEVELS = {"premise": 0}
# A plot that is told in one piece tells how it ends.
_ENDING = 2


def topic_of(heading, parent=""):
    """Return what a section is of: a topic of the article, "plot", "cast" or "left out".

    A heading that does not say goes with the section that it is in, its `parent`'s topic.
    """
    normalized = normalize(heading).strip()
    for topic, pattern in _TOPICS:
        if re.search(pattern, normalized):
            return topic
    return parent if parent not in ("", "cast", "left out") else "other"


def section_of(heading, body, topic, taken):
    """Return the section of a passage; its key, made of the heading, is none of those `taken`."""
    heading = heading[:LONGEST]
    level = _SPOILER_LEVELS.get(normalize(heading), _ENDING) if topic == "plot" else 1
    return ParsedSection(_key(heading, taken), heading, body, topic, level)


def _key(heading, taken):
    stem = slugify(normalize(heading))[:70].strip("-") or "section"
    return first_free(stem, taken.__contains__)


def plain_heading(heading):
    """The words of a heading that is in Markdown."""
    return plain_text(heading)
