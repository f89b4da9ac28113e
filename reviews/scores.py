"""Scores as critics print them, read as numbers."""

import re
from decimal import Decimal

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_OUT_OF = re.compile(rf"{_NUMBER}\s*(?:stars?|étoiles?)?\s*(?:/|\b(?:out of|of|sur)\b)\s*{_NUMBER}")
_PER_CENT = re.compile(rf"{_NUMBER}\s*(?:%|per cent\b|percent\b)")


def read_score(text):
    """Return what a printed score comes to, as (value, scale): 3,5/5, 7 out of 10, 80%.

    It is None where the score is no number, such as B+, or no score, such as 6/5.
    """
    text = text.strip().lower()
    if match := _OUT_OF.fullmatch(text):
        value, scale = (Decimal(number.replace(",", ".")) for number in match.groups())
    elif match := _PER_CENT.fullmatch(text):
        value, scale = Decimal(match[1].replace(",", ".")), Decimal(100)
    else:
        return None
    return (value, scale) if 0 <= value <= scale and scale else None
