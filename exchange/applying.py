"""Apply a plan: check and write all of it, as an editor's forms would, or nothing."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, connection, transaction
from django.db.models import FETCH_PEERS
from django.db.models.deletion import ProtectedError, RestrictedError

from content import statistics
from editorial import history

from .content_models import POSITION, in_portions, kinds
from .hooks import followers, rules_of
from .matching import Fault, forget, remember
from .planning import page_of, plan
from .yaml_fixtures import broken_rule, in_one_line


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


# Rows


@dataclass
class Changes:
    """What has been written, by model: sets of primary keys."""

    created: dict = field(default_factory=lambda: defaultdict(set))
    changed: dict = field(default_factory=lambda: defaultdict(set))
    deleted: dict = field(default_factory=lambda: defaultdict(set))

    def written(self, model):
        return self.created[model] | self.changed[model]


class RowWriter:
    """The rows of a plan on their way into the database, within a transaction."""

    def __init__(self, found, intake, tell, before_deletion=lambda rows: ()):
        self.plan, self.intake, self.tell = found, intake, tell
        # Not the plan's own: of what is only tried nothing is here afterwards.
        self.pks = {label: dict(keys) for label, keys in found.pks.items()}
        self.before_deletion = before_deletion
        # {id: the place of a part among its siblings, counted from 1}
        self.places = {
            (label, key): place
            for (label, _), keys in found.orders.items()
            for place, key in enumerate(keys, start=1)
        }
        # Pages that lose parts with pages that go.
        self.losing = []
        self.changes = Changes()
        self.problems = []
        self.done = 0
        self.count = sum(step.after is not None for step in found.steps.values())

    def faults(self):
        """Write everything, and return what is wrong with it."""
        for kind in kinds().values():
            steps = [step for step in self.plan.steps.values() if step.kind is kind]
            self.create(kind, [step for step in steps if step.action == "create"])
            self.change(kind, [step for step in steps if step.action == "change"])
        self.order()
        if not self.problems:
            self.delete()
            self.touch()
        self.ask_rules()
        return self.problems

    def refuse(self, step, name, problem):
        self.problems.append(Fault(step.place, name, problem))

    # Rows

    def create(self, kind, steps):
        for some in in_portions(steps):
            rows = [(step, self.made(kind.model(), step)) for step in some]
            rows = [(step, row) for step, row in rows if row]
            try:
                with transaction.atomic():
                    kind.model._base_manager.bulk_create([row for _, row in rows])
            # psycopg raises ValueError at a NUL.
            except (DatabaseError, ValueError):
                self.save_each(kind, rows)
            self.note(kind, rows, self.changes.created)

    def change(self, kind, steps):
        for some in in_portions(steps):
            here = kind.model._base_manager.in_bulk([self.pks[kind.label][s.key] for s in some])
            rows = [(s, self.made(here[self.pks[kind.label][s.key]], s)) for s in some]
            rows = [(step, row) for step, row in rows if row]
            self.save_each(kind, rows)
            self.note(kind, rows, self.changes.changed)

    def made(self, row, step):
        """The row as it shall be, as far as it is valid by itself; else None."""
        before = len(self.problems)
        for name, each in step.kind.fields.items():
            value = step.after.get(name)
            if name == POSITION and step.kind.is_ordered:
                row.position = self.places.get(step.id, row.position)
            elif each.many_to_one:
                setattr(row, each.attname, self.key_of(each, value))
            elif name not in step.kind.checksums:
                setattr(row, name, each.get_default() if value is None else each.to_python(value))
            elif self.is_another_file(step, name):
                self.take_in(row, name, step)
        refused = [fault.field for fault in self.problems[before:]]
        self.check(row, step, refused)
        return row if len(self.problems) == before else None

    def is_another_file(self, step, name):
        """Whether a row's file is to be another: by its name, or under the same by its content."""
        before = step.before or {}
        both = (name, step.kind.checksums[name])
        return any(step.after.get(each) != before.get(each) for each in both)

    def key_of(self, each, value):
        return value and self.pks[each.related_model._meta.label_lower].get(tuple(value))

    def take_in(self, row, name, step):
        checksum = step.after.get(step.kind.checksums[name], "")
        try:
            setattr(row, name, self.intake.take(row, name, step.after.get(name, ""), checksum))
        except (ValidationError, OSError) as error:
            self.refuse(step, name, in_one_line(error))

    def check(self, row, step, refused):
        relations = list(step.kind.references)
        try:
            row.clean_fields(exclude=[*relations, *refused])
            row.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.refuse(step, "" if name == "__all__" else name, " ".join(messages))
        for name, each in step.kind.references.items():
            if getattr(row, each.attname) is None and not each.null:
                self.refuse(step, name, "is missing")

    def save_each(self, kind, rows):
        for step, row in rows:
            try:
                with transaction.atomic():
                    row.save()
            except (DatabaseError, ValueError) as error:
                self.refuse(step, "", broken_rule(row, error) or in_one_line(error))

    def note(self, kind, rows, changed):
        for step, row in rows:
            if row.pk:
                self.pks[kind.label][step.key] = row.pk
                changed[kind.model].add(row.pk)
        self.done += len(rows)
        self.tell(self.done, self.count, "rows written")

    # Order, deletion, pages

    def order(self):
        """Give parts that are here their places; new ones came with theirs."""
        pks = {id: self.pks[id[0]].get(id[1]) for id in self.places}
        for label, kind in kinds().items():
            places = {pks[id]: place for id, place in self.places.items() if id[0] == label}
            for some in in_portions(pk for pk in places if pk):
                rows = kind.model._base_manager.filter(pk__in=some)
                moved = [row for row in rows if row.position != places[row.pk]]
                for row in moved:
                    row.position = places[row.pk]
                kind.model._base_manager.bulk_update(moved, [POSITION])

    def delete(self):
        """Delete rows kind by kind: those first that name others, in however many rounds."""
        gone = [step for step in self.plan.steps.values() if step.action == "delete"]
        going = {step.id for step in gone}
        waiting = {}
        for step in gone:
            page = page_of(*step.id)
            # A page takes its own parts along.
            if page == step.id or page not in going:
                waiting.setdefault(step.kind, []).append(step)
            pk = self.pks[step.kind.label][step.key]
            self.changes.deleted[step.kind.model].add(pk)
        while waiting:
            left = {
                kind: each for kind, each in waiting.items() if not self.delete_some(kind, each)
            }
            if len(left) == len(waiting):
                for kind, steps in left.items():
                    self.refuse(steps[0], "", f"a {kind.name} is still in use, by what stays")
                return
            waiting = left
        for model, pks in self.changes.deleted.items():
            forget(model._meta.label_lower, pks)

    def delete_some(self, kind, steps):
        """Delete rows of a kind; tell whether nothing else names them."""
        rows = kind.model._base_manager.filter(
            pk__in=[self.pks[kind.label][step.key] for step in steps]
        )
        if not rows:
            return True  # They went with others, as reviews do with their film.
        try:
            with transaction.atomic():
                losing = self.before_deletion(rows) if history.is_page(kind.model) else ()
                rows.delete()
        except (ProtectedError, RestrictedError):
            return False
        self.losing += losing
        return True

    def touch(self):
        """Save the pages of which only parts changed, as their form would."""
        pks = defaultdict(list)
        for label, key in self.plan.pages():
            if (label, key) not in self.plan.steps and key in self.pks[label]:
                pks[kinds()[label].model].append(self.pks[label][key])
        for model, keys in pks.items():
            for some in in_portions(keys):
                # Search asks each for those that it names.
                for row in model._base_manager.filter(pk__in=some).fetch_mode(FETCH_PEERS):
                    row.save()
            self.changes.changed[model].update(keys)

    # Rules

    def ask_rules(self):
        steps = {
            (step.kind.model, self.pks[step.kind.label].get(step.key)): step
            for step in self.plan.steps.values()
            if step.after is not None
        }
        for kind in kinds().values():
            for rule in rules_of(kind.model):
                for some in in_portions(self.changes.written(kind.model)):
                    rows = kind.model._base_manager.filter(pk__in=some)
                    for row, name, problem in rule(rows, self.intake.open):
                        if step := steps.get((kind.model, row.pk)):
                            self.refuse(step, name, problem)


