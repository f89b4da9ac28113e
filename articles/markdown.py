"""Plain words made Markdown that shows them as they are."""

import re

# What Markdown would read as its own within a line, and no more: an editor reads the source.
_WITHIN = re.compile(
    r"[*`]"
    r"|(?<!\w)_|_(?!\w)"
    r"|\\(?=[^\w\s])"
    r"|\[(?=\^)|\](?=[(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
)
_AT_START = re.compile(r"^([#>+=~-]|\d{1,9}(?=[.)](?:\s|$)))")


def escaped(text):
    """Return Markdown that shows a text, but for what a line begins with."""
    return _WITHIN.sub(r"\\\g<0>", text)


def escaped_start(line):
    """Return a line of Markdown that begins no list, quote or heading."""
    match = _AT_START.match(line)
    if not match:
        return line
    mark = match[0]
    return f"{mark}\\{line[len(mark) :]}" if mark.isdigit() else f"\\{line}"
