"""Rows that an editor has renamed since a file told of them are still those that it means."""

from itertools import groupby

from .items import Item
from .kinds import kind_of


def follow_renames(items, memory, keys):
    """Return the items by the ids of the rows here: `keys` are natural keys by model and pk."""
    new = {}
    found = {}
    # A kind stands behind those that its rows name, so their new keys are known by then.
    for kind, some in groupby(items.values(), key=lambda item: item.kind):
        some = [_renamed(item, new) for item in some]
        here = keys[kind.model]
        known, told = set(here.values()), {item.key for item in some}
        for item in some:
            now = here.get(memory.rows.get(item.told_id))
            # Not where the file means another row by that key.
            if now and item.key not in known and now not in told:
                item = Item(kind, now, item.values, item.place, item.told_as)
                told.add(now)
            if item.key != item.told_as:
                new[item.told_id] = item.key
            found[item.id] = item
    return found


def _renamed(item, new):
    """An item whose references, and so perhaps its own key, follow rows with another key."""
    if not new:
        return item
    values = dict(item.values)
    for name, id in item.references():
        values[name] = list(new.get(id, id[1]))
    if values == item.values:
        return item
    owner = item.kind.owner
    key = item.key
    if owner:
        length = len(kind_of(owner.related_model).key_paths)
        key = (*values[owner.name], *key[length:])
    return Item(item.kind, key, values, item.place, item.told_as)
