"""Which rows travel: everything, or what has been chosen with all that it reaches.

And which rows pruning deletes: those that a file covers and does not contain, and that nothing
else needs.
"""

from collections import defaultdict

from django.db.models import Q

from .content_models import children_of, content_models, in_batches
from .hooks import references_in

EVERYTHING = "everything"


class UnknownChoice(Exception):
    """The choice does not exist; the message says what there is."""


def selected(choices):
    """Return {label: primary keys} of the rows that choices name, and of all that they reach.

    A choice is a model, such as `genre`, or one row of it, `franchise:lost-bullet`. Without any,
    or by `everything`, all rows are selected. Raises UnknownChoice.
    """
    if not choices or EVERYTHING in choices:
        return {
            label: set(content_model.keys_here())
            for label, content_model in content_models().items()
        }
    return reached(_chosen(choices))


def _chosen(choices):
    rows = defaultdict(set)
    for choice in choices:
        name, _, key = choice.partition(":")
        content_model = _content_model_named(name)
        found = {
            pk
            for pk, known in content_model.keys_here().items()
            if not key or "/".join(known) == key
        }
        if key and not found:
            raise UnknownChoice(f"There is no {content_model.name} with the key {key}.")
        rows[content_model.label] |= found
    return rows


def _content_model_named(name):
    names = {
        label.partition(".")[2]: content_model for label, content_model in content_models().items()
    } | content_models()
    if name.lower() not in names:
        known = ", ".join(sorted(label.partition(".")[2] for label in content_models()))
        raise UnknownChoice(f"{name} is not a content model. Choose one of: {known}.")
    return names[name.lower()]


def reached(rows):
    """Return {label: primary keys} of rows with their children and all that they refer to."""
    found, new = defaultdict(set), rows
    while any(new.values()):
        for label, keys in new.items():
            found[label] |= keys
        reach = defaultdict(set)
        for label, keys in new.items():
            for other, key in _next_to(content_models()[label], keys):
                reach[other].add(key)
        new = {label: keys - found[label] for label, keys in reach.items()}
    return found


def _next_to(content_model, keys):
    for some in in_batches(keys):
        rows = content_model.rows.filter(pk__in=some).order_by()
        for field in content_model.references.values():
            named = rows.exclude(Q(**{field.name: None})).values_list(field.attname, flat=True)
            label = field.related_model._meta.label_lower
            yield from ((label, key) for key in named.distinct())
        for row in references_in(content_model.model, rows):
            yield row._meta.label_lower, row.pk
        for child in children_of(content_model):
            children = child.rows.filter(**{f"{child.parent.name}__in": some})
            yield from ((child.label, key) for key in children.values_list("pk", flat=True))


# Pruning


def undeclared(scope, items, pks):
    """Return {label: primary keys} of rows that a file covers and does not contain.

    `scope` is the choices of selection.py that it covers; None if the file does not say: then
    it covers the children of its rows.
    """
    declared = defaultdict(set)
    for item in items.values():
        if item.key in pks[item.content_model.label]:
            declared[item.content_model.label].add(pks[item.content_model.label][item.key])
    covered = _children_below(declared) if scope is None else _covered(scope)
    return {label: covered.get(label, set()) - declared[label] for label in content_models()}


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


def _children_below(rows):
    found = defaultdict(set)
    for label, content_model in content_models().items():
        for child in children_of(content_model):
            for some in in_batches(rows[label] | found[label]):
                below = child.rows.filter(**{f"{child.parent.name}__in": some})
                found[child.label].update(below.values_list("pk", flat=True))
    return found


def deletable(rows, plan):
    """Return those of the undeclared rows that no remaining row needs."""
    going = {label: set(keys) for label, keys in rows.items()}
    for item in plan.items.values():
        for _, (label, key) in item.references():
            going[label].discard(plan.pks[label].get(key))
    for label, key in plan.locally_edited_references():
        going[label].discard(plan.pks[label].get(key))
    while _keep_needed(going, plan):
        pass
    return {label: keys for label, keys in going.items() if keys}


def _keep_needed(going, plan):
    """Keep what a remaining row refers to, or is a child of; return whether that was anything."""
    before = sum(map(len, going.values()))
    for label, content_model in reversed(content_models().items()):
        for field in content_model.references.values():
            target = field.related_model._meta.label_lower
            going[target] -= _named(content_model, field, going, plan)
        if any(going.values()):
            stays = content_model.rows.exclude(pk__in=going[label])
            for row in references_in(content_model.model, stays):
                going[row._meta.label_lower].discard(row.pk)
    for label, content_model in content_models().items():
        if content_model.parent:
            going[label] -= _children_of_undeclared(content_model, going, plan)
    return sum(map(len, going.values())) < before


def _named(content_model, field, going, plan):
    """The rows that might be deleted and that remaining rows of a model refer to."""
    named = set()
    for some in in_batches(going[field.related_model._meta.label_lower]):
        rows = content_model.rows.filter(**{f"{field.name}__in": some})
        for pk, target in rows.values_list("pk", field.attname):
            is_declared = (content_model.label, plan.keys[content_model.model][pk]) in plan.items
            if pk not in going[content_model.label] and not is_declared:
                named.add(target)
    return named


def _children_of_undeclared(content_model, going, plan):
    """Children whose parent stays although it is not in the file: it keeps them all."""
    parents = plan.keys[content_model.parent.related_model]
    label = content_model.parent_label
    children = set()
    for some in in_batches(going[content_model.label]):
        rows = content_model.rows.filter(pk__in=some)
        for pk, parent in rows.values_list("pk", content_model.parent.attname):
            if parent not in going[label] and (label, parents[parent]) not in plan.items:
                children.add(pk)
    return children
