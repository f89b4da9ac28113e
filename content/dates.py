"""Dates that may be incomplete: a day, a month or only a year is known.

Written as ISO 8601 writes them with reduced precision: 2020-06-19, 2020-06 or 2020.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models

from . import cldr

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(str):
    """A date as far as it is known, as its ISO 8601 text: it sorts as text sorts.

    Raises ValueError for a text of another form and for a day that no calendar has.
    """

    __slots__ = ()

    def __new__(cls, text):
        match = _ISO.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a date such as 2020-06-19, 2020-06 or 2020")
        year, month, day = (int(part or 1) for part in match.groups())
        datetime.date(year, month, day)
        return super().__new__(cls, text)

    @property
    def precision(self):
        return {4: "year", 7: "month", 10: "day"}[len(self)]

    @property
    def year(self):
        return int(self[:4])

    @property
    def first_day(self):
        """The earliest datetime.date that it can mean."""
        return datetime.date.fromisoformat(self + "-01-01"[len(self) - 4 :])

    @property
    def label(self):
        """In a reader's words and language: 19 June 2020, June 2020 or 2020."""
        return cldr.date_label(self)


class PartialDateField(models.CharField):
    """A PartialDate, or an empty text where no date is known."""

    description = "A day, a month or a year"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return PartialDate(value) if value else ""

    def to_python(self, value):
        if not value:
            return ""
        # A fixture's YAML reads an unquoted 2020-06-19 as a date and 2020 as a number.
        if isinstance(value, datetime.date):
            value = value.isoformat()[:10]
        try:
            return PartialDate(str(value).strip())
        except ValueError as error:
            raise ValidationError(
                "Enter a date such as 2020-06-19, 2020-06 or 2020.", code="invalid"
            ) from error
