"""What takes long: done by a worker where TASKS_URL names one, else at once."""

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
from .content_models import kinds, parts_of
from .models import Arrival
from .packages import parcel_in
from .planning import Plan
from .report import in_words, stamp
from .yaml_fixtures import FixtureError

LINKS_SHOWN = 3


@task(takes_context=True)
def apply_arrival(
    context: TaskContext,
    arrival_id: int,
    *,
    read: str,
    only: list[list] | None,
    prune: bool,
    overwrite: bool,
) -> dict:
    """Carry out the plan whose stamp is `read`, or of its pages those in `only`.

    Returns {"applied": what to tell, in HTML}, {"faults": [dict of a Fault …]}, or
    {"is_stale": True} where the plan is another by now: run again, it does nothing twice.
    """
    arrival = Arrival.objects.filter(pk=arrival_id).first()
    if arrival is None:
        # Dropped while it waited, or applied already.
        return {"is_stale": True}
    try:
        with closing(parcel_in(arrival)) as parcel:
            applied = apply(
                parcel,
                author=arrival.sender,
                only=None if only is None else {(label, tuple(key)) for label, *key in only},
                agreed=lambda plan: stamp(plan) == read,
                tell=teller(context.task_result.id),
                prune=prune,
                overwrite=overwrite,
            )
    except (PlanHasChanged, FixtureError):
        return {"is_stale": True}
    except CannotApply as error:
        return {"faults": [asdict(fault) for fault in error.faults]}
    told = format_html("{} was applied: {}.", arrival.name, in_words(applied.counts))
    return {"applied": told + _links_to(applied)}


def _rows_to_look_at(applied: Plan) -> Iterator[Model]:
    """The first pages with parts that were made or changed: films before their people."""
    for label, key in applied.pages():
        kind = kinds()[label]
        if parts_of(kind):
            yield from kind.model._base_manager.filter(pk=applied.pks[label].get(key))


def _links_to(applied: Plan) -> SafeString:
    rows = islice(_rows_to_look_at(applied), LINKS_SHOWN)
    return format_html_join("", ' <a href="{}">{}</a>', ((change_url(row), row) for row in rows))
