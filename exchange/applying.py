"""A plan is carried out: all of it, as an editor would be let, or nothing."""

from collections import defaultdict
from functools import partial

from django.db import connection, transaction

from content import statistics
from editorial import history

from .files import Intake
from .hooks import followers
from .kinds import kinds
from .memory import remember
from .planning import plan
from .row_writer import RowWriter
from .selection import in_portions


class CannotApply(Exception):
    """Content cannot be applied: `faults` are all that is wrong with it."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


class PlanHasChanged(Exception):
    """What would be applied is no longer what was agreed to."""


def silent(done, of, what):
    """Tell nobody how far it is."""


def try_out(parcel, found):
    """Add to a Plan's faults what only the database finds, by doing it and taking it back."""
    if found.is_empty:
        return found
    with transaction.atomic():
        writing = RowWriter(found, Intake(parcel, is_trial=True), silent)
        found.faults += writing.faults()
        transaction.set_rollback(True)
    return found


def apply(parcel, *, author=None, tell=silent, agreed=None, **options):
    """Do what plan() finds, in one transaction, and return the Plan: all, or nothing.

    The content is checked as in the forms; history tells of it, by `author` or by a program, and
    who follows (search, renditions) is told. `tell(done, of, what)` is called as it goes on.
    Raises CannotApply with all faults, and PlanHasChanged where `agreed` is given and is false of
    the plan of the whole parcel, made when nobody can change its pages any more.
    """
    intake = Intake(parcel)
    try:
        with transaction.atomic():
            found = _plan_with_lock(parcel, options, agreed)
            if found.faults:
                # All of them at once.
                raise CannotApply(try_out(parcel, found).faults)
            if not found.is_empty:
                _carry_out(found, intake, author, tell)
            remember(_remembered(found), found.pks)
    except BaseException:
        intake.take_back()
        raise
    statistics.refresh_after(len(found.steps))
    return found


def _plan_with_lock(parcel, options, agreed):
    """Plan while no editor saves a page that will be changed; where writers queue, none does."""
    found = plan(parcel, **options)
    if connection.features.has_select_for_update and not found.is_empty:
        here = [id for id in found.pages() if id[1] in found.pks[id[0]]]
        _rows_of(here, found, is_locked=True)
        # Again: one may have been saved until they were locked.
        found = plan(parcel, **options)
    if agreed and not agreed(plan(parcel, **options | {"only": None})):
        raise PlanHasChanged
    return found


def _remembered(found):
    return [item for id, item in found.items.items() if item.key in found.pks[id[0]]]


def _carry_out(found, intake, author, tell):
    pages = found.pages()
    history.catch_up(_rows_of([id for id in pages if id[1] in found.pks[id[0]]], found))
    deleted = [id for id, step in found.steps.items() if step.action == "delete" and id in pages]
    note = f"Content of {found.name}"
    writing = RowWriter(
        found, intake, tell, partial(history.record_deletion, author=author, note=note)
    )
    if faults := writing.faults():
        raise CannotApply(faults)
    found.pks = writing.pks
    new = {id for id in pages if (step := found.steps.get(id)) and step.action == "create"}
    others = [id for id in pages if id not in new and id not in deleted]
    told = {
        history.Action.ADDED: _rows_of(new, found),
        history.Action.CHANGED: dict.fromkeys([*_rows_of(others, found), *writing.losing]),
    }
    tell(0, len(pages), "pages recorded")
    history.record_all(told, author=author, note=note)
    tell(len(pages), len(pages), "pages recorded")
    for follow in followers():
        follow(writing.changes, tell)


def _rows_of(ids, found, is_locked=False):
    """The rows in the database of some ids, locked for others in the order of their keys."""
    keys = defaultdict(list)
    for label, key in ids:
        keys[label].append(found.pks[label][key])
    rows = []
    for label, pks in keys.items():
        model = kinds()[label].model
        here = model._base_manager.order_by("pk")
        here = here.select_for_update() if is_locked else here
        rows += (row for some in in_portions(sorted(pks)) for row in here.filter(pk__in=some))
    return rows
