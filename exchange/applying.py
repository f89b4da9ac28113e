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

from .content_models import POSITION, content_models, in_batches
from .hooks import after_apply_hooks, validators_of
from .matching import ContentError, delete_records, save_records
from .planning import page_of, plan
from .yaml_fixtures import broken_rule, in_one_line


class CannotApply(Exception):
    """Content cannot be applied: `errors` lists everything that is wrong with it."""

    def __init__(self, errors):
        self.errors = list(errors)
        super().__init__("\n".join(map(str, self.errors)))


class PlanHasChanged(Exception):
    """The plan is no longer the one that was agreed to."""


def no_progress(done, of, what):
    """Show no progress."""


def dry_run(package, found):
    """Apply a Plan and roll back, to add the errors that only the database finds."""
    if found.is_empty:
        return found
    with transaction.atomic():
        writer = RowWriter(found, FileImporter(package, is_dry_run=True), no_progress)
        found.errors += writer.write()
        transaction.set_rollback(True)
    return found


def apply(package, *, author=None, progress=no_progress, agreed=None, **options):
    """Plan and apply a package in one transaction, all or nothing, and return the Plan.

    Content is validated as in the admin's forms, history records it, by `author` or by a program,
    and hooks run (search, renditions). `progress(done, of, what)` is called along the way. Raises
    CannotApply with all errors, and PlanHasChanged if `agreed` is given and returns False for the
    plan of the whole package, made when its pages are locked.
    """
    importer = FileImporter(package)
    try:
        with transaction.atomic():
            found = _plan_with_lock(package, options, agreed)
            if found.errors:
                # All of them at once.
                raise CannotApply(dry_run(package, found).errors)
            if not found.is_empty:
                _carry_out(found, importer, author, progress)
            save_records(_items_here(found), found.pks)
    except BaseException:
        importer.delete_imported()
        raise
    statistics.refresh_after(len(found.steps))
    return found


def _plan_with_lock(package, options, agreed):
    """Plan while the pages to be changed are locked; SQLite lets only one writer in anyway."""
    found = plan(package, **options)
    if connection.features.has_select_for_update and not found.is_empty:
        here = [id for id in found.pages() if id[1] in found.pks[id[0]]]
        _rows_of(here, found, is_locked=True)
        # Again: a page may have been saved before they were locked.
        found = plan(package, **options)
    if agreed and not agreed(plan(package, **options | {"only": None})):
        raise PlanHasChanged
    return found


def _items_here(found):
    return [item for id, item in found.items.items() if item.key in found.pks[id[0]]]


def _carry_out(found, importer, author, progress):
    pages = found.pages()
    history.catch_up(_rows_of([id for id in pages if id[1] in found.pks[id[0]]], found))
    deleted = [id for id, step in found.steps.items() if step.action == "delete" and id in pages]
    note = f"Content of {found.name}"
    writer = RowWriter(
        found, importer, progress, partial(history.record_deletion, author=author, note=note)
    )
    if errors := writer.write():
        raise CannotApply(errors)
    found.pks = writer.pks
    new = {id for id in pages if (step := found.steps.get(id)) and step.action == "create"}
    others = [id for id in pages if id not in new and id not in deleted]
    recorded = {
        history.Action.ADDED: _rows_of(new, found),
        history.Action.CHANGED: dict.fromkeys([*_rows_of(others, found), *writer.losing]),
    }
    progress(0, len(pages), "pages recorded")
    history.record_all(recorded, author=author, note=note)
    progress(len(pages), len(pages), "pages recorded")
    for hook in after_apply_hooks():
        hook(writer.changes, progress)


