"""MediaWiki's markup made fit for its parser: closed, flat enough, and free of HTML.

The parser tries again from each mark that is never closed, which takes it hours for a megabyte of
them. Here each mark is looked at once, and what has no other half becomes plain letters.
"""

import re
from dataclasses import dataclass, field

from .outline import ArticleError

DEEPEST = 40  # No article nests templates, links and tables so deep.
# The parser's time may grow with the square of what it is given at once: letters.
PIECE, LONGEST_PIECE, LONGEST_REF = 10_000, 50_000, 5_000

# Characters of Unicode's private use, which stand for what has been taken out.
REF, REF_END = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\ue01f]")

_REF = re.compile(r"<ref\b([^<>]*?)(/?)>", re.IGNORECASE)
_NAME = re.compile(r"\bname\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'/>]+))")
_LEFT_OUT = ("gallery", "math", "timeline", "score", "imagemap", "syntaxhighlight", "chem", "graph")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)\b[^<>\n]*>", re.IGNORECASE)
_DEEP_ITEM = re.compile(r"^([*#:;]{8})[*#:;]+", re.MULTILINE)
_MARK = re.compile(
    r"\{{2,}|\}{2,}|\[\[|\]\]|\[(?=(?:https?:)?//)|\]|\n[ \t]*\n|\n"
    r"|(?<![^\n])[ :]*\{\|(?!\})|(?<![^\n])[ ]*\|\}(?!\})"
)
_ENTITIES = {"{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;", "|": "&#124;"}
_OPENS = {"}}": "{{", "]]": "[[", "]": "[", "|}": "{|"}


@dataclass
class Tamed:
    """Markup for the parser. In it, REF and REF_END enclose the number of one of `refs`.

    Each ref is its name, which may be empty, and its text. `left_out` says what is not in it.
    """

    text: str
    refs: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def tame(text):
    """Return the Tamed markup of a text, in time linear in its length.

    Raises ArticleError where marks nest too deep, or where the infobox is not closed.
    """
    tamed = Tamed("")
    text = _PRIVATE.sub("", text)
    text = _replaced(text, "<!--", "-->", lambda _: "", to_end=True)
    text = _replaced(text, "<nowiki>", "</nowiki>", _as_letters)
    text = _without_refs(text, tamed)
    for name in _LEFT_OUT:
        text = _replaced(text, f"<{name}", f"</{name}>", lambda _, name=name: _left(tamed, name))
    text = _TAG.sub(_without_tag, text).replace("<", "&lt;")
    text = _DEEP_ITEM.sub(r"\1", text)
    tamed.text = _balanced(text, tamed)
    tamed.refs = [(name, tame_ref(content)) for name, content in tamed.refs]
    return tamed


def pieces(tamed):
    """Yield the tamed markup in pieces that end with a line, outside of all marks.

    A table or a template that is longer than any article's is left out.
    """
    text, start, depth = tamed.text, 0, 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if "\n" not in mark:
            depth += _deeper(mark.strip(" :"))
        elif depth == 0 and match.end() - start >= PIECE:
            yield _piece(tamed, start, match.end())
            start = match.end()
    yield _piece(tamed, start, len(text))


def _deeper(mark):
    """How many levels deeper the text is behind a mark, all of which are closed."""
    if mark in ("[", "]"):
        return 0
    levels = len(mark) // 2
    return levels if mark[0] in "{[" else -levels


def _piece(tamed, start, end):
    if end - start <= LONGEST_PIECE:
        return tamed.text[start:end]
    near = _near(tamed.text, start)
    tamed.left_out.append(f"{end - start:,} characters in one piece, beginning with {near}")
    return ""


def tame_ref(content):
    """Return the markup of a ref, fit for the parser."""
    if len(content) > LONGEST_REF:
        return ""
    return _balanced(_TAG.sub(" ", content).replace("<", "&lt;"), Tamed(""))


def _replaced(text, opening, closing, replace, to_end=False):
    """Replace each span between two marks; one without its end is left, or goes `to_end`."""
    made, end = [], 0
    while (start := text.find(opening, end)) >= 0:
        stop = text.find(closing, start + len(opening))
        if stop < 0:
            return "".join([*made, text[end:start], "" if to_end else text[start:]])
        made += [text[end:start], replace(text[start + len(opening) : stop])]
        end = stop + len(closing)
    return "".join([*made, text[end:]])


