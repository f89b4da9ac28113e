"""A plan in words and as data, for whoever decides whether it is carried out."""

import hashlib
import json

from django.utils.text import capfirst

from .page_changes import PageChanges, in_a_line

ACTIONS = {"create": "created", "change": "changed", "delete": "deleted"}
STAYS = {"keep": "kept", "same": "the same", "left": "here that the file does not tell of"}
MARKS = {"create": "+", "change": "~", "delete": "-", "added": "+", "removed": "-", "changed": "~"}


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
