"""What is published at a time to come."""

from django.utils import timezone

from dashboard.permissions import scheduled_models
from editorial.models import Publishable

from .panel import LINES, Panel, draft_line, drafts_of, page_line


def scheduled(request):
    """What is published at a time to come, or should have been, the next first."""
    visible = scheduled_models(request)
    if not visible:
        return None
    pages = [
        page
        for model_admin in visible.values()
        for page in model_admin.get_queryset(request)
        .filter(status=Publishable.Status.PUBLISHED, publish_at__gt=timezone.now())
        .order_by("publish_at")[:LINES]
    ]
    lines = [page_line(page, at=page.publish_at) for page in pages]
    lines += [
        draft_line(draft, at=draft.publish_at, said=draft.problem)
        for draft in drafts_of(visible).scheduled()[:LINES]
    ]
    content = {"lines": sorted(lines, key=lambda line: line.at)[:LINES]}
    return Panel("scheduled", "Scheduled", "dashboard/_scheduled.html", "aside", content)
