"""Dates, numbers, countries and languages in the page's language, by Unicode's CLDR."""

from babel import Locale, dates, numbers
from django.utils.translation import get_language

from .translations import SOURCE_LANGUAGE

# Each language as it is written where: the site's English writes 19 June 2020.
LOCALES = {"en": "en_GB", "fr": "fr_FR"}


def current_locale():
    return Locale.parse(LOCALES[get_language() or SOURCE_LANGUAGE])


def date_label(date):
    """Return a PartialDate in words, as far as it is known: 19 June 2020, June 2020, 2020."""
    locale = current_locale()
    if date.precision == "day":
        return dates.format_date(date.first_day, "long", locale)
    if date.precision == "month":
        return dates.format_skeleton("yMMMM", date.first_day, locale=locale)
    return str(date)


def number(value):
    """Return a number with its language's separators: 37,000,000 or 37 000 000."""
    return numbers.format_decimal(value, locale=current_locale())


def country_name(code):
    """Return a country's name by its ISO 3166-1 code; None where CLDR knows none."""
    return current_locale().territories.get(code)


def language_name(code):
    """Return a language's name by its BCP 47 code; None where CLDR knows none."""
    return current_locale().languages.get(code.replace("-", "_"))
