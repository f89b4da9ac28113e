"""What is under way: drafts that wait for review, the editor's own, and draft pages."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from dashboard.permissions import models_with
from editorial.admin_urls import admin_url
from editorial.models import Draft, Publishable

from .panel import LINES, LOG_ENTRIES, Panel, draft_line, drafts_of, page_line

Status = Publishable.Status


def waiting(request):
    """Drafts whose authors ask somebody else to publish them, the longest first."""
    changeable = models_with(request, "change")
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
    changeable = models_with(request, "change", Publishable)
    if not (changeable or lines):
        return None
    lines += _draft_pages(request, changeable)
    lines.sort(key=lambda line: (line.is_own, line.at), reverse=True)
    content = {"lines": lines[:LINES], "lists": _lists_of_drafts(changeable)}
    return Panel("drafts", "Drafts", "dashboard/_drafts.html", content=content)


def _own_drafts(request):
    own = drafts_of(models_with(request, "view")).filter(author=request.user)
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
            yield page_line(page, at=at or page.changed_at, is_own=bool(at))


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
