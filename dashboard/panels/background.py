"""What a worker does."""

from datetime import timedelta

from django.tasks import TaskResultStatus
from django.utils import timezone

from content.background import progress_of, results
from editorial.admin_urls import admin_url
from editorial.findings import check_everything
from search.tasks import rebuild_search
from static_site.tasks import export_site

from .panel import LINES, Line, Panel

WORK = {
    rebuild_search.module_path: "Search index",
    check_everything.module_path: "Content check",
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
        "background", "Background tasks", "dashboard/_background.html", "aside", content
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
