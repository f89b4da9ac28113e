"""Plan what applying a file would do, row by row, before anything is done.

Rows are compared by their natural keys, value by value. A value that a person changed after a
file last declared it is theirs: it is kept, and the plan says so.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from editorial import history
from editorial.differences import longest_increasing

from .content_models import (
    POSITION,
    ContentModel,
    Keys,
    children_of,
    content_model_of,
    content_models,
    in_batches,
    values_of,
)
from .matching import ContentError, ImportRecords, Item, follow_renames, items_of
from .selection import deletable, undeclared


@dataclass(slots=True, eq=False)
class Step:
    """What becomes of a row: its values before and after, None where it is not there."""

    content_model: ContentModel
    key: tuple
    before: dict | None
    after: dict | None
    item: Item | None = None

    @property
    def id(self):
        return self.content_model.label, self.key

    @property
    def action(self):
        if self.before is None:
            return "create"
        return "change" if self.after is not None else "delete"

    @property
    def place(self):
        """The row's place in the file, for errors; its key if it is not in the file."""
        return (
            self.item.place
            if self.item
            else f"{self.content_model.model._meta.label} ({self.named})"
        )

    @property
    def named(self):
        return ", ".join(self.key)

    @property
    def changed(self):
        """The names of the fields whose values change."""
        before, after = self.before or {}, self.after or {}
        return [name for name in self.content_model.fields if before.get(name) != after.get(name)]


@dataclass(frozen=True)
class LocalEdit:
    """What a person changed since the last import: `here` is kept, although `declared` differs.

    Without a field name it is the row itself, which was deleted here.
    """

    id: tuple
    field: str
    here: object
    declared: object


@dataclass(eq=False)
class Plan:
    """What is to be done: `steps` by the id of their row, those that are made first in front.

    `orders` are the keys of a parent's children in their new order, by (label, parent's key), and
    `former` those in the present order. `same` counts unchanged rows, `left` those that are not in
    the file. `pks` are the rows that are here: {label: {natural key: primary key}}.
    """

    name: str
    keys: Keys
    pks: dict
    items: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)
    former: dict = field(default_factory=dict)
    local_edits: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    same: int = 0
    left: int = 0

    @property
    def is_empty(self):
        return not (self.steps or self.orders)

    @property
    def counts(self):
        """How many rows are created, changed (a child that only moves is), deleted and so on."""
        actions = Counter(step.action for step in self.steps.values())
        moved = len(self.moved())
        return {
            "create": actions["create"],
            "change": actions["change"] + moved,
            "delete": actions["delete"],
            "keep": len({edit.id for edit in self.local_edits}),
            "same": self.same - moved,
            "left": self.left,
        }

    def moved(self):
        """The ids of children that move and do not change otherwise."""
        return [
            (label, key)
            for (label, parent), keys in self.orders.items()
            for key in moved_keys(self.former[label, parent], keys)
            if (label, key) not in self.steps
        ]

    def deleted_here(self):
        """Return the ids of rows in the file that a person deleted here."""
        return {edit.id for edit in self.local_edits if not edit.field}

    def locally_edited_references(self):
        """Yield the ids of rows that a person made others name, and that these keep on naming."""
        for edit in self.local_edits:
            each = content_models()[edit.id[0]].references.get(edit.field)
            if each and edit.here:
                yield each.related_model._meta.label_lower, tuple(edit.here)

    def pages(self):
        """{id of a page: its steps}: the pages in whose forms anything changes.

        Those with children come first, such as films: they are what a plan is read for.
        """
        pages = {}
        for step in self.steps.values():
            pages.setdefault(page_of(*step.id), []).append(step)
        for (label, _), keys in self.orders.items():
            # Children of one page; or pages, such as reviews, each of which knows its own place.
            pages |= {page_of(label, key): pages.get(page_of(label, key), []) for key in keys}
        return dict(
            sorted(pages.items(), key=lambda page: not children_of(content_models()[page[0][0]]))
        )


def moved_keys(before, after):
    """The fewest keys whose move explains the order."""
    both = set(before) & set(after)
    old = {key: place for place, key in enumerate(key for key in before if key in both)}
    stays = longest_increasing([old[key] for key in after if key in both])
    return [key for key, place in old.items() if place not in stays]


