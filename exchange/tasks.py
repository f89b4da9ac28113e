"""Long work: done by a worker if TASKS_URL names one, otherwise at once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from itertools import islice

from django.db.models import Model
from django.tasks import TaskContext, task
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.background import teller
from editorial.admin_urls import change_url

from .applying import CannotApply, PlanHasChanged, apply
from .content_models import children_of, content_models
from .models import PendingUpload
from .packages import open_upload
from .planning import Plan
from .report import in_words, stamp
from .yaml_fixtures import FixtureError

LINKS_SHOWN = 3


@task(takes_context=True)
def apply_upload(
    context: TaskContext,
    upload_id: int,
    *,
    read: str,
    only: list[list] | None,
    prune: bool,
    overwrite: bool,
) -> dict:
    """Apply the plan whose stamp is `read`, or only its pages in `only`.

    Returns {"applied": a message in HTML}, {"errors": [dict of a ContentError …]}, or
    {"is_stale": True} if the plan has changed since: running it again does nothing twice.
    """
    upload = PendingUpload.objects.filter(pk=upload_id).first()
    if upload is None:
        # Discarded while it waited, or already applied.
        return {"is_stale": True}
    try:
        with closing(open_upload(upload)) as package:
            applied = apply(
                package,
                author=upload.sender,
                only=None if only is None else {(label, tuple(key)) for label, *key in only},
                agreed=lambda plan: stamp(plan) == read,
                progress=teller(context.task_result.id),
                prune=prune,
                overwrite=overwrite,
            )
    except (PlanHasChanged, FixtureError):
        return {"is_stale": True}
    except CannotApply as error:
        return {"errors": [asdict(error) for error in error.errors]}
    declared = format_html("{} was applied: {}.", upload.name, in_words(applied.counts))
    return {"applied": declared + _links_to(applied)}


def _rows_to_look_at(applied: Plan) -> Iterator[Model]:
    """The first created or changed pages with children: films before their people."""
    for label, key in applied.pages():
        content_model = content_models()[label]
        if children_of(content_model):
            yield from content_model.rows.filter(pk=applied.pks[label].get(key))


def _links_to(applied: Plan) -> SafeString:
    rows = islice(_rows_to_look_at(applied), LINKS_SHOWN)
    return format_html_join("", ' <a href="{}">{}</a>', ((change_url(row), row) for row in rows))
