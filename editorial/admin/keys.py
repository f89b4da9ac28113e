"""Primary keys in what a browser sends, which may be anything."""

# Any such number fits into the databases' keys.
MOST_DIGITS = 18


def key_in(text):
    """Return the primary key that a text is; None where it can be none."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
