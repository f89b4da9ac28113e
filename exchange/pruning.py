"""Rows here that a file does not tell of: which of them it claims to tell of, and which can go."""

from collections import defaultdict

from .hooks import named_by
from .kinds import kinds
from .selection import EVERYTHING, UnknownChoice, in_portions, parts_of, selected


def untold(scope, items, pks):
    """Return {label: primary keys} of rows that a file covers and does not tell of.

    `scope` is the choices of selection.py that it covers; None of a file that does not say: then
    it covers the parts of the rows that it tells of.
    """
    told = defaultdict(set)
    for item in items.values():
        if item.key in pks[item.kind.label]:
            told[item.kind.label].add(pks[item.kind.label][item.key])
    covered = _parts_below(told) if scope is None else _covered(scope)
    return {label: covered.get(label, set()) - told[label] for label in kinds()}


def _covered(scope):
    if EVERYTHING in scope:
        return selected(scope)
    covered = defaultdict(set)
    for choice in scope:
        try:
            found = selected([choice])
        except UnknownChoice:
            continue  # It comes with the file.
        for label, keys in found.items():
            covered[label] |= keys
    return covered


def _parts_below(rows):
    found = defaultdict(set)
    for label, kind in kinds().items():
        for part in parts_of(kind):
            for some in in_portions(rows[label] | found[label]):
                below = part.model._base_manager.filter(**{f"{part.owner.name}__in": some})
                found[part.label].update(below.values_list("pk", flat=True))
    return found


def can_go(rows, plan):
    """Return those of the untold rows that nothing which stays would miss."""
    going = {label: set(keys) for label, keys in rows.items()}
    for item in plan.items.values():
        for _, (label, key) in item.references():
            going[label].discard(plan.pks[label].get(key))
    for label, key in plan.kept_references():
        going[label].discard(plan.pks[label].get(key))
    while _spare(going, plan):
        pass
    return {label: keys for label, keys in going.items() if keys}


def _spare(going, plan):
    """Take out what a row that stays names, or is an untold part of; tell whether anything was."""
    before = sum(map(len, going.values()))
    for label, kind in reversed(kinds().items()):
        for field in kind.references.values():
            target = field.related_model._meta.label_lower
            going[target] -= _named(kind, field, going, plan)
        if any(going.values()):
            stays = kind.model._base_manager.exclude(pk__in=going[label])
            for row in named_by(kind.model, stays):
                going[row._meta.label_lower].discard(row.pk)
    for label, kind in kinds().items():
        if kind.owner:
            going[label] -= _parts_of_untold(kind, going, plan)
    return sum(map(len, going.values())) < before


def _named(kind, field, going, plan):
    """The rows that might go and that rows of a kind which stay name."""
    named = set()
    for some in in_portions(going[field.related_model._meta.label_lower]):
        rows = kind.model._base_manager.filter(**{f"{field.name}__in": some})
        for pk, target in rows.values_list("pk", field.attname):
            is_told = (kind.label, plan.keys[kind.model][pk]) in plan.items
            if pk not in going[kind.label] and not is_told:
                named.add(target)
    return named


def _parts_of_untold(kind, going, plan):
    """Parts whose owner stays although the file does not tell of it: it stays whole."""
    owners = plan.keys[kind.owner.related_model]
    label = kind.owner_label
    parts = set()
    for some in in_portions(going[kind.label]):
        rows = kind.model._base_manager.filter(pk__in=some)
        for pk, owner in rows.values_list("pk", kind.owner.attname):
            if owner not in going[label] and (label, owners[owner]) not in plan.items:
                parts.add(pk)
    return parts
