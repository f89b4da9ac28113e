"""Report a plan, in words and as data, to whoever decides whether to apply it."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from django.utils.text import capfirst

from editorial.differences import Names, RowChange, differences

from .content_models import POSITION, content_models, default_of, values_of
from .planning import page_of

ACTIONS = {"create": "created", "change": "changed", "delete": "deleted"}
STAYS = {"keep": "kept", "same": "unchanged", "left": "not in the file"}
MARKS = {"create": "+", "change": "~", "delete": "-", "added": "+", "removed": "-", "changed": "~"}


# Of what stays, on either side of a change, in a line: characters.
CONTEXT = 30


# As text


def as_text(plan):
    """Yield the lines of a plan: what changes, which local edits are kept, and counts."""
    changes = PageChanges(plan)
    for page in changes.of_pages():
        key = ", ".join(page.id[1])
        yield f"{MARKS[page.action]} {page.content_model.name} {page.name} ({key})"
        if page.action == "change":
            yield from _changes(page.changes)
        elif page.children:
            yield f"    {page.children_in_words}"
    for sentence in changes.local_edits():
        yield f"! {sentence}"
    if plan.local_edits:
        yield "  Local edits are kept; --overwrite replaces them with the file's values."
    yield f"{capfirst(in_words(plan.counts))}."


def _changes(changes):
    for change in changes:
        moved = f"moved from {change.moved[0]} to {change.moved[1]}" if change.moved else ""
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
    declared = [f"{counts[action]:,} {done}" for action, done in ACTIONS.items() if counts[action]]
    declared = declared or ["no changes"]
    declared += [f"{counts[stays]:,} {words}" for stays, words in STAYS.items() if counts[stays]]
    return ", ".join(declared)


# As JSON


def as_json(plan):
    """Return a plan as plain data: rows with their fields, orders, local edits and counts.

    Scripts read it, so its keys stay as they are.
    """
    return {
        "name": plan.name,
        "counts": plan.counts,
        "rows": [_row(step) for step in plan.steps.values()],
        "orders": [
            {
                "model": label,
                "owner": list(parent),
                "before": plan.former[label, parent],
                "after": keys,
            }
            for (label, parent), keys in plan.orders.items()
        ],
        "kept": [
            {
                "model": k.id[0],
                "key": list(k.id[1]),
                "field": k.field,
                "here": k.here,
                "told": k.declared,
            }
            for k in plan.local_edits
        ],
        "faults": [
            {"place": each.place, "field": each.field, "problem": each.problem}
            for each in plan.errors
        ],
    }


def stamp(plan):
    """A digest that shows whether a plan is still the one that was reviewed."""
    return hashlib.sha256(json.dumps(as_json(plan)).encode()).hexdigest()


def _row(step):
    before, after = step.before or {}, step.after or {}
    return {
        "model": step.content_model.label,
        "key": list(step.key),
        "action": step.action,
        "fields": {
            name: {"before": before.get(name), "after": after.get(name)} for name in step.changed
        },
    }


# What becomes of each page


@dataclass
class PageChange:
    """What becomes of one page: the differences in its row and its children.

    Of a page that comes or goes, `children` counts those of each model that come and go with it.
    """

    id: tuple
    name: str
    action: str
    changes: list = field(default_factory=list)
    children: Counter = field(default_factory=Counter)

    @property
    def content_model(self):
        return content_models()[self.id[0]]

    @property
    def children_in_words(self):
        return ", ".join(_number_of(*each) for each in self.children.items())


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
        page.children = Counter(step.content_model for step in steps if step is not own)
        return page

    def _move(self, page):
        """The move of a page that is one of several in an order, as a review among others."""
        label, key = page.id
        if page.id not in self.moved:
            return []
        for (other, parent), keys in self.plan.orders.items():
            if other == label and key in keys:
                places = (self.plan.former[other, parent].index(key) + 1, keys.index(key) + 1)
                return [RowChange("", page.name, "moved", moved=places)]
        return []

    @cached_property
    def moved(self):
        return set(self.plan.moved())

    @cached_property
    def orders(self):
        """{id of a page: the orders of its children that change}."""
        found = {}
        for (label, parent), keys in self.plan.orders.items():
            page = page_of(label, keys[0])
            if page[0] != label:
                found.setdefault(page, []).append((label, parent))
        return found

    # States, as history knows them

    def _states(self, page, steps):
        """The page's rows before and after, as far as they differ: its own row first."""
        before, after = {}, {}
        own = self.plan.steps.get(page)
        if own is None:
            before[page] = after[page] = self._row(page, self._here(page))
        for step in sorted(steps, key=lambda step: step is not own):
            # A row that is created or deleted is shown without its defaults.
            row = self._row if step.action == "change" else self._bare_row
            if step.before is not None:
                before[step.id] = row(step.id, step.before)
            if step.after is not None:
                after[step.id] = row(step.id, step.after)
        for label, parent in self.orders.get(page, ()):
            self._place(label, self.plan.former[label, parent], before)
            self._place(label, self.plan.orders[label, parent], after)
        return list(before.values()), list(after.values())

    def _here(self, id):
        """The values of a row that stays as it is."""
        label, key = id
        if id in self.plan.items:
            return self.plan.items[id].values
        content_model = content_models()[label]
        row = content_model.rows.get(pk=self.plan.pks[label][key])
        return values_of(content_model, row, self.plan.keys)

    def _place(self, label, keys, rows):
        for place, key in enumerate(keys, start=1):
            id = label, key
            row = rows.get(id) or self._row(id, self._here(id))
            rows[id] = row | {"fields": row["fields"] | {POSITION: place}}

    def _row(self, id, values):
        fields = content_models()[id[0]].fields
        return self._bare_row(id, {name: default_of(fields[name]) for name in fields} | values)

    def _bare_row(self, id, values):
        label, key = id
        fields = {}
        for name, value in values.items():
            each = content_models()[label].fields[name]
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

    # Local edits

    def local_edits(self):
        """Return a sentence for each value that a person changed, and that stays."""
        local_edits = self.plan.local_edits
        # A row that is deleted here is named as the file has it.
        rows = [self._row(k.id, self._here(k.id) if k.field else k.declared) for k in local_edits]
        declared = [state for each in local_edits if _is_value(each) for state in self._both(each)]
        names = Names([*rows, *declared])
        return [
            self._sentence(each, row, names) for each, row in zip(local_edits, rows, strict=True)
        ]

    def _both(self, edit):
        """The row as if it differed from the file's in this one value."""
        others = {n: value for n, value in self._here(edit.id).items() if n != edit.field}
        values = ({} if v is None else {edit.field: v} for v in (edit.here, edit.declared))
        return [self._row(edit.id, others | each) for each in values]

    def _sentence(self, edit, row, names):
        content_model = content_models()[edit.id[0]]
        named = f"{content_model.name} {names.of_row(row)}"
        if not edit.field:
            return f"{named} was deleted here after the last import: it stays deleted"
        if not _is_value(edit):
            children = content_models()[edit.field].model._meta.verbose_name_plural
            return f"{named}: the order of its {children} was changed here since the last import"
        [change] = differences(*([state] for state in self._both(edit)), names)
        declared = "; ".join(f"{each.label}: {in_a_line(each)}" for each in change.fields)
        return f"{named} was edited here since the last import. The file has {declared}"


