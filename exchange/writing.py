"""Values as YAML, in one form for each: the same content gives the same bytes on every machine.

Written here and not by a library, whose form changes with its version and with the one in C that
it may or may not find. Any reader of YAML 1.1 gets the same values back, Django's too.
"""

import datetime
import re

import yaml

from .kinds import kinds
from .values import plain_lines

# The first line of a file: what it tells all of, so that what it does not tell can be pruned.
SCOPE = "# content: "
INDENT = "  "
# Beyond it a text of one line is folded, between words.
WIDTH = 100

# What YAML has no way to hold but as an escape, what it takes for the end of a line, and what no
# reader of a diff would see.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(rf'["\\\n\t]|{_UNSEEN.pattern}')


def fixture_text(entries):
    """Return entries that a program made as the text of a fixture."""
    return "".join(entry_text(kinds()[each["model"]], each["fields"]) for each in entries)


def entry_text(kind, values):
    """Return a row as an entry of a fixture, with an empty line before it."""
    lines = ["", f"- model: {kind.label}", f"{INDENT}fields:"]
    for name, value in values.items():
        lines += _lines(name, value, indent=INDENT * 2, is_field=True)
    return "\n".join(lines) + "\n"


def _lines(name, value, indent, is_field=False):
    label = f"{indent}{_scalar(name)}:"
    if isinstance(value, dict):
        return [label, *(line for item in value.items() for line in _lines(*item, indent + INDENT))]
    if isinstance(value, list):
        return [f"{label} [{', '.join(_in_brackets(each) for each in value)}]"]
    if not isinstance(value, str):
        return [f"{label} {_plain_value(value)}"]
    mark, block = _block(value, WIDTH - len(indent + INDENT), len(label))
    if mark:
        return [f"{label} {mark}", *(f"{indent}{INDENT}{line}" if line else "" for line in block)]
    return [f"{label} {_scalar(value, is_field)}"]


def _plain_value(value):
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _block(text, width, taken):
    """Return (mark, lines) of a text that reads best as a block; no mark for any other."""
    if not text or text[0].isspace() or plain_lines(text) != text or _UNSEEN.search(text):
        return "", []
    if "\n" in text:
        lines = text.split("\n")
        # A space at the end of a line is seen in quotes only.
        return ("", []) if any(line != line.rstrip(" \t") for line in lines) else ("|-", lines)
    words = text.split(" ")
    is_short = taken + len(text) < WIDTH
    if is_short or "" in words or "\t" in text:
        return "", []
    return ">-", _folded(words, width)


def _folded(words, width):
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines


def _scalar(text, is_field=False):
    """A text in one line: as it stands where it can be read back so, else in quotes."""
    return text if _is_plain(text, is_field) else f'"{_ESCAPED.sub(_escape, text)}"'


def _is_plain(text, is_field):
    if not text or not text[0].isalnum() or text[-1] in " :" or _ESCAPED.search(text):
        return False
    if ": " in text or " #" in text:
        return False
    readings = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], ())
    tag = next((tag for tag, pattern in readings if pattern.match(text)), None)
    # A field's text is what Django makes of the value: of a date, the same text again.
    return tag is None or (is_field and tag.endswith(":timestamp") and _is_date(text))


def _is_date(text):
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _in_brackets(text):
    return f'"{_ESCAPED.sub(_escape, text)}"' if set("[]{},") & set(text) else _scalar(text)


def _escape(match):
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"
