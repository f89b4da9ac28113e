"""The plain form of an article: `= Title =`, a list of facts, a lead, and `==Sections==`."""

import re

from .markdown import escaped, escaped_start
from .outline import ArticleError, Fact, Outline, Passage
from .titles import without_qualifier

_TITLE = re.compile(r"=\s*([^=\s](?:.*[^=\s])?)\s*=\s*")
_HEADING = re.compile(r"(={2,6})\s*([^=\s](?:.*[^=\s])?)\s*=*\s*")
_ITEM = re.compile(r"[-*•–]\s+(?=\S)")
_FACT = re.compile(r"[-*•–]\s+([^:]{1,60}?)\s*:\s*(\S.*)")


def outline_of(text):
    """Return the Outline of a text in plain form. Raises ArticleError where it has no title."""
    title, lines = titled(text)
    if not title:
        raise ArticleError("The text has no title. Begin it with a line such as = Lost Bullet =.")
    (_, _, opening), *parts = parted(lines)
    facts, rest = leading_facts(opening, title)
    passages = [Passage(heading, level, prose(body)) for heading, level, body in parts]
    return Outline(title, facts, prose(rest), passages)


def titled(text):
    """Return the title that a text begins with, `= Title =`, or "", and the lines below it."""
    lines = text.strip().splitlines()
    match = _TITLE.fullmatch(lines[0].strip()) if lines else None
    return (match[1], lines[1:]) if match else ("", lines)


def parted(lines):
    """Return (heading, level, lines) of each part; the first has no heading and level 1."""
    parts = [("", 1, [])]
    for line in lines:
        if match := _HEADING.fullmatch(line.strip()):
            parts.append((match[2], len(match[1]), []))
        else:
            parts[-1][2].append(line)
    return parts


def leading_facts(lines, title):
    """Part the opening into the facts, which stand before all prose, and the other lines."""
    facts, rest = [], []
    for line in (line.strip() for line in lines):
        match = _FACT.fullmatch(line)
        if match and not rest:
            facts.append(Fact(match[1], [(match[2].strip(), "")]))
        elif rest or (line and line != without_qualifier(title)):
            rest.append(line)
    return facts, rest


def prose(lines):
    """Return the Markdown of plain lines: paragraphs between empty lines, and lists."""
    made = []
    for line in (line.strip() for line in lines):
        item = _ITEM.match(line)
        made.append(f"- {escaped(line[item.end() :])}" if item else escaped_start(escaped(line)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip()
