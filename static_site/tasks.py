"""What takes long: done by a worker where TASKS_URL names one, else at once."""

from datetime import timedelta

from django.tasks import TaskContext, task
from django.utils import timezone

from content.background import enqueue_once, teller

from .export import SiteExport
from .folder import FolderIsBusy
from .making import make_site, told

A_WHILE = timedelta(minutes=1)


@task(takes_context=True)
def export_site(context: TaskContext, **order: object) -> str:
    """Make the static site that is ordered, in the words of make_site(); return what was done.

    Where another export is at work in the folder, do so later: it may be past what has changed.
    """
    tell = teller(context.task_result.id)

    def tell_files(export: SiteExport) -> None:
        tell(export.made, export.known, "files")

    said: list[str] = []
    try:
        dead_links = make_site(**order, say=said.append, tell=tell_files)
    except FolderIsBusy as error:
        enqueue_once(export_site.using(run_after=timezone.now() + A_WHILE), **order)
        return f"{error} Trying again in a minute."
    return "\n".join([*said, *([told(dead_links)] if dead_links else [])])
