"""The time zone in which an editor reads and writes times: that of their browser.

A script of the admin tells it in a cookie, and each form tells in which zone it was filled in.
"""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.formats import date_format

COOKIE = "time_zone"
FIELD = "_time_zone"


def time_zone_of_browser(get_response):
    """Middleware: show times in the zone that the cookie names, if it names one."""

    def middleware(request):
        with timezone.override(zone_named(request.COOKIES.get(COOKIE))):
            return get_response(request)

    return middleware


def zone_of_form(data):
    """The zone in which a form that was sent was filled in; else the current one."""
    return zone_named(data.get(FIELD)) or timezone.get_current_timezone()


def current_zone():
    """The name of the zone in which times are shown, such as Europe/Paris."""
    return str(timezone.get_current_timezone())


def in_words(moment):
    """A date and a time in the current zone, which they name: 22 November 2026, 18:37 CET."""
    return date_format(timezone.localtime(moment), "j F Y, H:i e")


def zone_named(name):
    """Return a time zone by its name in the IANA database; None where there is no such."""
    return ZoneInfo(name) if name in _names() else None


_names = cache(available_timezones)
