"""Plan what applying a file would do, row by row, before anything is done.

Rows are compared by their natural keys, value by value. A value that a person changed after a
file last told of it is theirs: it is kept, and the plan says so.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from editorial import history
from editorial.differences import longest_increasing

from .content_models import POSITION, Keys, Kind, in_portions, kind_of, kinds, parts_of, values_of
from .matching import Fault, Item, Memory, follow_renames, items_of
from .selection import can_go, untold


@dataclass(slots=True, eq=False)
class Step:
    """What becomes of a row: its values before and after, None where it is not there."""

    kind: Kind
    key: tuple
    before: dict | None
    after: dict | None
    item: Item | None = None

    @property
    def id(self):
        return self.kind.label, self.key

    @property
    def action(self):
        if self.before is None:
            return "create"
        return "change" if self.after is not None else "delete"

    @property
    def place(self):
        """Where the file tells of it, for a fault; of a row that it does not tell of, its key."""
        return self.item.place if self.item else f"{self.kind.model._meta.label} ({self.named})"

    @property
    def named(self):
        return ", ".join(self.key)

    @property
    def changed(self):
        """The names of the fields whose values change."""
        before, after = self.before or {}, self.after or {}
        return [name for name in self.kind.fields if before.get(name) != after.get(name)]


@dataclass(frozen=True)
class Kept:
    """What a person changed since a file last told of it: `here` stays, although `told` differs.

    Without a name of a field it is the row itself, which is deleted here.
    """

    id: tuple
    field: str
    here: object
    told: object


@dataclass(eq=False)
class Plan:
    """What is to be done: `steps` by the id of their row, those that are made first in front.

    `orders` are the keys of an owner's parts as they shall stand, by (label, owner's key), and
    `former` those that are there as they stand. `same` rows are as the file tells, of `left` ones
    it does not tell. `pks` are the rows that are here: {label: {natural key: primary key}}.
    """

    name: str
    keys: Keys
    pks: dict
    items: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)
    former: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    same: int = 0
    left: int = 0

    @property
    def is_empty(self):
        return not (self.steps or self.orders)

    @property
    def counts(self):
        """How many rows are created, changed (a part that only moves is), deleted and so on."""
        actions = Counter(step.action for step in self.steps.values())
        moved = len(self.moved())
        return {
            "create": actions["create"],
            "change": actions["change"] + moved,
            "delete": actions["delete"],
            "keep": len({kept.id for kept in self.kept}),
            "same": self.same - moved,
            "left": self.left,
        }

    def moved(self):
        """The ids of parts that get another place and are otherwise as they are."""
        return [
            (label, key)
            for (label, owner), keys in self.orders.items()
            for key in moved_keys(self.former[label, owner], keys)
            if (label, key) not in self.steps
        ]

    def gone(self):
        """Return the ids of rows that the file tells of and that a person deleted here."""
        return {kept.id for kept in self.kept if not kept.field}

    def kept_references(self):
        """Yield the ids of rows that a person made others name, and that these keep on naming."""
        for kept in self.kept:
            each = kinds()[kept.id[0]].references.get(kept.field)
            if each and kept.here:
                yield each.related_model._meta.label_lower, tuple(kept.here)

    def pages(self):
        """{id of a page: its steps}: the pages in whose forms anything changes.

        Those with parts stand in front, such as films: they are what a plan is read for.
        """
        pages = {}
        for step in self.steps.values():
            pages.setdefault(page_of(*step.id), []).append(step)
        for (label, _), keys in self.orders.items():
            # Parts of one page; or pages, such as reviews, each of which knows its own place.
            pages |= {page_of(label, key): pages.get(page_of(label, key), []) for key in keys}
        return dict(sorted(pages.items(), key=lambda page: not parts_of(kinds()[page[0][0]])))


def moved_keys(before, after):
    """The fewest keys whose move explains the order."""
    both = set(before) & set(after)
    old = {key: place for place, key in enumerate(key for key in before if key in both)}
    stays = longest_increasing([old[key] for key in after if key in both])
    return [key for key, place in old.items() if place not in stays]


def page_of(label, key):
    """Return the id of the page in whose form a row stands: its own, or an owner's."""
    kind = kinds()[label]
    while not history.is_page(kind.model):
        key, kind = kind.owner_key(key), kind_of(kind.owner.related_model)
    return kind.label, key