def _rows_of(ids, found, is_locked=False):
    """The rows of some ids; locked in the order of their keys if asked for."""
    keys = defaultdict(list)
    for label, key in ids:
        keys[label].append(found.pks[label][key])
    rows = []
    for label, pks in keys.items():
        model = content_models()[label].model
        here = model._base_manager.order_by("pk")
        here = here.select_for_update() if is_locked else here
        rows += (row for some in in_batches(sorted(pks)) for row in here.filter(pk__in=some))
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
    """Writes the rows of a plan into the database, within a transaction."""

    def __init__(self, found, importer, progress, before_deletion=lambda rows: ()):
        self.plan, self.importer, self.progress = found, importer, progress
        # A copy, for a dry run leaves no rows behind.
        self.pks = {label: dict(keys) for label, keys in found.pks.items()}
        self.before_deletion = before_deletion
        # {id: the place of a child among its siblings, counted from 1}
        self.places = {
            (label, key): place
            for (label, _), keys in found.orders.items()
            for place, key in enumerate(keys, start=1)
        }
        # Pages that lose children with pages that are deleted.
        self.losing = []
        self.changes = Changes()
        self.errors = []
        self.done = 0
        self.count = sum(step.after is not None for step in found.steps.values())

    def write(self):
        """Write everything, and return the errors."""
        for content_model in content_models().values():
            steps = [
                step for step in self.plan.steps.values() if step.content_model is content_model
            ]
            self.create(content_model, [step for step in steps if step.action == "create"])
            self.change(content_model, [step for step in steps if step.action == "change"])
        self.order()
        if not self.errors:
            self.delete()
            self.save_pages()
        self.validate()
        return self.errors

    def add_error(self, step, name, problem):
        self.errors.append(ContentError(step.place, name, problem))

    # Rows

    def create(self, content_model, steps):
        for some in in_batches(steps):
            rows = [(step, self.build(content_model.model(), step)) for step in some]
            rows = [(step, row) for step, row in rows if row]
            try:
                with transaction.atomic():
                    content_model.rows.bulk_create([row for _, row in rows])
            # psycopg raises ValueError at a NUL.
            except (DatabaseError, ValueError):
                self.save_each(content_model, rows)
            self.note(content_model, rows, self.changes.created)

    def change(self, content_model, steps):
        for some in in_batches(steps):
            here = content_model.rows.in_bulk([self.pks[content_model.label][s.key] for s in some])
            rows = [(s, self.build(here[self.pks[content_model.label][s.key]], s)) for s in some]
            rows = [(step, row) for step, row in rows if row]
            self.save_each(content_model, rows)
            self.note(content_model, rows, self.changes.changed)

    def build(self, row, step):
        """The row with its new values, or None if it is not valid by itself."""
        before = len(self.errors)
        for name, each in step.content_model.fields.items():
            value = step.after.get(name)
            if name == POSITION and step.content_model.is_ordered:
                row.position = self.places.get(step.id, row.position)
            elif each.many_to_one:
                setattr(row, each.attname, self.key_of(each, value))
            elif name not in step.content_model.checksums:
                setattr(row, name, each.get_default() if value is None else each.to_python(value))
            elif self.is_another_file(step, name):
                self.set_file(row, name, step)
        refused = [error.field for error in self.errors[before:]]
        self.check(row, step, refused)
        return row if len(self.errors) == before else None

    def is_another_file(self, step, name):
        """Whether a row gets a different file: one of another name, or of other content."""
        before = step.before or {}
        both = (name, step.content_model.checksums[name])
        return any(step.after.get(each) != before.get(each) for each in both)

    def key_of(self, each, value):
        return value and self.pks[each.related_model._meta.label_lower].get(tuple(value))

    def set_file(self, row, name, step):
        checksum = step.after.get(step.content_model.checksums[name], "")
        try:
            setattr(
                row, name, self.importer.import_file(row, name, step.after.get(name, ""), checksum)
            )
        except (ValidationError, OSError) as error:
            self.add_error(step, name, in_one_line(error))

    def check(self, row, step, refused):
        relations = list(step.content_model.references)
        try:
            row.clean_fields(exclude=[*relations, *refused])
            row.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(step, "" if name == "__all__" else name, " ".join(messages))
        for name, each in step.content_model.references.items():
            if getattr(row, each.attname) is None and not each.null:
                self.add_error(step, name, "is missing")

    def save_each(self, content_model, rows):
        for step, row in rows:
            try:
                with transaction.atomic():
                    row.save()
            except (DatabaseError, ValueError) as error:
                self.add_error(step, "", broken_rule(row, error) or in_one_line(error))

    def note(self, content_model, rows, changed):
        for step, row in rows:
            if row.pk:
                self.pks[content_model.label][step.key] = row.pk
                changed[content_model.model].add(row.pk)
        self.done += len(rows)
        self.progress(self.done, self.count, "rows written")

    # Order, deletion, pages

    def order(self):
        """Move existing children to their places; new ones were created in theirs."""
        pks = {id: self.pks[id[0]].get(id[1]) for id in self.places}
        for label, content_model in content_models().items():
            places = {pks[id]: place for id, place in self.places.items() if id[0] == label}
            for some in in_batches(pk for pk in places if pk):
                rows = content_model.rows.filter(pk__in=some)
                moved = [row for row in rows if row.position != places[row.pk]]
                for row in moved:
                    row.position = places[row.pk]
                content_model.rows.bulk_update(moved, [POSITION])

    def delete(self):
        """Delete rows model by model, in rounds: those that refer to others go first."""
        deleted = [step for step in self.plan.steps.values() if step.action == "delete"]
        going = {step.id for step in deleted}
        pending = {}
        for step in deleted:
            page = page_of(*step.id)
            # A page's children are deleted with it.
            if page == step.id or page not in going:
                pending.setdefault(step.content_model, []).append(step)
            pk = self.pks[step.content_model.label][step.key]
            self.changes.deleted[step.content_model.model].add(pk)
        while pending:
            left = {
                content_model: each
                for content_model, each in pending.items()
                if not self.delete_some(content_model, each)
            }
            if len(left) == len(pending):
                for content_model, steps in left.items():
                    self.add_error(steps[0], "", f"a {content_model.name} is still in use")
                return
            pending = left
        for model, pks in self.changes.deleted.items():
            delete_records(model._meta.label_lower, pks)

    def delete_some(self, content_model, steps):
        """Delete rows of a model; return whether nothing else refers to them."""
        rows = content_model.rows.filter(
            pk__in=[self.pks[content_model.label][step.key] for step in steps]
        )
        if not rows:
            return True  # Deleted with others, as reviews are with their film.
        try:
            with transaction.atomic():
                losing = self.before_deletion(rows) if history.is_page(content_model.model) else ()
                rows.delete()
        except (ProtectedError, RestrictedError):
            return False
        self.losing += losing
        return True

    def save_pages(self):
        """Save the pages of which only children changed, as their form would."""
        pks = defaultdict(list)
        for label, key in self.plan.pages():
            if (label, key) not in self.plan.steps and key in self.pks[label]:
                pks[content_models()[label].model].append(self.pks[label][key])
        for model, keys in pks.items():
            for some in in_batches(keys):
                # Search reads what each refers to.
                for row in model._base_manager.filter(pk__in=some).fetch_mode(FETCH_PEERS):
                    row.save()
            self.changes.changed[model].update(keys)

    # Rules

    def validate(self):
        steps = {
            (step.content_model.model, self.pks[step.content_model.label].get(step.key)): step
            for step in self.plan.steps.values()
            if step.after is not None
        }
        for content_model in content_models().values():
            for rule in validators_of(content_model.model):
                for some in in_batches(self.changes.written(content_model.model)):
                    rows = content_model.rows.filter(pk__in=some)
                    for row, name, problem in rule(rows, self.importer.open):
                        if step := steps.get((content_model.model, row.pk)):
                            self.add_error(step, name, problem)


