"""What an article's text holds, whatever its form: a title, facts, passages, and what they cite."""

import re
from dataclasses import dataclass, field

from content.prose import writable

LARGEST = 500_000  # bytes: the longest articles on films have half of it
MOST_PASSAGES = 500  # the longest have some fifty


class ArticleError(ValueError):
    """Why a text cannot be read as an article: one sentence, for an editor."""


@dataclass
class Fact:
    """A line of the facts: what it tells, and each value with the key of what it cites, or ""."""

    label: str
    values: list[tuple[str, str]]

    def __str__(self):
        return f"{self.label}: {', '.join(value for value, _ in self.values)}"


@dataclass
class Passage:
    """A text under a heading, in Markdown. `level` is 2 for a section, 3 for one within it."""

    heading: str
    level: int
    body: str


@dataclass
class Citation:
    """What a passage cites as `[^key]`: the fields of a Source."""

    key: str
    title: str
    authors: str = ""
    publisher: str = ""
    url: str = ""
    published_on: str = ""
    accessed_on: str = ""
    archive_url: str = ""


@dataclass
class Outline:
    title: str
    facts: list[Fact] = field(default_factory=list)
    lead: str = ""
    passages: list[Passage] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def decoded(data):
    """Return the text in an article's file, given as bytes, with plain line ends.

    Raises ArticleError where it is empty, too large, no text, or not in UTF-8.
    """
    if len(data) > LARGEST:
        raise ArticleError(
            f"The file has more than {LARGEST:,} bytes, which is too long for an article."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError("The file is in UTF-16. Save it as UTF-8.")
    if b"\0" in data:
        raise ArticleError("The file is not text: it contains null characters.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(f"Line {line} is not in UTF-8. Save the file as UTF-8.") from error
    if not text.strip():
        raise ArticleError("The file is empty.")
    return writable(re.sub(r"\r\n?|\u2028|\u2029", "\n", text))