# Making a plan


def plan(parcel, *, overwrite=False, prune=False, only=None):
    """Return the Plan of applying a Parcel, and what is wrong with it; write nothing.

    With `overwrite`, what persons changed since is not kept. With `prune`, rows go that the file
    covers and does not tell of, as far as nothing else needs them. `only` are the ids of the pages
    that it is limited to. Faults that only the database can find are found by applying.
    """
    faults, refused = [], set()
    items = items_of(parcel.entries(), faults, refused)
    keys = Keys()
    pks = {}
    for label, kind in kinds().items():
        pks[label] = {key: pk for pk, key in keys[kind.model].items()}
    memory = Memory(items)
    items = follow_renames(items, memory, keys)
    result = Plan(parcel.name, keys, pks, items, faults=faults)
    if not overwrite:
        _leave_out_gone(result, memory)
    _leave_out(result, refused)
    faults += _unknown_references(result, refused)
    others = untold(_scope(parcel, faults), result.items, pks)
    if only is not None:
        only = _with_what_they_name(only, result)
        result.items = {id: each for id, each in result.items.items() if page_of(*id) in only}
    _compare(result, memory, overwrite)
    if prune:
        _delete(result, can_go(_within(only, others, result), result))
    result.left = sum(map(len, others.values())) - result.counts["delete"]
    _arrange(result, memory, overwrite)
    return result


def _scope(parcel, faults):
    return None if faults else parcel.scope


def _leave_out_gone(plan, memory):
    """Rows that a file once told of and that are here no more: somebody deleted them."""
    here = plan.pks
    gone = {
        id
        for id, item in plan.items.items()
        if memory.knows(item) and item.key not in here[item.kind.label]
    }
    for item in _leave_out(plan, gone):
        plan.kept.append(Kept(item.id, "", None, item.values))


def _leave_out(plan, ids):
    """Take out items, and new ones that cannot be without them; return all of these.

    A new film can be without its poster, a credit not without its film.
    """
    left_out = []
    ids = set(ids)
    for id, item in plan.items.items():
        is_here = item.key in plan.pks[item.kind.label]
        lost = [] if is_here else [name for name, other in item.references() if other in ids]
        if id in ids or any(not item.kind.can_lack(name) for name in lost):
            ids.add(id)
            left_out.append(item)
        item.values = {name: value for name, value in item.values.items() if name not in lost}
    for item in left_out:
        del plan.items[item.id]
    return left_out


def _unknown_references(plan, refused):
    gone = refused.union(plan.gone())
    for item in plan.items.values():
        for name, (label, key) in item.references():
            is_known = (label, key) in plan.items or key in plan.pks[label]
            if not is_known and (label, key) not in gone:
                wanted = kinds()[label].name
                yield Fault(item.place, name, f"no {wanted} is known as {', '.join(key)}")


def _with_what_they_name(only, plan):
    """Return the ids of pages with those of new pages that they cannot be made without."""
    items = {}
    for item in plan.items.values():
        items.setdefault(page_of(*item.id), []).append(item)
    needed, waiting = set(), list(only)
    while waiting:
        page = waiting.pop()
        needed.add(page)
        for item in items.get(page, ()):
            named = (id for _, id in item.references() if id[1] not in plan.pks[id[0]])
            waiting += {page_of(*id) for id in named} - needed
    return needed


def _compare(plan, memory, overwrite):
    gone = plan.gone()
    for label, kind in kinds().items():
        items = [item for item in plan.items.values() if item.kind is kind]
        pks = plan.pks[label]
        # Creations first: of what is new nothing must be read.
        for item in items:
            if item.key not in pks:
                plan.steps[item.id] = Step(
                    kind, item.key, None, _without_place(kind, item.values), item
                )
        known = {pks[item.key]: item for item in items if item.key in pks}
        for some in in_portions(known):
            rows = kind.model._base_manager.in_bulk(some)
            for pk in some:
                before = _without_place(kind, values_of(kind, rows[pk], plan.keys))
                _compare_row(plan, known[pk], before, None if overwrite else memory, gone)


