"""What was changed last."""

from datetime import timedelta

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType

from dashboard.permissions import visible_models
from editorial.admin_urls import admin_url
from editorial.models import Publishable

from .panel import LINES, LOG_ENTRIES, Line, Panel, page_line


def recently_changed(request):
    """What was added, changed or deleted last: by whom, where it happened in the admin."""
    visible = visible_models(request)
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
        (model, str(page.pk)): page_line(page, at=page.changed_at, did="changed")
        for model, model_admin in visible.items()
        if issubclass(model, Publishable)
        for page in model_admin.get_queryset(request).order_by("-changed_at")[:LINES]
    }
