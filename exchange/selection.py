"""Which rows travel: everything, or what has been chosen with all that it reaches.

And which rows go: those that a file covers and does not tell of, and that nothing else needs.
"""

from collections import defaultdict

from django.db.models import Q

from .content_models import in_portions, kinds, parts_of
from .hooks import named_by

EVERYTHING = "everything"


class UnknownChoice(Exception):
    """What was chosen is not there; the message says what could be."""


def selected(choices):
    """Return {label: primary keys} of the rows that choices name, and of all that they reach.

    A choice is a kind, such as `genre`, or one row of it, `franchise:lost-bullet`. Without any,
    or by `everything`, all rows are selected. Raises UnknownChoice.
    """
    if not choices or EVERYTHING in choices:
        return {label: set(kind.keys_here()) for label, kind in kinds().items()}
    return reached(_chosen(choices))


def _chosen(choices):
    rows = defaultdict(set)
    for choice in choices:
        name, _, key = choice.partition(":")
        kind = _kind_called(name)
        found = {pk for pk, known in kind.keys_here().items() if not key or "/".join(known) == key}
        if key and not found:
            raise UnknownChoice(f"There is no {kind.name} known as {key}.")
        rows[kind.label] |= found
    return rows


def _kind_called(name):
    names = {label.partition(".")[2]: kind for label, kind in kinds().items()} | kinds()
    if name.lower() not in names:
        known = ", ".join(sorted(label.partition(".")[2] for label in kinds()))
        raise UnknownChoice(f"{name} is no kind of content. There are: {known}.")
    return names[name.lower()]


def reached(rows):
    """Return {label: primary keys} of rows with their parts and all that they name."""
    found, new = defaultdict(set), rows
    while any(new.values()):
        for label, keys in new.items():
            found[label] |= keys
        reach = defaultdict(set)
        for label, keys in new.items():
            for other, key in _next_to(kinds()[label], keys):
                reach[other].add(key)
        new = {label: keys - found[label] for label, keys in reach.items()}
    return found


def _next_to(kind, keys):
    for some in in_portions(keys):
        rows = kind.model._base_manager.filter(pk__in=some).order_by()
        for field in kind.references.values():
            named = rows.exclude(Q(**{field.name: None})).values_list(field.attname, flat=True)
            label = field.related_model._meta.label_lower
            yield from ((label, key) for key in named.distinct())
        for row in named_by(kind.model, rows):
            yield row._meta.label_lower, row.pk
        for part in parts_of(kind):
            parts = part.model._base_manager.filter(**{f"{part.owner.name}__in": some})
            yield from ((part.label, key) for key in parts.values_list("pk", flat=True))


# Pruning


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
