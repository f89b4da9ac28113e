"""What takes long: done by a worker where TASKS_URL names one, else at once."""

from functools import partial

from django.tasks import TaskContext, task

from content.background import teller

from .index import rebuild


@task(takes_context=True)
def rebuild_search(context: TaskContext) -> str:
    """Index all content anew, and return in words what there is; it writes what differs only."""
    tell = teller(context.task_result.id)
    entries = rebuild(progress=partial(tell, what="rows indexed"))
    return f"{entries:,} entries in the search index."
