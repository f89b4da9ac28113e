"""The calendar of the admin: what visitors begin and cease to see, month by month."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone

from editorial.admin_urls import change_url
from editorial.models import YEARS
from editorial.time_zones import current_zone

from .panels.panel import draft_line, drafts_of
from .permissions import scheduled_models


@dataclass
class Event:
    """What happens to a page at a time; `problem` is why it did not happen when it was due."""

    at: datetime
    name: str
    kind: str
    url: str
    what: str
    problem: str = ""


def calendar(request):
    """Show a month, `month` of the URL (2026-12) or this one, in the editor's time zone."""
    visible = scheduled_models(request)
    if not visible:
        raise PermissionDenied
    first = _month(request.GET.get("month", ""))
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    start, end = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    events = sorted(_events(request, visible, start, end), key=lambda event: event.at)
    context = {
        **site.each_context(request),
        "title": "Calendar",
        "first": first,
        "previous": first - timedelta(days=1),
        "next": first + timedelta(days=31),
        "today": timezone.localdate(),
        "time_zone": current_zone(),
        "weeks": [
            [
                (day, [event for event in events if timezone.localtime(event.at).date() == day])
                for day in week
            ]
            for week in weeks
        ],
    }
    return TemplateResponse(request, "dashboard/calendar.html", context)


def _month(text):
    """The first day of a month such as 2026-12; of this month where the text is none."""
    try:
        year, month = (int(part) for part in text.split("-"))
        # Neighbouring months must be days, too.
        return date(year, month, 1) if year in YEARS else timezone.localdate().replace(day=1)
    except ValueError:
        return timezone.localdate().replace(day=1)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _events(request, visible, start, end):
    for model, model_admin in visible.items():
        for page in model_admin.get_queryset(request).changing_between(start, end):
            for at, what in ((page.publish_at, "from"), (page.unpublish_at, "until")):
                if at and start <= at < end:
                    kind = model._meta.verbose_name
                    yield Event(at, str(page), kind, change_url(page), what)
    for draft in drafts_of(visible).scheduled().filter(publish_at__gte=start, publish_at__lt=end):
        line = draft_line(draft)
        yield Event(draft.publish_at, line.name, line.kind, line.url, "draft", draft.problem)
