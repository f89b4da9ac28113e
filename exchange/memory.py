"""What files have told of rows before, to tell what persons changed since."""

import hashlib
import json

from .kinds import kinds
from .models import Imported
from .selection import in_portions


def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]


def digests_of(values):
    return {name: digest(value) for name, value in values.items()}


def as_text(key):
    return json.dumps(key, ensure_ascii=False)


class Memory:
    """The records of rows that a file tells of, by the id that the row has in the file."""

    def __init__(self, items):
        self.rows, self.digests = {}, {}
        for label in kinds():
            keys = [as_text(item.key) for item in items.values() if item.kind.label == label]
            for some in in_portions(keys):
                for record in Imported.objects.filter(model=label, key__in=some):
                    id = label, tuple(json.loads(record.key))
                    self.rows[id], self.digests[id] = record.object_id, record.digests

    def knows(self, item):
        return item.told_id in self.rows

    def is_edited(self, item, name, values):
        """Whether a value of the row as it is here is another than a file told last."""
        now = digest(values[name]) if name in values else None
        return self.knows(item) and self.digests[item.told_id].get(name) != now

    def place(self, item):
        """Where a file last put a part among its siblings; None of one that none has told of."""
        return self.digests.get(item.told_id, {}).get("place")


def remember(items, pks):
    """Keep what has been applied: `pks` are the primary keys of the rows, by id."""
    records = (
        Imported(
            model=item.kind.label,
            key=as_text(item.told_as),
            object_id=pks[item.kind.label][item.key],
            digests=digests_of(item.values) | {"place": item.position},
        )
        for item in items
    )
    Imported.objects.bulk_create(
        records,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["model", "key"],
        update_fields=["object_id", "digests"],
    )


def forget(label, pks):
    for some in in_portions(pks):
        Imported.objects.filter(model=label, object_id__in=some).delete()
