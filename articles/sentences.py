"""Paragraphs and sentences of a passage in Markdown."""

import re

_BOUNDARY = re.compile(r"[.!?…][\"”’»)*]*(?:\[\^[\w-]+\])*(?:\s+|$)")
# Behind these a full stop ends no sentence; nor behind a single capital, as in J. Doe.
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|jr|sr|prof|vs|no|etc|lt|sgt|capt|col|gen|lit|approx|inc|ltd|co)"
    r"|(?:^|[\s.(])[^\W\d_])$",
    re.IGNORECASE,
)
_OPENING, _CLOSING = "“«", "”»"


def paragraphs(markdown):
    return [part for part in re.split(r"\n\s*\n", markdown) if part.strip()]


def sentences(markdown):
    """Return the sentences of a Markdown text, each with the citations behind it.

    What stands in double quotation marks is not parted.
    """
    found = []
    for paragraph in paragraphs(markdown):
        start = quoted_to = depth = 0
        for match in _BOUNDARY.finditer(paragraph):
            words = paragraph[quoted_to : match.end()]
            depth = _depth(words, depth)
            quoted_to = match.end()
            if depth == 0 and not _goes_on(paragraph, match):
                found.append(paragraph[start : match.end()].strip())
                start = match.end()
        found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def _depth(words, depth):
    """How many double quotation marks are open behind these words: one that is straight toggles."""
    for mark in re.findall(r'["“”«»]', words):
        if mark in _OPENING or (mark == '"' and not depth):
            depth = 1
        elif mark in _CLOSING or mark == '"':
            depth = 0
    return depth


def _goes_on(paragraph, match):
    before, behind = paragraph[: match.start()][-12:], paragraph[match.end() :][:2]
    if match[0].startswith(".") and _ABBREVIATED.search(before):
        return True
    return bool(behind) and behind.lstrip("*\"“‘'(«")[:1].islower()
