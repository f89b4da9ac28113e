"""A plan in words, for whoever decides whether it is carried out."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from editorial.differences import FieldChange, Names, RowChange, differences, word_differences

from .kinds import POSITION, kinds
from .planning import page_of
from .values import default_of, values_of

ACTIONS = {"create": "created", "change": "changed", "delete": "deleted"}
MARKS = {"create": "+", "change": "~", "delete": "-", "added": "+", "removed": "-", "changed": "~"}
# Of what stays, on either side of a change, in a line: characters.
AROUND = 30


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
        return kinds()[self.id[0]].name


class Telling:
    """The pages of a plan, one by one, with the names of what they name."""

    def __init__(self, plan):
        self.plan = plan
        self._new = {}

    def pages(self):
        """Yield a PageChange for each page: those that come, then those that change or go."""
        pages = self.plan.pages()
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
        for (other, owner), keys in self.plan.orders.items():
            if other == label and key in keys and page.id in self.moved:
                places = (self.plan.former[other, owner].index(key) + 1, keys.index(key) + 1)
                return [RowChange("", page.name, "moved", moved=places)]
        return []

    @cached_property
    def moved(self):
        return set(self.plan.moved())

    # States, as history knows them

    def _states(self, page, steps):
        """The page's rows before and after, as far as they differ: its own row first."""
        before, after = {}, {}
        own = self.plan.steps.get(page)
        if own is None:
            before[page] = after[page] = self._row(page, self._here(page))
        for step in sorted(steps, key=lambda step: step is not own):
            if step.before is not None:
                before[step.id] = self._row(step.id, step.before)
            if step.after is not None:
                after[step.id] = self._row(step.id, step.after)
        for (label, owner), keys in self.plan.orders.items():
            if keys and page_of(label, keys[0]) == page and page[0] != label:
                self._place(label, self.plan.former[label, owner], before)
                self._place(label, keys, after)
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
        label, key = id
        fields = {}
        for name, each in kinds()[label].fields.items():
            value = values.get(name, default_of(each))
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


# As text


def as_text(plan):
    """Yield the lines of a plan: what changes, what is kept, and how much of each there is."""
    for page in Telling(plan).pages():
        yield f"{MARKS[page.action]} {page.kind} {page.name} ({', '.join(page.id[1])})"
        if page.action == "change":
            yield from _changes(page.changes)
        elif page.parts:
            yield f"    {', '.join(_number_of(*each) for each in page.parts.items())}"
    for kept in plan.kept:
        yield f"! {_kept(kept)}"
    if plan.kept:
        yield "  Such values stay as they are here; --overwrite takes those of the file."
    yield _counts(plan)


def _number_of(kind, number):
    name = kind.name if number == 1 else kind.model._meta.verbose_name_plural
    return f"{number:,} {name}"


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
            yield from (f"{indent}{each.label}: {_difference(each)}" for each in change.fields)


def _difference(change):
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


def _kept(kept):
    label, key = kept.id
    named = f"{kinds()[label].name} {', '.join(key)}"
    if not kept.field:
        return f"{named} was deleted here since it was last imported: it stays away"
    if kept.field in kinds():
        parts = kinds()[kept.field].model._meta.verbose_name_plural
        return f"{named}: the order of its {parts} was changed here since the last import"
    default = default_of(kinds()[label].fields[kept.field])
    here, told = (default if each is None else each for each in (kept.here, kept.told))
    change = FieldChange(
        "", _shown(here), _shown(told), word_differences(_shown(here), _shown(told))
    )
    return f"{named}, {kept.field} was changed here since the last import: {_difference(change)}"


def _shown(value):
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _counts(plan):
    counts = plan.counts
    told = [f"{counts[action]:,} {done}" for action, done in ACTIONS.items()]
    told += [f"{counts['keep']:,} kept", f"{counts['same']:,} the same"]
    told += [f"{counts['left']:,} here that the file does not tell of"]
    return ", ".join(told) + "."


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