def _is_value(edit):
    """Whether it is a value of the row: not the row itself, nor the order of its children."""
    return edit.field in content_models()[edit.id[0]].fields


def _number_of(content_model, number):
    name = content_model.name if number == 1 else content_model.model._meta.verbose_name_plural
    return f"{number:,} {name}"


def in_a_line(change):
    """A FieldChange in one line: both values, or the words that differ with some around them."""
    if not change.before or not change.after or not any(tag == "equal" for tag, _ in change.pieces):
        return f"{_quoted(change.before)} → {_quoted(change.after)}"
    declared = []
    for place, (tag, words) in enumerate(change.pieces):
        words = " ".join(words.split("\n"))
        if tag == "equal":
            declared.append(_shortened(words, place, len(change.pieces)))
        else:
            declared.append(f"[-{words}-]" if tag == "delete" else f"{{+{words}+}}")
    return "".join(declared)


def _shortened(words, place, count):
    head = words[:CONTEXT] if place else ""
    tail = words[-CONTEXT:] if place < count - 1 else ""
    return (
        words
        if len(words) <= len(head + tail)
        else f"{head} … {tail}".strip(" " if not head else "")
    )


def _quoted(value):
    text = " ".join(str(value).split())
    return f"“{text[:200]}{'…' if len(text) > 200 else ''}”" if text else "nothing"