def page_of(label, key):
    """Return the id of the page in whose form a row is edited: its own, or a parent's."""
    content_model = content_models()[label]
    while not history.is_page(content_model.model):
        key, content_model = (
            content_model.parent_key(key),
            content_model_of(content_model.parent.related_model),
        )
    return content_model.label, key


# Making a plan


def plan(package, *, overwrite=False, prune=False, only=None):
    """Return the Plan of applying a Package, with the errors in it; write nothing.

    With `overwrite`, local edits are not kept. With `prune`, rows are deleted that the file covers
    and does not contain, unless something else needs them. `only` are the ids of the pages
    that it is limited to. Errors that only the database can find are found by applying.
    """
    errors, refused = [], set()
    items = items_of(package.entries(), errors, refused)
    keys = Keys()
    pks = {}
    for label, content_model in content_models().items():
        pks[label] = {key: pk for pk, key in keys[content_model.model].items()}
    records = ImportRecords(items)
    items = follow_renames(items, records, keys)
    result = Plan(package.name, keys, pks, items, errors=errors)
    if not overwrite:
        _leave_out_deleted_here(result, records)
    _leave_out(result, refused)
    errors += _unknown_references(result, refused)
    others = undeclared(_scope(package, errors), result.items, pks)
    if only is not None:
        only = _with_references(only, result)
        result.items = {id: each for id, each in result.items.items() if page_of(*id) in only}
    _compare(result, records, overwrite)
    if prune:
        _delete(result, deletable(_within(only, others, result), result))
    result.left = sum(map(len, others.values())) - result.counts["delete"]
    _plan_orders(result, records, overwrite)
    return result


def _scope(package, errors):
    return None if errors else package.scope


def _leave_out_deleted_here(plan, records):
    """Leave out rows that were imported before and are no longer here: somebody deleted them."""
    here = plan.pks
    deleted_here = {
        id
        for id, item in plan.items.items()
        if records.has(item) and item.key not in here[item.content_model.label]
    }
    for item in _leave_out(plan, deleted_here):
        plan.local_edits.append(LocalEdit(item.id, "", None, item.values))


def _leave_out(plan, ids):
    """Remove items, and new ones that cannot exist without them; return all of these.

    A new film can exist without its poster, a credit cannot without its film.
    """
    left_out = []
    ids = set(ids)
    for id, item in plan.items.items():
        is_here = item.key in plan.pks[item.content_model.label]
        lost = [] if is_here else [name for name, other in item.references() if other in ids]
        if id in ids or any(not item.content_model.can_lack(name) for name in lost):
            ids.add(id)
            left_out.append(item)
        item.values = {name: value for name, value in item.values.items() if name not in lost}
    for item in left_out:
        del plan.items[item.id]
    return left_out


def _unknown_references(plan, refused):
    left_out = refused.union(plan.deleted_here())
    for item in plan.items.values():
        for name, (label, key) in item.references():
            is_known = (label, key) in plan.items or key in plan.pks[label]
            if not is_known and (label, key) not in left_out:
                wanted = content_models()[label].name
                yield ContentError(item.place, name, f"no {wanted} has the key {', '.join(key)}")


def _with_references(only, plan):
    """Return the ids of pages with those of new pages that they cannot be created without."""
    items = {}
    for item in plan.items.values():
        items.setdefault(page_of(*item.id), []).append(item)
    needed, pending = set(), list(only)
    while pending:
        page = pending.pop()
        needed.add(page)
        for item in items.get(page, ()):
            named = (id for _, id in item.references() if id[1] not in plan.pks[id[0]])
            pending += {page_of(*id) for id in named} - needed
    return needed


def _compare(plan, records, overwrite):
    deleted_here = plan.deleted_here()
    for label, content_model in content_models().items():
        items = [item for item in plan.items.values() if item.content_model is content_model]
        pks = plan.pks[label]
        # Creations first: new rows need no reading.
        for item in items:
            if item.key not in pks:
                plan.steps[item.id] = Step(
                    content_model, item.key, None, _without_place(content_model, item.values), item
                )
        known = {pks[item.key]: item for item in items if item.key in pks}
        for some in in_batches(known):
            rows = content_model.rows.in_bulk(some)
            for pk in some:
                before = _without_place(
                    content_model, values_of(content_model, rows[pk], plan.keys)
                )
                _compare_row(plan, known[pk], before, None if overwrite else records, deleted_here)


