"""The admin's home: an editor's desk, which shows what they work on and what needs work.

A panel is a function that returns a Panel for those whom it concerns, else None. To add one, write
it and its template, and name it in PANELS.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil

from content.background import progress_of, results
from editorial.admin_urls import admin_url, change_url, draft_url
from editorial.checks import checked_models
from editorial.findings import check_everything
from editorial.models import Draft, Publishable
from films.models import Film, Person, Picture
from franchise.models import Franchise
from reviews.models import Review
from search.tasks import rebuild_search
from static_site.tasks import export_site

from .health import health_of

Status = Publishable.Status

# How many lines a panel has.
LINES = 8
# Of one page there may be many entries in the log, and one line on the desk; of others, none.
LOG_ENTRIES = 100


@dataclass
class Panel:
    """A part of the desk. It stands in the wide column, unless `place` says aside or top."""

    name: str
    title: str
    template: str
    place: str = "wide"
    content: dict = field(default_factory=dict)


def desk(request, context):
    """Fill the admin's home: the interface library's DASHBOARD_CALLBACK."""
    places = {"top": [], "wide": [], "aside": []}
    for make in PANELS:
        if panel := make(request):
            places[panel.place].append(panel)
    filled = {place: panels for place, panels in places.items() if panels}
    return context | {"title": "Desk", "places": filled}


def _models(request, permission, among=models.Model):
    """Map each model that the editor has a permission for to its admin."""
    return {
        model: model_admin
        for model, model_admin in site._registry.items()
        if issubclass(model, among)
        and getattr(model_admin, f"has_{permission}_permission")(request)
    }


# What to begin

QUICK_ADD = ((Film, "movie"), (Person, "person"), (Review, "rate_review"))
QUICK_ADD += ((Franchise, "video_library"), (Picture, "image"))


def quick_add(request):
    addable = _models(request, "add")
    links = [
        {"name": model._meta.verbose_name, "icon": icon, "url": admin_url(model, "add")}
        for model, icon in QUICK_ADD
        if model in addable
    ]
    content = {"links": links}
    return links and Panel("add", "Add", "dashboard/_quick_add.html", "top", content)


# What is under way


@dataclass
class Line:
    """A page on the desk: what it is, when something happens or happened to it, and by whom."""

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


def _line(page, **more):
    return Line(page._meta.verbose_name, str(page), change_url(page), **more)


def draft_line(draft, **more):
    """A form that is not saved yet: it leads to the form."""
    kind = apps.get_model(draft.model)._meta.verbose_name
    return Line(kind, draft.title, draft_url(draft), is_unsaved=True, **more)


def drafts_of(models):
    """The drafts of pages of some models, with their authors."""
    labels = [model._meta.label_lower for model in models]
    return Draft.objects.filter(model__in=labels).select_related("author")


def waiting(request):
    """Drafts whose authors ask somebody else to publish them, the longest first."""
    changeable = _models(request, "change")
    lines = [
        draft_line(draft, at=draft.saved_at, who=str(draft.author), said=draft.note)
        for draft in drafts_of(changeable).waiting()[:LINES]
    ]
    content = {"lines": lines}
    return lines and Panel(
        "waiting", "Waiting for review", "dashboard/_waiting.html", content=content
    )


def drafts(request):
    """What the editor has not saved, and pages that no visitor sees.

    First come those that the editor worked on, the last first.
    """
    lines = _own_drafts(request)
    changeable = _models(request, "change", Publishable)
    if not (changeable or lines):
        return None
    lines += _draft_pages(request, changeable)
    lines.sort(key=lambda line: (line.is_own, line.at), reverse=True)
    content = {"lines": lines[:LINES], "lists": _lists_of_drafts(changeable)}
    return Panel("drafts", "Drafts", "dashboard/_drafts.html", content=content)


def _own_drafts(request):
    own = drafts_of(_models(request, "view")).filter(author=request.user)
    return [
        draft_line(
            draft,
            at=draft.saved_at,
            is_own=True,
            did=draft.get_state_display() if draft.state != Draft.State.WRITTEN else "",
            said=draft.answer,
        )
        for draft in own[:LINES]
    ]


def _draft_pages(request, changeable):
    """Yield a line for each of the first pages of each model: the editor's own, then others'."""
    edited_at = _edited_at(request, changeable)
    for model, model_admin in changeable.items():
        rows = model_admin.get_queryset(request).filter(status=Status.DRAFT)
        own = rows.filter(pk__in=edited_at[model]).order_by()
        for page in {*own, *rows.order_by("-changed_at")[:LINES]}:
            at = edited_at[model].get(page.pk)
            yield _line(page, at=at or page.changed_at, is_own=bool(at))


def _edited_at(request, models):
    """When the editor edited the pages that they edited last: {model: {key: time}}."""
    types = ContentType.objects.get_for_models(*models)
    by_type = {kind.pk: {} for kind in types.values()}
    # In the order of their keys, which is that of time: the log has no index on it.
    entries = LogEntry.objects.filter(user=request.user).order_by("-pk")
    latest = entries.values_list("content_type", "object_id", "action_time")[:LOG_ENTRIES]
    for kind, key, time in latest:
        if kind in by_type:
            by_type[kind].setdefault(int(key), time)
    return {model: by_type[kind.pk] for model, kind in types.items()}


def _lists_of_drafts(changeable):
    """Links to the list of each model that has draft pages, and how many."""
    counts = {model: model.objects.filter(status=Status.DRAFT).count() for model in changeable}
    return [
        {
            "count": count,
            "name": model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural,
            "url": f"{admin_url(model, 'changelist')}?status__exact={Status.DRAFT}",
        }
        for model, count in counts.items()
        if count
    ]


def visible_models(request):
    """The models whose pages the editor may see, with their admins."""
    return _models(request, "view")


def scheduled_models(request):
    """The models whose pages are published at times, with their admins, that an editor may see."""
    return _models(request, "view", Publishable)


def scheduled(request):
    """What is published at a time to come, or should have been, the next first."""
    visible = scheduled_models(request)
    if not visible:
        return None
    pages = [
        page
        for model_admin in visible.values()
        for page in model_admin.get_queryset(request)
        .filter(status=Status.PUBLISHED, publish_at__gt=timezone.now())
        .order_by("publish_at")[:LINES]
    ]
    lines = [_line(page, at=page.publish_at) for page in pages]
    lines += [
        draft_line(draft, at=draft.publish_at, said=draft.problem)
        for draft in drafts_of(visible).scheduled()[:LINES]
    ]
    content = {"lines": sorted(lines, key=lambda line: line.at)[:LINES]}
    return Panel("scheduled", "Scheduled", "dashboard/_scheduled.html", "aside", content)


def recently_changed(request):
    """What was added, changed or deleted last: by whom, where it happened in the admin."""
    visible = _models(request, "view")
    if not visible:
        return None
    lines = _logged(visible)
    for key, line in _written(request, visible).items():
        # The log names the editor; a page that was written later was written by a program.
        if key not in lines or lines[key].at < line.at - timedelta(minutes=1):
            lines[key] = line
    newest = sorted(lines.values(), key=lambda line: line.at, reverse=True)[:LINES]
    content = {"lines": newest}
    return Panel("changed", "Recently changed", "dashboard/_changed.html", "aside", content)


def _logged(visible):
    """The last entry in the admin's log about each row: (model, key) to Line."""
    types = ContentType.objects.get_for_models(*visible)
    models_by_type = {kind.pk: model for model, kind in types.items()}
    lines = {}
    # In the order of their keys, which is that of time: the log has no index on it.
    for entry in LogEntry.objects.select_related("user").order_by("-pk")[:LOG_ENTRIES]:
        model = models_by_type.get(entry.content_type_id)
        if model is None:
            continue
        is_there = entry.action_flag != DELETION
        line = Line(
            model._meta.verbose_name,
            entry.object_repr,
            admin_url(model, "change", entry.object_id) if is_there else "",
            at=entry.action_time,
            who=entry.user.get_username(),
            did={ADDITION: "added", DELETION: "deleted"}.get(entry.action_flag, "changed"),
        )
        lines.setdefault((model, entry.object_id), line)
    return lines


