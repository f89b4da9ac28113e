"""Dates as English articles write them, as far as they are known."""

import re
from dataclasses import dataclass

from babel import Locale

from content.dates import PartialDate

_MONTHS = {
    name.lower().rstrip("."): number
    for width in ("wide", "abbreviated")
    for number, name in Locale("en").months["format"][width].items()
} | {"sept": 9}
_MONTH = r"(?P<month{0}>[A-Za-z]{{3,9}})\.?"
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[-–]\s*(?P<to{0}>\d{{1,2}}))?"
_DATE = re.compile(
    r"\b(?:"
    r"(?P<iso>\d{4}-\d{2}(?:-\d{2})?)"
    rf"|{_MONTH.format(1)}\s+{_DAY.format(1)},?\s+(?P<year1>\d{{4}})"
    rf"|{_DAY.format(2)}\s+{_MONTH.format(2)},?\s+(?P<year2>\d{{4}})"
    rf"|{_MONTH.format(3)},?\s+(?P<year3>\d{{4}})"
    r"|(?P<year4>\d{4})"
    r")\b"
)
_PLACE = re.compile(r"\s*\(([^()]*)\)")


@dataclass(frozen=True)
class Dated:
    """A date in ISO 8601 as far as it is known, and what stands in brackets behind it.

    Of several days in a row, `12–14 May 2019`, it is the first, and `is_range` says so.
    """

    date: str
    place: str = ""
    is_range: bool = False


def date_in(text):
    """Return the date that a text consists of, in ISO 8601, or ""."""
    found = dates_in(text)
    return found[0].date if found and len(found) == 1 and not found[0].place else ""


def dates_in(text):
    """Return the dates that a text lists, each with its place; or [] where it says more."""
    found, end = [], 0
    for match in _DATE.finditer(text):
        if match.start() < end or not _is_between(text[end : match.start()]):
            return []
        date = _iso(match)
        if not date:
            return []
        place = _PLACE.match(text, match.end())
        end = place.end() if place else match.end()
        is_range = bool(match["to1"] or match["to2"])
        found.append(Dated(date, place[1].strip() if place else "", is_range))
    return found if _is_between(text[end:]) else []


def _is_between(text):
    """Whether a text only parts two dates: a dash would make them one span."""
    return not re.search(r"[^\s,;/·.]", re.sub(r"\band\b", "", text))


def _iso(match):
    """Return the ISO form of a date that was found, or "" where no calendar has it."""
    text = match["iso"] or match["year4"] or ""
    for form in "123":
        if match[f"year{form}"]:
            month = _MONTHS.get(match[f"month{form}"].lower(), 0)
            text = f"{match[f'year{form}']}-{month:02}"
            if form != "3":
                text += f"-{int(match[f'day{form}']):02}"
    try:
        return str(PartialDate(text))
    except ValueError:
        return ""
