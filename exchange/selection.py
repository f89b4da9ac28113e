"""Which rows travel: everything, or what has been chosen with all that it reaches."""

from collections import defaultdict

from django.db.models import Q

from .hooks import named_by
from .kinds import kinds

EVERYTHING = "everything"
# As many keys as one query takes: SQLite knows a limit.
AT_ONCE = 500


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


def parts_of(kind):
    """The kinds of rows that belong to rows of a kind."""
    return [
        part for part in kinds().values() if part.owner and part.owner.related_model is kind.model
    ]


def in_portions(items, size=AT_ONCE):
    """Yield lists of at most `size` items."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]
