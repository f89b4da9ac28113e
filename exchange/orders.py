"""The order of parts: what a file tells of it, and what stands here."""

from collections import defaultdict

from .kinds import POSITION
from .selection import in_portions


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
