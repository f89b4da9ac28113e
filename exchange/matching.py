"""Match the entries of a file with the rows that are here, and say what is wrong with each.

An entry becomes an Item: a row by its natural key, with its values in canonical form. Import
records tell what files said of rows before: so a value that a person has changed since is known,
and a row that a person has renamed is still the one that the file means.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.utils import validate_file_name
from django.db import models

from .content_models import POSITION, Kind, canonical, in_portions, kind_of, kinds, without_defaults
from .models import Imported
from .yaml_fixtures import FixtureError, in_one_line, place_of

# Whoever sees so many mends the first and tries again.
MOST_FAULTS = 200


@dataclass(frozen=True)
class Fault:
    """What keeps content from being applied: where it stands, which field, and what is wrong."""

    place: str
    field: str
    problem: str

    def __str__(self):
        return f"{self.place}{f', {self.field}' if self.field else ''}: {self.problem}"


@dataclass(slots=True, eq=False)
class Item:
    """A row as a file tells it; `key` is that of the row here, which may have been renamed."""

    kind: Kind
    key: tuple
    values: dict
    place: str
    # The key in the file.
    told_as: tuple = ()

    @property
    def id(self):
        return self.kind.label, self.key

    @property
    def told_id(self):
        return self.kind.label, self.told_as

    @property
    def position(self):
        return self.values.get(POSITION, 0)

    def references(self):
        """Yield (field, id of the row that it names)."""
        for name, field in self.kind.references.items():
            if key := self.values.get(name):
                yield name, (field.related_model._meta.label_lower, tuple(key))


def items_of(entries, faults, refused):
    """Return {id: Item}, each kind behind those that it names.

    What is wrong goes into `faults`, and into `refused` the ids of the rows that it was wrong in,
    as far as they are known.
    """
    found = {}
    try:
        for entry in entries:
            item = _item(entry, faults, refused)
            if item and item.id in found:
                faults.append(Fault(item.place, "", f"the same as at {found[item.id].place}"))
            elif item:
                found[item.id] = item
            if len(faults) >= MOST_FAULTS:
                del faults[MOST_FAULTS:]
                faults.append(
                    Fault("the rest of the file", "", "was not read for all these faults")
                )
                break
    except FixtureError as error:
        faults.append(Fault("the file", "", str(error)))
    _count_places(found.values())
    ranks = {label: rank for rank, label in enumerate(kinds())}
    return dict(sorted(found.items(), key=lambda each: ranks[each[0][0]]))


def _count_places(items):
    """Count the parts of each owner from 1, in the order of their positions and of the file."""
    siblings = defaultdict(list)
    for item in items:
        if item.kind.is_ordered:
            siblings[item.kind, item.kind.owner_key(item.key)].append(item)
    for parts in siblings.values():
        for place, item in enumerate(sorted(parts, key=lambda item: item.position), start=1):
            item.values[POSITION] = place


def _item(entry, faults, refused):
    """Return the Item of an entry; None where it is not even known which row is meant."""
    try:
        place = place_of(entry)
    except FixtureError as error:
        line, _, problem = str(error).partition(": ")
        faults.append(Fault(line, "", problem))
        return None
    kind = kinds().get(entry["model"].lower())
    if kind is None:
        faults.append(Fault(place, "", _not_content(entry["model"])))
        return None
    before = len(faults)
    for name in entry:
        if name not in ("model", "fields"):
            faults.append(Fault(place, str(name), "leave it out: rows are known by their keys"))
    values = dict(_values(kind, entry["fields"], place, faults))
    for name in kind.key_fields:
        if not kind.model._meta.get_field(name).null and _is_missing(kind, name, values):
            faults.append(Fault(place, name, "is missing: the row is known by it"))
    values = without_defaults(kind, _key_defaults(kind) | values)
    key = kind.key_in(values)
    if len(faults) > before:
        refused.add((kind.label, key))
        return None
    return Item(kind, key, values, place, key)


def _key_defaults(kind):
    fields = ((name, kind.fields[name]) for name in kind.key_fields if name not in kind.references)
    return {name: canonical(each, each.get_default()) for name, each in fields}


def _is_missing(kind, name, values):
    """Whether a row lacks what it is known by: a festival's release may well be of no event."""
    if name in kind.references:
        return values.get(name) is None
    is_first = name == kind.key_fields[0]
    return is_first and values.get(name, "") == ""


def _not_content(label):
    try:
        apps.get_model(label)
    except (LookupError, ValueError):
        known = ", ".join(kinds())
        return f"{label} is no kind of content. There are: {known}"
    return f"{label} is not content: accounts, sessions and records stay with their site"


def _values(kind, fields, place, faults):
    for name, value in fields.items():
        if name not in kind.fields:
            faults.append(Fault(place, str(name), _no_such_field(kind, name)))
            continue
        if value is None:
            continue  # As good as left out.
        field = kind.fields[name]
        try:
            yield name, _value(field, value)
        except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
            faults.append(Fault(place, name, in_one_line(error)))


def _value(field, value):
    _refuse_odd_shape(field, value)
    value = canonical(field, value)
    if field.many_to_one:
        _refuse_odd_key(field, value)
    elif value and hasattr(field, "upload_to"):
        _refuse_odd_name(value)
    if "\x00" in str(value):
        raise ValidationError("Remove the character U+0000: no database keeps it.")
    return value


def _refuse_odd_shape(field, value):
    if isinstance(field, models.JSONField):
        field.run_validators(value)
    elif isinstance(value, list | dict) and not field.many_to_one:
        raise ValidationError("It is one value, not a list or a mapping.")
    elif isinstance(value, bool) and not isinstance(field, models.BooleanField):
        raise ValidationError("YAML takes this word for yes or no: put it in quotes.")


def _refuse_odd_key(field, value):
    paths = kind_of(field.related_model).key_paths
    if len(value) != len(paths):
        named = ", ".join(path.replace("__", " ") for path in paths)
        raise ValidationError(f"A {field.related_model._meta.verbose_name} is named by [{named}].")


def _refuse_odd_name(name):
    try:
        validate_file_name(name, allow_relative_path=True)
    except Exception as error:
        raise ValidationError(f"{name} does not name a file within the storage.") from error
    if "\\" in name or name.startswith((".", "/")):
        raise ValidationError(f"{name} does not name a file within the storage.")


def _no_such_field(kind, name):
    computed = {field.name for field in kind.model._meta.get_fields()}
    if name in computed:
        return "leave it out: it is computed, or said elsewhere"
    return f"a {kind.name} has no such field. It has: {', '.join(kind.fields)}"


# Import records


def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]


def digests_of(values):
    return {name: digest(value) for name, value in values.items()}


def key_text(key):
    return json.dumps(key, ensure_ascii=False)


class Memory:
    """The records of rows that a file tells of, by the id that the row has in the file."""

    def __init__(self, items):
        self.rows, self.digests = {}, {}
        for label in kinds():
            keys = [key_text(item.key) for item in items.values() if item.kind.label == label]
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
            key=key_text(item.told_as),
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


# Renamed rows


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
