"""What panels are made of: lines, each of which tells of a page."""

from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil

from editorial.admin_urls import change_url, draft_url
from editorial.models import Draft

# How many lines a panel has.
LINES = 8
# Of one page there may be many entries in the log, and one line in a panel; of others, none.
LOG_ENTRIES = 100


@dataclass
class Panel:
    """A part of the dashboard. It stands in the wide column, unless `region` says aside or top."""

    name: str
    title: str
    template: str
    region: str = "wide"
    content: dict = field(default_factory=dict)


@dataclass
class Line:
    """A page in a panel: what it is, when something happens or happened to it, and by whom."""

    kind: str
    name: str
    url: str
    at: datetime | None = None
    who: str = ""
    did: str = ""
    said: str = ""
    is_own: bool = False
    is_unsaved: bool = False

    @property
    def distance(self):
        """In 3 days, 2 hours ago, just now."""
        if self.at > timezone.now():
            return f"in {timeuntil(self.at, depth=1)}"
        ago = timesince(self.at, depth=1)
        return "just now" if ago.startswith("0") else f"{ago} ago"


def page_line(page, **more):
    return Line(page._meta.verbose_name, str(page), change_url(page), **more)


def draft_line(draft, **more):
    """A form that is not saved yet: it leads to the form."""
    kind = apps.get_model(draft.model)._meta.verbose_name
    return Line(kind, draft.title, draft_url(draft), is_unsaved=True, **more)


def drafts_of(models):
    """The drafts of pages of some models, with their authors."""
    labels = [model._meta.label_lower for model in models]
    return Draft.objects.filter(model__in=labels).select_related("author")
