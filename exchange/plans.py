"""A plan: what is to be done, row by row, and what is left as it is."""

from collections import Counter
from dataclasses import dataclass, field

from editorial import history
from editorial.differences import longest_increasing

from .items import Item
from .kinds import Keys, Kind, kind_of, kinds
from .selection import parts_of


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