# Files


class FileImporter:
    """Copies files from a Package into the storage; a dry run only checks that they are there."""

    def __init__(self, package, is_dry_run=False):
        self.package, self.is_dry_run = package, is_dry_run
        self.imported = []

    def import_file(self, row, name, path, checksum):
        """Return the name under which the storage holds, or will hold, the file of that checksum.

        Raises ValidationError if it is missing, or has another checksum.
        """
        field = row._meta.get_field(name)
        storage = field.storage
        if not path:
            raise ValidationError("is missing")
        if storage.exists(path) and _checksum(storage.open(path)) == checksum:
            return path
        found = _checksum(self.open_packaged(path))
        if found != checksum:
            raise ValidationError(
                f"{path} is a different file: its SHA-256 is {found}, not {checksum or 'empty'}"
            )
        return path if self.is_dry_run else self.store(storage, path)

    def store(self, storage, path):
        """Copy a file in, under another name if the storage has a different file of that name."""
        name = storage.get_available_name(path)
        # Noted first, so that half a copy is deleted too.
        self.imported.append((storage, name))
        with self.package.open(path) as file:
            return storage.save(name, File(file))

    def open(self, row, name):
        """Open a row's file, from the storage or, in a dry run, from the package.

        Raises ValidationError if it is missing.
        """
        file = getattr(row, name)
        checksum = getattr(row, row.checksums[name])
        storage = file.storage
        if storage.exists(file.name) and _checksum(storage.open(file.name)) == checksum:
            return storage.open(file.name)
        return self.open_packaged(file.name)

    def open_packaged(self, path):
        """Open a file of the package; raises ValidationError if it holds none of that name."""
        if not self.package.has(path):
            raise ValidationError(f"{path} is neither in the storage nor in {self.package.name}")
        return self.package.open(path)

    def delete_imported(self):
        for storage, name in self.imported:
            storage.delete(name)


def _checksum(opened):
    digest = hashlib.sha256()
    with opened as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()
