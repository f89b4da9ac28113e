"""Report a plan, in words and as data, to whoever decides whether it is carried out."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from django.utils.text import capfirst

from editorial.differences import Names, RowChange, differences

from .content_models import POSITION, default_of, kinds, values_of
from .planning import page_of

ACTIONS = {"create": "created", "change": "changed", "delete": "deleted"}
STAYS = {"keep": "kept", "same": "the same", "left": "here that the file does not tell of"}
MARKS = {"create": "+", "change": "~", "delete": "-", "added": "+", "removed": "-", "changed": "~"}


# Of what stays, on either side of a change, in a line: characters.
AROUND = 30


# As text


def as_text(plan):
    """Yield the lines of a plan: what changes, what is kept, and how much of each there is."""
    changes = PageChanges(plan)
    for page in changes.of_pages():
        yield f"{MARKS[page.action]} {page.kind.name} {page.name} ({', '.join(page.id[1])})"
        if page.action == "change":
            yield from _changes(page.changes)
        elif page.parts:
            yield f"    {page.parts_in_words}"
    for kept in changes.kept():
        yield f"! {kept}"
    if plan.kept:
        yield "  Such values stay as they are here; --overwrite takes those of the file."
    yield f"{capfirst(in_words(plan.counts))}."


def _changes(changes):
    for change in changes:
        moved = f"from place {change.moved[0]} to {change.moved[1]}" if change.moved else ""
        if change.kind:
            mark = MARKS.get(change.action, "~")
            yield f"    {mark} {change.kind}: {change.name}{f' ({moved})' if moved else ''}"
        elif moved:
            yield f"    {moved}"
        if not change.kind or change.action == "changed":
            indent = "      " if change.kind else "    "
            yield from (f"{indent}{each.label}: {in_a_line(each)}" for each in change.fields)


def in_words(counts):
    """The counts of a plan in a line, without those that are 0."""
    told = [f"{counts[action]:,} {done}" for action, done in ACTIONS.items() if counts[action]]
    told = told or ["no changes"]
    told += [f"{counts[stays]:,} {words}" for stays, words in STAYS.items() if counts[stays]]
    return ", ".join(told)


# As JSON


def as_json(plan):
    """Return a plan as plain data: rows with their fields, orders, what is kept and counts."""
    return {
        "name": plan.name,
        "counts": plan.counts,
        "rows": [_row(step) for step in plan.steps.values()],
        "orders": [
            {
                "model": label,
                "owner": list(owner),
                "before": plan.former[label, owner],
                "after": keys,
            }
            for (label, owner), keys in plan.orders.items()
        ],
        "kept": [
            {
                "model": k.id[0],
                "key": list(k.id[1]),
                "field": k.field,
                "here": k.here,
                "told": k.told,
            }
            for k in plan.kept
        ],
        "faults": [
            {"place": each.place, "field": each.field, "problem": each.problem}
            for each in plan.faults
        ],
    }


def stamp(plan):
    """By what it is known that a plan is still the one that was read."""
    return hashlib.sha256(json.dumps(as_json(plan)).encode()).hexdigest()


def _row(step):
    before, after = step.before or {}, step.after or {}
    return {
        "model": step.kind.label,
        "key": list(step.key),
        "action": step.action,
        "fields": {
            name: {"before": before.get(name), "after": after.get(name)} for name in step.changed
        },
    }


# What becomes of each page


@dataclass
class PageChange:
    """What becomes of one page: the differences in its row and in its parts.

    Of a page that comes or goes, `parts` counts those of each kind that come and go with it.
    """

    id: tuple
    name: str
    action: str
    changes: list = field(default_factory=list)
    parts: Counter = field(default_factory=Counter)

    @property
    def kind(self):
        return kinds()[self.id[0]]

    @property
    def parts_in_words(self):
        return ", ".join(_number_of(*each) for each in self.parts.items())


class PageChanges:
    """What becomes of the pages of a plan, with the names of what their rows name."""

    def __init__(self, plan):
        self.plan = plan
        self._new = {}

    def of_pages(self, most=None):
        """Yield a PageChange for each page, or of `most` pages: those that others name first."""
        pages = dict(islice(self.plan.pages().items(), most))
        states = {id: self._states(id, steps) for id, steps in pages.items()}
        rows = [row for both in states.values() for state in both for row in state]
        names = Names([*rows, *self._named_and_new(pages)])
        for id, steps in pages.items():
            page = self._page(id, steps, *states[id], names)
            if page.changes:
                yield page

    def _page(self, id, steps, before, after, names):
        own = self.plan.steps.get(id)
        action = own.action if own else "change"
        page = PageChange(id, names.of_row((after or before)[0]), action)
        page.changes = differences(before, after, names) or self._move(page)
        page.parts = Counter(step.kind for step in steps if step is not own)
        return page

    def _move(self, page):
        """The move of a page that is one of several in an order, as a review among others."""
        label, key = page.id
        if page.id not in self.moved:
            return []
        for (other, owner), keys in self.plan.orders.items():
            if other == label and key in keys:
                places = (self.plan.former[other, owner].index(key) + 1, keys.index(key) + 1)
                return [RowChange("", page.name, "moved", moved=places)]
        return []

    @cached_property
    def moved(self):
        return set(self.plan.moved())

    @cached_property
    def orders(self):
        """{id of a page: the orders of its parts that change}."""
        found = {}
        for (label, owner), keys in self.plan.orders.items():
            page = page_of(label, keys[0])
            if page[0] != label:
                found.setdefault(page, []).append((label, owner))
        return found

    # States, as history knows them

    def _states(self, page, steps):
        """The page's rows before and after, as far as they differ: its own row first."""
        before, after = {}, {}
        own = self.plan.steps.get(page)
        if own is None:
            before[page] = after[page] = self._row(page, self._here(page))
        for step in sorted(steps, key=lambda step: step is not own):
            # What comes or goes is told without its defaults.
            row = self._row if step.action == "change" else self._bare_row
            if step.before is not None:
                before[step.id] = row(step.id, step.before)
            if step.after is not None:
                after[step.id] = row(step.id, step.after)
        for label, owner in self.orders.get(page, ()):
            self._place(label, self.plan.former[label, owner], before)
            self._place(label, self.plan.orders[label, owner], after)
        return list(before.values()), list(after.values())

    def _here(self, id):
        """The values of a row that stays as it is."""
        label, key = id
        if id in self.plan.items:
            return self.plan.items[id].values
        kind = kinds()[label]
        row = kind.model._base_manager.get(pk=self.plan.pks[label][key])
        return values_of(kind, row, self.plan.keys)

    def _place(self, label, keys, rows):
        for place, key in enumerate(keys, start=1):
            id = label, key
            row = rows.get(id) or self._row(id, self._here(id))
            rows[id] = row | {"fields": row["fields"] | {POSITION: place}}

    def _row(self, id, values):
        fields = kinds()[id[0]].fields
        return self._bare_row(id, {name: default_of(fields[name]) for name in fields} | values)

    def _bare_row(self, id, values):
        label, key = id
        fields = {}
        for name, value in values.items():
            each = kinds()[label].fields[name]
            if each.many_to_one and value is not None:
                value = self._pk(each.related_model._meta.label_lower, tuple(value))
            fields[name] = value
        return {"model": label, "pk": self._pk(label, key), "fields": fields}

    def _pk(self, label, key):
        """The primary key of a row; of one that is yet to be made, a negative stand-in."""
        known = self.plan.pks[label].get(key)
        return known or self._new.setdefault((label, key), -1 - len(self._new))

    def _named_and_new(self, pages):
        """The rows yet to be made that those of some pages name."""
        found = {}
        for steps in pages.values():
            for step in steps:
                for _, id in step.item.references() if step.item else ():
                    new = self.plan.steps.get(id)
                    if new and new.before is None:
                        found[id] = self._row(id, new.after)
        return found.values()

    # What is kept

    def kept(self):
        """Return a sentence for each value that a person changed, and that stays."""
        kept = self.plan.kept
        # A row that is deleted here is named as the file has it.
        rows = [self._row(k.id, self._here(k.id) if k.field else k.told) for k in kept]
        told = [state for each in kept if _is_value(each) for state in self._both(each)]
        names = Names([*rows, *told])
        return [self._kept(each, row, names) for each, row in zip(kept, rows, strict=True)]

    def _both(self, kept):
        """The row as if it differed from the file's in this one value."""
        others = {n: value for n, value in self._here(kept.id).items() if n != kept.field}
        values = ({} if v is None else {kept.field: v} for v in (kept.here, kept.told))
        return [self._row(kept.id, others | each) for each in values]

    def _kept(self, kept, row, names):
        kind = kinds()[kept.id[0]]
        named = f"{kind.name} {names.of_row(row)}"
        if not kept.field:
            return f"{named} was deleted here since it was last imported: it stays away"
        if not _is_value(kept):
            parts = kinds()[kept.field].model._meta.verbose_name_plural
            return f"{named}: the order of its {parts} was changed here since the last import"
        [change] = differences(*([state] for state in self._both(kept)), names)
        told = "; ".join(f"{each.label}: {in_a_line(each)}" for each in change.fields)
        return f"{named} was changed here since the last import. The file would have {told}"


