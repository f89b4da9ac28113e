"""Publishing at a time: drafts that are saved while nobody is at work."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from django.contrib import admin
from django.db import connection, transaction

from . import drafts, history, saving
from .models import Draft, Publishable

logger = logging.getLogger(__name__)
# Between two drafts, in seconds. Whoever waits for SQLite asks it ten times a second at least, and
# would find it taken each time: after five seconds an editor's save would fail.
PAUSE = 0.12


def publish_due() -> Iterator[tuple[Draft, str]]:
    """Publish the drafts that are due; yield each with what kept it back, if anything did.

    May run twice at once, and after any pause: each draft is published once. One that could not
    be stays scheduled, says why, and is tried again the next time.
    """
    for key in list(Draft.objects.due().values_list("pk", flat=True)):
        with transaction.atomic():
            due = Draft.objects.due().select_related("author")
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True, of=["self"])
            draft = due.filter(pk=key).first()
            if draft is None:
                continue
            problem = publish(draft)
            if problem and problem != draft.problem:
                Draft.objects.filter(pk=draft.pk).update(problem=problem)
                drafts.mark(draft, history.Action.FAILED, note=problem)
        yield draft, problem
        if not connection.features.has_select_for_update:
            time.sleep(PAUSE)


def publish(draft: Draft) -> str:
    """Save a draft in its author's name; return what is wrong, nothing if it is done."""
    model_admin = admin.site.get_model_admin(draft.model_class)
    if not (draft.author.is_active and model_admin.may_save(draft.author, draft.is_new)):
        return (
            f"{draft.author} no longer has permission to publish this. Schedule it under your own "
            "name."
        )
    submission = saving.submission_of(model_admin, draft, draft.author)
    if issubclass(draft.model_class, Publishable):
        submission.data["status"] = Publishable.Status.PUBLISHED
    try:
        with transaction.atomic():
            outcome = saving.save(submission)
    except saving.PageIsGone as error:
        return str(error)
    except Exception:
        logger.exception("The draft %s could not be published.", draft.pk)
        return "Publishing failed; the server log has details."
    if outcome.is_saved:
        return ""
    if outcome.edits and outcome.edits.conflicts:
        return (
            f"{outcome.edits.authors} changed the same fields in the meantime. Open the draft and "
            "choose what to keep."
        )
    return " ".join(
        f"{problem.label}: {problem.message}" if problem.label else problem.message
        for problem in outcome.problems()
    )