def _as_letters(text):
    return re.sub(r"[\[\]{}<'=|*#:;]", lambda match: f"&#{ord(match[0])};", text)


def _left(tamed, name):
    tamed.left_out.append(f"A {name}")
    return ""


def _without_refs(text, tamed):
    """Take the <ref>s out of a text, each once, with a mark in its place."""
    made, end = [], 0
    for match in _REF.finditer(text):
        if match.start() < end:
            continue
        content, stop = "", match.end()
        if not match[2]:
            closing = text.find("</ref>", stop)
            if closing < 0:
                tamed.left_out.append(f"An unclosed <ref>, before {_near(text, stop)}")
                break
            content, stop = text[stop:closing], closing + len("</ref>")
        made += [text[end : match.start()], f"{REF}{len(tamed.refs)}{REF_END}"]
        tamed.refs.append((_name_in(match[1]), content.strip()))
        end = stop
    return "".join([*made, text[end:]])


def _name_in(attributes):
    match = _NAME.search(attributes)
    return next(filter(None, match.groups()), "").strip() if match else ""


def _without_tag(match):
    name, closes = match[1].lower(), match[0].startswith("</")
    if name == "blockquote":
        return "}}" if closes else "{{blockquote|1="
    return {
        **dict.fromkeys(("i", "em"), "''"),
        **dict.fromkeys(("b", "strong"), "'''"),
        "br": "\n",
        "p": "\n\n",
    }.get(name, "")


def _balanced(text, tamed):
    """Return markup in which each mark has its other half: others become entities."""
    stack, lone = [], []
    for match in _MARK.finditer(text):
        _match_up(match, stack, lone)
        if len(stack) > DEEPEST:
            raise ArticleError(f"Markup is nested too deeply, at {_near(text, match.start())}.")
    for mark, start in stack:
        _refuse_open_infobox(text, start)
        lone.append((mark, start))
    if lone:
        first = sorted({start for _, start in lone})[:5]
        told = ", ".join(_near(text, start) for start in first)
        tamed.left_out.append(f"Unmatched markup: {told}")
    return _with_entities(text, lone)


def _match_up(match, stack, lone):
    text, start = match[0], match.start()
    if text[0] == "\n":
        _end_links(stack, lone, "[" if text == "\n" else "[[")
    elif text[0] in "{}" and len(text) > 1 and text[1] in "{}":
        _match_braces(text, start, stack, lone)
    else:
        mark = text.strip(" :")
        start += len(text) - len(mark)
        if mark in _OPENS:
            _close(mark, start, stack, lone)
        else:
            if mark == "[":
                _end_links(stack, lone, "[")
            stack.append((mark, start))


def _match_braces(text, start, stack, lone):
    opens, pairs = text[0] == "{", len(text) // 2
    if len(text) % 2:
        lone.append((text[0], start if opens else start + len(text) - 1))
        start += opens
    for number in range(min(pairs, DEEPEST + 1) if opens else pairs):
        if opens:
            stack.append(("{{", start + 2 * number))
        else:
            _close("}}", start + 2 * number, stack, lone)


def _end_links(stack, lone, mark):
    """A link ends with its line, one within the site with its paragraph."""
    while stack and stack[-1][0] in ("[", mark):
        lone.append(stack.pop())


def _close(mark, start, stack, lone):
    wanted = _OPENS[mark]
    # A link or a table is not closed from within a template.
    for place in range(len(stack) - 1, -1, -1):
        if stack[place][0] == wanted:
            lone += stack[place + 1 :]
            del stack[place:]
            return
        if stack[place][0] == "{{":
            break
    if mark != "]":
        lone.append((mark, start))


def _refuse_open_infobox(text, start):
    if re.match(r"\{\{\s*infobox", text[start : start + 40], re.IGNORECASE):
        raise ArticleError("The infobox is not closed. Look for an unmatched {{ or }} in it.")


def _with_entities(text, lone):
    made, end = [], 0
    for mark, start in sorted(set(lone), key=lambda each: each[1]):
        if start >= end:
            made += [text[end:start], "".join(_ENTITIES[letter] for letter in mark)]
            end = start + len(mark)
    return "".join([*made, text[end:]])


def _near(text, place):
    """The first letters of what stands at a place, in quotation marks."""
    words = _PRIVATE.sub("", text[place : place + 30]).split("\n")[0].strip()
    return f"“{words}”"