def _written(request, visible):
    """The pages that were written last, by whatever way: (model, key) to Line."""
    return {
        (model, str(page.pk)): _line(page, at=page.changed_at, did="changed")
        for model, model_admin in visible.items()
        if issubclass(model, Publishable)
        for page in model_admin.get_queryset(request).order_by("-changed_at")[:LINES]
    }


# What needs work


def mendable_models(request):
    """The models with rules whose pages the editor may mend."""
    changeable = _models(request, "change")
    return [model for model in checked_models() if model in changeable]


def content_health(request):
    """What the rules find on the pages that the editor may mend, by franchise and film."""
    checked = mendable_models(request)
    if not checked:
        return None
    content = health_of(request, checked, visible_models(request))
    return Panel("health", "Content health", "dashboard/_health.html", content=content)


# What a worker does

WORK = {
    rebuild_search.module_path: "Search index",
    check_everything.module_path: "Check of all content",
    export_site.module_path: "Static site",
}


def background(request):
    """What was left to a worker within a day, the last first, for those who may see the queue."""
    queue = results()
    if queue is None or not request.user.has_perm("django_tasks_database.view_dbtaskresult"):
        return None
    recent = queue.filter(task_path__in=WORK, enqueued_at__gt=timezone.now() - timedelta(days=1))
    lines = [_task_line(result) for result in recent[:LINES]]
    content = {"lines": lines}
    return lines and Panel(
        "background", "In the background", "dashboard/_background.html", "aside", content
    )


def _task_line(result):
    did = {
        TaskResultStatus.READY: "queued",
        TaskResultStatus.RUNNING: progress_of(str(result.pk)) or "running",
        TaskResultStatus.SUCCESSFUL: "done",
        TaskResultStatus.FAILED: "failed",
    }
    return Line(
        "task",
        WORK[result.task_path],
        admin_url(type(result), "change", result.pk),
        at=result.finished_at or result.started_at or result.enqueued_at,
        did=did[result.status],
        # Of a traceback the last line: what went wrong.
        said=result.return_value or result.traceback.strip().rpartition("\n")[2],
    )


PANELS = [
    quick_add,
    waiting,
    drafts,
    content_health,
    scheduled,
    background,
    recently_changed,
]
