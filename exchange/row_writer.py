"""The rows of a plan, written as an editor's forms would write them, many at a time."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import FETCH_PEERS
from django.db.models.deletion import ProtectedError, RestrictedError

from editorial import history

from .hooks import rules_of
from .items import Fault
from .kinds import POSITION, kinds
from .memory import forget
from .plans import page_of
from .selection import in_portions
from .yaml_fixtures import broken_rule, in_one_line


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