def _without_place(content_model, values):
    """Children are ordered as a whole, see _plan_orders()."""
    if not content_model.is_ordered:
        return values
    return {name: value for name, value in values.items() if name != POSITION}


def _compare_row(plan, item, before, records, deleted_here):
    """Plan what becomes of a row; given import records, local edits are kept."""
    content_model, named = item.content_model, dict(item.references())
    after = _without_place(content_model, item.values)
    for name, checksum in content_model.checksums.items():
        if before.get(checksum) == after.get(checksum):
            # The same file, under whatever name.
            after = after | {name: before.get(name)}
    for name in content_model.fields:
        here, declared = before.get(name), after.get(name)
        if here == declared or records is None:
            continue
        if named.get(name) in deleted_here or records.is_edited(item, name, before):
            plan.local_edits.append(LocalEdit(item.id, name, here, declared))
            after = {**after, name: here}
    after = {name: value for name, value in after.items() if value is not None}
    if before == after:
        plan.same += 1
    else:
        plan.steps[item.id] = Step(content_model, item.key, before, after, item)


def _within(only, rows, plan):
    """Return those of some rows, {label: primary keys}, that stand on the pages of `only`."""
    if only is None:
        return rows
    return {
        label: {
            pk for pk in pks if page_of(label, plan.keys[content_models()[label].model][pk]) in only
        }
        for label, pks in rows.items()
    }


def _delete(plan, going):
    for label, pks in going.items():
        content_model = content_models()[label]
        known = plan.keys[content_model.model]
        for some in in_batches(sorted(pks, key=known.__getitem__)):
            rows = content_model.rows.in_bulk(some)
            for pk in some:
                before = _without_place(
                    content_model, values_of(content_model, rows[pk], plan.keys)
                )
                plan.steps[label, known[pk]] = Step(content_model, known[pk], before, None)


# Order


def _plan_orders(plan, records, overwrite):
    for label, content_model in content_models().items():
        if not content_model.is_ordered:
            continue
        declared = {}
        for item in plan.items.values():
            if item.content_model is content_model:
                declared.setdefault(content_model.parent_key(item.key), []).append(item)
        here = order_here(content_model, declared, plan)
        for parent, items in declared.items():
            _plan_order(plan, label, parent, items, here[parent], records, overwrite)


def _plan_order(plan, label, parent, items, here, records, overwrite):
    goes = {key for key in here if (step := plan.steps.get((label, key))) and step.after is None}
    here = [key for key in here if key not in goes]
    declared = declared_order(items)
    wanted = merged(declared, here)
    if moved_keys(here, wanted) and not overwrite and is_reordered(items, here, records):
        plan.local_edits.append(
            LocalEdit((content_models()[label].parent_label, parent), label, here, declared)
        )
        wanted = merged(here, declared)
    if wanted != here:
        plan.orders[label, parent] = wanted
        plan.former[label, parent] = here


def merged(first, second):
    """Return `first` with what only `second` holds, each behind the one that it stands behind."""
    result = list(first)
    known = set(first)
    for place, each in enumerate(second):
        if each not in known:
            before = second[place - 1] if place else None
            result.insert(result.index(before) + 1 if before else 0, each)
            known.add(each)
    return result


def declared_order(items):
    """The keys of items as their file orders them."""
    return [item.key for item in sorted(items, key=lambda item: item.position)]


def order_here(content_model, parents, plan):
    """{parent's key: keys of its children in their order here}, without those to be deleted."""
    pks = plan.pks[content_model.parent_label]
    names = plan.keys[content_model.model]
    rows = []
    for some in in_batches([pks[parent] for parent in parents if parent in pks]):
        children = content_model.rows.filter(
            **{f"{content_model.parent.name}__in": some}
        ).order_by()
        rows += children.values_list(POSITION, "pk")
    standing = defaultdict(list)
    for _, pk in sorted(rows):
        standing[content_model.parent_key(names[pk])].append(names[pk])
    return standing


def is_reordered(items, here, records):
    """Whether a person has changed the order that a file last declared for these children."""
    places = {item.key: records.place(item) for item in items if records.place(item) is not None}
    now = [key for key in here if key in places]
    return now != sorted(now, key=places.__getitem__)