def _without_place(kind, values):
    """Parts are ordered as a whole, see _arrange()."""
    if not kind.is_ordered:
        return values
    return {name: value for name, value in values.items() if name != POSITION}


def _compare_row(plan, item, before, memory, gone):
    """Plan what becomes of a row; by a `memory`, what persons changed is kept."""
    kind, named = item.kind, dict(item.references())
    after = _without_place(kind, item.values)
    for name, checksum in kind.checksums.items():
        if before.get(checksum) == after.get(checksum):
            # The same file, under whatever name.
            after = after | {name: before.get(name)}
    for name in kind.fields:
        here, told = before.get(name), after.get(name)
        if here == told or memory is None:
            continue
        if named.get(name) in gone or memory.is_edited(item, name, before):
            plan.kept.append(Kept(item.id, name, here, told))
            after = {**after, name: here}
    after = {name: value for name, value in after.items() if value is not None}
    if before == after:
        plan.same += 1
    else:
        plan.steps[item.id] = Step(kind, item.key, before, after, item)


def _within(only, rows, plan):
    """Return those of some rows, {label: primary keys}, that stand on the pages of `only`."""
    if only is None:
        return rows
    return {
        label: {pk for pk in pks if page_of(label, plan.keys[kinds()[label].model][pk]) in only}
        for label, pks in rows.items()
    }


def _delete(plan, going):
    for label, pks in going.items():
        kind = kinds()[label]
        known = plan.keys[kind.model]
        for some in in_portions(sorted(pks, key=known.__getitem__)):
            rows = kind.model._base_manager.in_bulk(some)
            for pk in some:
                before = _without_place(kind, values_of(kind, rows[pk], plan.keys))
                plan.steps[label, known[pk]] = Step(kind, known[pk], before, None)


# Order


def _arrange(plan, memory, overwrite):
    for label, kind in kinds().items():
        if not kind.is_ordered:
            continue
        told = {}
        for item in plan.items.values():
            if item.kind is kind:
                told.setdefault(kind.owner_key(item.key), []).append(item)
        here = order_here(kind, told, plan)
        for owner, items in told.items():
            _arrange_parts(plan, label, owner, items, here[owner], memory, overwrite)


def _arrange_parts(plan, label, owner, items, here, memory, overwrite):
    goes = {key for key in here if (step := plan.steps.get((label, key))) and step.after is None}
    here = [key for key in here if key not in goes]
    told = told_order(items)
    wanted = merged(told, here)
    if moved_keys(here, wanted) and not overwrite and is_reordered(items, here, memory):
        plan.kept.append(Kept((kinds()[label].owner_label, owner), label, here, told))
        wanted = merged(here, told)
    if wanted != here:
        plan.orders[label, owner] = wanted
        plan.former[label, owner] = here


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


def told_order(items):
    """The keys of items as their file orders them."""
    return [item.key for item in sorted(items, key=lambda item: item.position)]


def order_here(kind, owners, plan):
    """{owner's key: keys of its parts, as they stand here} but for those that go."""
    pks = plan.pks[kind.owner_label]
    names = plan.keys[kind.model]
    rows = []
    for some in in_portions([pks[owner] for owner in owners if owner in pks]):
        parts = kind.model._base_manager.filter(**{f"{kind.owner.name}__in": some}).order_by()
        rows += parts.values_list(POSITION, "pk")
    standing = defaultdict(list)
    for _, pk in sorted(rows):
        standing[kind.owner_key(names[pk])].append(names[pk])
    return standing


def is_reordered(items, here, memory):
    """Whether a person has changed the order in which a file last told of these parts."""
    places = {item.key: memory.place(item) for item in items if memory.place(item) is not None}
    now = [key for key in here if key in places]
    return now != sorted(now, key=places.__getitem__)