# Files


class Intake:
    """Takes files from a Parcel into the storage; a trial only looks whether they are there."""

    def __init__(self, parcel, is_trial=False):
        self.parcel, self.is_trial = parcel, is_trial
        self.taken = []

    def take(self, row, name, path, checksum):
        """Return the name under which the storage holds, or will hold, the file of that checksum.

        Raises ValidationError where it is nowhere, or is another.
        """
        field = row._meta.get_field(name)
        storage = field.storage
        if not path:
            raise ValidationError("is missing")
        if storage.exists(path) and _checksum(storage.open(path)) == checksum:
            return path
        found = _checksum(self.brought(path))
        if found != checksum:
            raise ValidationError(
                f"{path} is another file: its SHA-256 is {found}, not {checksum or 'empty'}"
            )
        return path if self.is_trial else self.store(storage, path)

    def store(self, storage, path):
        """Copy a file in; where the storage holds another of that name, under a name of its own."""
        name = storage.get_available_name(path)
        # Noted first: half a copy must go too.
        self.taken.append((storage, name))
        with self.parcel.open(path) as file:
            return storage.save(name, File(file))

    def open(self, row, name):
        """Open a row's file, from the storage or, in a trial, from where it comes.

        Raises ValidationError where it is nowhere.
        """
        file = getattr(row, name)
        checksum = getattr(row, row.checksums[name])
        storage = file.storage
        if storage.exists(file.name) and _checksum(storage.open(file.name)) == checksum:
            return storage.open(file.name)
        return self.brought(file.name)

    def brought(self, path):
        """Open a file that the parcel brings; raises ValidationError where it brings none."""
        if not self.parcel.has(path):
            raise ValidationError(f"{path} is neither in the storage nor with {self.parcel.name}")
        return self.parcel.open(path)

    def take_back(self):
        for storage, name in self.taken:
            storage.delete(name)


def _checksum(opened):
    digest = hashlib.sha256()
    with opened as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()