def _is_value(kept):
    """Whether it is a value of the row: not the row itself, nor the order of its parts."""
    return kept.field in kinds()[kept.id[0]].fields


def _number_of(kind, number):
    name = kind.name if number == 1 else kind.model._meta.verbose_name_plural
    return f"{number:,} {name}"


def in_a_line(change):
    """A FieldChange in one line: both values, or the words that differ with some around them."""
    if not change.before or not change.after or not any(tag == "equal" for tag, _ in change.pieces):
        return f"{_quoted(change.before)} → {_quoted(change.after)}"
    told = []
    for place, (tag, words) in enumerate(change.pieces):
        words = " ".join(words.split("\n"))
        if tag == "equal":
            told.append(_shortened(words, place, len(change.pieces)))
        else:
            told.append(f"[-{words}-]" if tag == "delete" else f"{{+{words}+}}")
    return "".join(told)


def _shortened(words, place, count):
    head = words[:AROUND] if place else ""
    tail = words[-AROUND:] if place < count - 1 else ""
    return (
        words
        if len(words) <= len(head + tail)
        else f"{head} … {tail}".strip(" " if not head else "")
    )


def _quoted(value):
    text = " ".join(str(value).split())
    return f"“{text[:200]}{'…' if len(text) > 200 else ''}”" if text else "nothing"
