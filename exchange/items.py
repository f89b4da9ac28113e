"""From the entries of a file to the rows that it tells of, and what is wrong with each."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.utils import validate_file_name
from django.db import models

from .kinds import POSITION, Kind, kind_of, kinds
from .reading import FixtureError
from .values import canonical, without_defaults
from .yaml_fixtures import in_one_line, place_of

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
