"""Money and viewers as articles count them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale

from .sentences import sentences

_MULTIPLES = {"thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7}
_MULTIPLES |= {"billion": 10**9, "m": 10**6, "bn": 10**9, "k": 10**3}
_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?)"
    r"(?:[\s-]*(?P<multiple>thousand|lakh|million|crore|billion|bn|m|k)\b)?"
)
_LEAST = r"(?P<least>(?:more than|over|at least|upwards? of|in excess of|exceed\w*)\s+)?"
# Symbols by ISO 4217. A plain dollar is the United States' where no other country's could be meant.
_SYMBOLS = {
    **{"US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD"},
    **{"HK$": "HKD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR"},
    **{"₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB"},
    **{"zł": "PLN", "Rs.": "INR", "Rs": "INR"},
}
_WORDS = {"euro": "EUR", "euros": "EUR", "yen": "JPY", "rupees": "INR", "won": "KRW"}
_DOLLARS = {"AU", "CA", "NZ", "HK", "TW", "SG"}
_MONEY = re.compile(
    rf"(?:est(?:imated|\.)?\s+)?{_LEAST}(?P<symbol>[A-Z]{{0,3}}[$€£¥₹₩₽₺₪₫₱฿]|Rs\.?|[A-Z]{{3}})?\s*"
    rf"{_NUMBER}\s*(?P<word>euros?|yen|rupees|won|[A-Z]{{3}}|€|zł)?"
    r"(?:\s*\((?:est(?:imated|\.)?)\))?"
)
_VIEWERS = re.compile(
    rf"{_LEAST}{_NUMBER}\s+(?P<unit>times|viewers|views|people|spectators|admissions)\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(watch\w*|view\w*|seen|stream\w*|audience\w*|admissions|sold|spectators)\b", re.I
)
_PERIOD = re.compile(
    r"\b(?:its|the|their)\s+((?:first|opening)\s+(?:(?:\w+|\d+)\s+)?"
    r"(?:days?|weekend|weeks?|months?|quarter|year))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Counted:
    """A number of viewers, or of units of a currency (`unit`, ISO 4217)."""

    kind: str
    amount: int
    is_minimum: bool = False
    unit: str = ""
    period: str = ""


def money_in(text, kind, countries=()):
    """Return the money that a text tells; None where it tells more, or the currency is unsure.

    `countries` are the film's, by ISO 3166-1: they tell whose dollar may be meant.
    """
    match = _MONEY.fullmatch(text.strip())
    unit = match and _currency(match, countries)
    amount = unit and _amount(match)
    return Counted(kind, amount, bool(match["least"]), unit) if amount else None


def _currency(match, countries):
    symbol, word = match["symbol"] or "", match["word"] or ""
    if bool(symbol) == bool(word):
        return ""
    if symbol == "$":
        return "" if _DOLLARS & set(countries) else "USD"
    if symbol == "¥":
        return {("JP",): "JPY", ("CN",): "CNY"}.get(tuple(countries), "")
    named = _SYMBOLS.get(symbol or word) or _WORDS.get(word) or symbol or word
    return named if named in Locale("en").currencies else ""


def _amount(match):
    number = Decimal(match["number"].replace(",", ""))
    amount = number * _MULTIPLES.get((match["multiple"] or "").lower(), 1)
    # What the database holds: a signed integer of 64 bits.
    return int(amount) if amount == int(amount) and amount < 2**63 else None


def viewers_in(markdown):
    """Return how many are told to have watched the film, with the sentence: (Counted, sentence).

    Only of a period that the sentence names, such as the first month, or of none at all.
    """
    found = []
    for sentence in sentences(markdown):
        numbers = list(_VIEWERS.finditer(sentence))
        if len(numbers) == 1 and _SEEN.search(sentence):
            [match] = numbers
            period = _PERIOD.search(sentence)
            amount = _amount(match) or 0
            # Fewer were a test audience, or a single viewer who came back.
            if amount >= 1000:
                least, period = bool(match["least"]), period[1].lower() if period else ""
                found.append((Counted("viewers", amount, least, "", period), sentence))
    return found
