"""Who plays whom: from lists of the cast, and from a plot that names actors in brackets."""

import re

from content.prose import cited_keys, plain_text

from .article import ParsedCredit
from .names import is_name, last_capitalised, people_in, without_clause

_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_AS = re.compile(r"\s+(?:as|\.{2,}|…)\s+")
# What parts a character from what is said of them.
_SAID = re.compile(r"\s*(?:,|:|;|\s[–—-]|--)\s+")
_PLAYED = re.compile(r"\((?:played by |portrayed by |voiced by )?([^()\[\]]{3,80})\)")


def read_cast_list(article, body):
    """Add the cast that a list names, `Actor as Character`, and return what it says besides."""
    left = []
    for line in body.splitlines():
        if _ITEM.match(line):
            if problem := _read_item(article, line):
                article.unplaced.append(f"Cast: {problem}")
        else:
            left.append(line)
    return "\n".join(left).strip()


def _read_item(article, line):
    """Add the credit that an item of a list tells of; return the item where it tells of none."""
    cites = next(iter(cited_keys(line)), "")
    text = plain_text(_ITEM.sub("", line))
    actor, _, role = _parted(_AS, text)
    actor, clause = without_clause(actor.rstrip(","))
    # Two actors of one line: which of them plays whom is not said.
    if not is_name(actor) or len(people_in(actor)) != 1:
        return text
    name, _, description = _parted(_SAID, role)
    name, aside = without_clause(name)
    name = name.strip(" .\"“”'")
    if len(name) > 200:
        return text
    for left_out in filter(None, (clause, aside)):
        article.doubts.append(
            f"{actor} ({left_out}): added to the cast without the text in brackets."
        )
    cast(article, ParsedCredit("cast", actor, name, _sentence(description), cites=cites))
    return ""


def _parted(mark, text):
    match = mark.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _sentence(text):
    text = text.strip()
    return text[:1].upper() + text[1:] if text else ""


def cast(article, told):
    """Add a credit of the cast, or complete the one that names the actor without a character."""
    for credit in article.credits:
        is_same = credit.role == "cast" and credit.person == told.person
        if is_same and (not told.character or credit.character in ("", told.character)):
            credit.character = credit.character or told.character
            credit.description = credit.description or told.description
            credit.cites = credit.cites or told.cites
            return
    article.credits.append(told)


def read_plot_cast(article, body):
    """Add the cast that a plot names in brackets: `Lino (Alban Lenoir)`.

    Whom an actor of the list of the cast plays, the list knows better.
    """
    listed = {credit.person for credit in article.credits if credit.character}
    for paragraph in body.split("\n\n"):
        text = plain_text(paragraph).replace("--", " — ")
        for match in _PLAYED.finditer(text):
            actor = match[1].strip()
            character = last_capitalised(text[max(0, match.start() - 120) : match.start()])
            character = re.sub(r"['’]s?$", "", character).strip(' ,;:–—"“”')
            if character and is_name(actor, most=5) and _is_an_actor(article, actor):
                if actor not in listed:
                    cast(article, ParsedCredit("cast", actor, character))
                elif not _is_told(article, actor, character):
                    article.unplaced.append(f"Plot: {character} ({actor})")


def _is_told(article, actor, character):
    """Whether the actor plays somebody of that name, or of a part of it: `Moe`, `Captain Moe`."""
    played = (credit.character for credit in article.credits if credit.person == actor)
    return any(set(name.split()) & set(character.split()) for name in played)


def _is_an_actor(article, name):
    """A single word in brackets may be anything, unless the cast has it."""
    return " " in name or not name.isascii() or name in article.credited("cast")


def appearing_in(article, text):
    """Return the characters that a text names, in the order in which it first does."""
    places = {}
    names = {credit.character for credit in article.credits if credit.character}
    for name in names:
        found = [_place(form, text) for form in _forms(name, names)]
        if found := [place for place in found if place >= 0]:
            places[name] = min(found)
    return sorted(places, key=places.__getitem__)


def _forms(name, names):
    """A name, and the last word of it where no other character's name has it."""
    last = name.split()[-1]
    shared = any(last in other.split() for other in names - {name})
    return {name} if shared or len(last) < 3 or last.islower() else {name, last}


def _place(form, text):
    match = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text)
    return match.start() if match else -1
