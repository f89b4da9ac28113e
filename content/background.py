"""What a worker does in the background: asked for once at a time, and how far it is.

The tasks themselves stand in each app's tasks.py, and say how they are done at once.
"""

import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.tasks import Task, TaskResult, TaskResultStatus
from django.utils.json import normalize_json

# In seconds.
BETWEEN_TELLING, TOLD_FOR = 1, 600

type Tell = Callable[[int, int, str], None]


def results() -> models.QuerySet | None:
    """The queue's rows, the last first; None where TASKS_URL names no queue."""
    if not apps.is_installed("django_tasks_db"):
        return None
    return apps.get_model("django_tasks_database", "DBTaskResult").objects.order_by("-enqueued_at")


def enqueue_once(task: Task, **kwargs: Any) -> TaskResult:
    """Enqueue a task, unless the same one waits already: then return that one's result.

    One that runs is not the same: it may be past what has changed since it began.
    """
    if (queue := results()) is not None:
        asked = {"args": [], "kwargs": normalize_json(kwargs)}
        waiting = queue.filter(status=TaskResultStatus.READY, task_path=task.module_path)
        for each in waiting:
            if each.args_kwargs == asked:
                return each.task_result
    return task.enqueue(**kwargs)


# How far it is, in the cache: what a transaction writes, nobody sees before it ends.


def progress_of(result_id: str) -> str:
    """How far a task is, in words; nothing where the cache is not shared with it, or away."""
    return cache.get(_progress_key(result_id)) or ""


def teller(result_id: str) -> Tell:
    """Return `tell(done, of, what)`, by which a task says how far it is, as often as it likes."""
    told_at = 0.0

    def tell(done: int, of: int, what: str) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= BETWEEN_TELLING:
            told_at = time.monotonic()
            cache.set(_progress_key(result_id), f"{done:,} of {of:,} {what}", TOLD_FOR)

    return tell


def _progress_key(result_id: str) -> str:
    return f"progress-{result_id}"
