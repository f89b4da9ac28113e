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

from .content_models import (
    POSITION,
    ContentModel,
    canonical,
    content_model_of,
    content_models,
    in_batches,
    without_defaults,
)
from .models import ImportRecord
from .yaml_fixtures import FixtureError, in_one_line, place_of

# Nobody reads more: one fixes the first and tries again.
MAX_ERRORS = 200


@dataclass(frozen=True)
class ContentError:
    """What keeps content from being applied: its place in the file, the field, and the problem."""

    place: str
    field: str
    problem: str

    def __str__(self):
        return f"{self.place}{f', {self.field}' if self.field else ''}: {self.problem}"


@dataclass(slots=True, eq=False)
class Item:
    """A row as a file declares it; `key` is that of the row here, which may have been renamed."""

    content_model: ContentModel
    key: tuple
    values: dict
    place: str
    # The key in the file.
    declared_key: tuple = ()

    @property
    def id(self):
        return self.content_model.label, self.key

    @property
    def declared_id(self):
        return self.content_model.label, self.declared_key

    @property
    def position(self):
        return self.values.get(POSITION, 0)

    def references(self):
        """Yield (field, id of the row that it refers to)."""
        for name, field in self.content_model.references.items():
            if key := self.values.get(name):
                yield name, (field.related_model._meta.label_lower, tuple(key))


def items_of(entries, errors, refused):
    """Return {id: Item}, each model's rows after those of the models that it refers to.

    Errors are added to `errors`, and to `refused` the ids of the rows that have some, as far as
    they are known.
    """
    found = {}
    try:
        for entry in entries:
            item = _item(entry, errors, refused)
            if item and item.id in found:
                errors.append(ContentError(item.place, "", f"duplicate of {found[item.id].place}"))
            elif item:
                found[item.id] = item
            if len(errors) >= MAX_ERRORS:
                del errors[MAX_ERRORS:]
                errors.append(
                    ContentError("the rest of the file", "", "too many errors, stopped reading")
                )
                break
    except FixtureError as error:
        errors.append(ContentError("the file", "", str(error)))
    _number_children(found.values())
    ranks = {label: rank for rank, label in enumerate(content_models())}
    return dict(sorted(found.items(), key=lambda each: ranks[each[0][0]]))


def _number_children(items):
    """Number the children of each parent from 1, by position, then by order in the file."""
    siblings = defaultdict(list)
    for item in items:
        if item.content_model.is_ordered:
            siblings[item.content_model, item.content_model.parent_key(item.key)].append(item)
    for children in siblings.values():
        for place, item in enumerate(sorted(children, key=lambda item: item.position), start=1):
            item.values[POSITION] = place


def _item(entry, errors, refused):
    """Return the Item of an entry; None if it has errors."""
    try:
        place = place_of(entry)
    except FixtureError as error:
        line, _, problem = str(error).partition(": ")
        errors.append(ContentError(line, "", problem))
        return None
    content_model = content_models().get(entry["model"].lower())
    if content_model is None:
        errors.append(ContentError(place, "", _not_content(entry["model"])))
        return None
    before = len(errors)
    for name in entry:
        if name not in ("model", "fields"):
            errors.append(
                ContentError(
                    place, str(name), "remove it: rows are identified by their natural keys"
                )
            )
    values = dict(_values(content_model, entry["fields"], place, errors))
    for name in content_model.key_fields:
        if _is_missing(content_model, name, values):
            errors.append(ContentError(place, name, "is missing: it is part of the natural key"))
    values = without_defaults(content_model, _key_defaults(content_model) | values)
    key = content_model.key_in(values)
    if len(errors) > before:
        refused.add((content_model.label, key))
        return None
    return Item(content_model, key, values, place, key)


def _key_defaults(content_model):
    fields = (
        (name, content_model.fields[name])
        for name in content_model.key_fields
        if name not in content_model.references
    )
    return {name: canonical(each, each.get_default()) for name, each in fields}


def _is_missing(content_model, name, values):
    """Whether a row lacks a part of its natural key that it needs: a release may have no event."""
    if content_model.fields[name].null:
        return False
    if name in content_model.references:
        return values.get(name) is None
    is_first = name == content_model.key_fields[0]
    return is_first and values.get(name, "") == ""


def _not_content(label):
    try:
        apps.get_model(label)
    except (LookupError, ValueError):
        known = ", ".join(content_models())
        return f"{label} is not a content model. Choose one of: {known}"
    return f"{label} is not content: accounts, sessions and logs cannot be imported"


def _values(content_model, fields, place, errors):
    for name, value in fields.items():
        if name not in content_model.fields:
            errors.append(ContentError(place, str(name), _no_such_field(content_model, name)))
            continue
        if value is None:
            continue  # The same as no value.
        field = content_model.fields[name]
        try:
            yield name, _value(field, value)
        except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
            errors.append(ContentError(place, name, in_one_line(error)))


def _value(field, value):
    _check_shape(field, value)
    value = canonical(field, value)
    if field.many_to_one:
        _check_key(field, value)
    elif value and hasattr(field, "upload_to"):
        _check_file_name(value)
    if "\x00" in str(value):
        raise ValidationError("Remove the character U+0000: no database can store it.")
    return value


def _check_shape(field, value):
    if isinstance(field, models.JSONField):
        field.run_validators(value)
    elif isinstance(value, list | dict) and not field.many_to_one:
        raise ValidationError("Enter a single value, not a list or a mapping.")
    elif isinstance(value, bool) and not isinstance(field, models.BooleanField):
        raise ValidationError("YAML reads this word as true or false: put it in quotes.")


def _check_key(field, value):
    paths = content_model_of(field.related_model).key_paths
    if len(value) != len(paths):
        named = ", ".join(path.replace("__", " ") for path in paths)
        raise ValidationError(
            f"A {field.related_model._meta.verbose_name} is identified by [{named}]."
        )


def _check_file_name(name):
    try:
        validate_file_name(name, allow_relative_path=True)
    except Exception as error:
        raise ValidationError(f"{name} is not a valid name for a stored file.") from error
    if "\\" in name or name.startswith((".", "/")):
        raise ValidationError(f"{name} is not a valid name for a stored file.")


def _no_such_field(content_model, name):
    computed = {field.name for field in content_model.model._meta.get_fields()}
    if name in computed:
        return "remove it: it is computed, or defined elsewhere"
    return (
        f"a {content_model.name} has no such field. Its fields: {', '.join(content_model.fields)}"
    )


# Import records


def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]


def digests_of(values):
    return {name: digest(value) for name, value in values.items()}


def key_text(key):
    return json.dumps(key, ensure_ascii=False)


class ImportRecords:
    """The import records of a file's rows, by the id that each row has in the file."""

    def __init__(self, items):
        self.rows, self.digests = {}, {}
        for label in content_models():
            keys = [
                key_text(item.key) for item in items.values() if item.content_model.label == label
            ]
            for some in in_batches(keys):
                for record in ImportRecord.objects.filter(model=label, key__in=some):
                    id = label, tuple(json.loads(record.key))
                    self.rows[id], self.digests[id] = record.object_id, record.digests

    def has(self, item):
        return item.declared_id in self.rows

    def is_edited(self, item, name, values):
        """Whether a value of the row here differs from the one that a file last declared."""
        now = digest(values[name]) if name in values else None
        return self.has(item) and self.digests[item.declared_id].get(name) != now

    def place(self, item):
        """Where a file last put a child among its siblings; None if no file has declared it."""
        return self.digests.get(item.declared_id, {}).get("place")


def save_records(items, pks):
    """Record what has been applied: `pks` are the primary keys of the rows, by id."""
    records = (
        ImportRecord(
            model=item.content_model.label,
            key=key_text(item.declared_key),
            object_id=pks[item.content_model.label][item.key],
            digests=digests_of(item.values) | {"place": item.position},
        )
        for item in items
    )
    ImportRecord.objects.bulk_create(
        records,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["model", "key"],
        update_fields=["object_id", "digests"],
    )


def delete_records(label, pks):
    for some in in_batches(pks):
        ImportRecord.objects.filter(model=label, object_id__in=some).delete()


# Renamed rows


def follow_renames(items, records, keys):
    """Return the items by the ids of the rows here: `keys` are natural keys by model and pk."""
    new = {}
    found = {}
    # Models come after those that they refer to, whose new keys are known by then.
    for content_model, some in groupby(items.values(), key=lambda item: item.content_model):
        some = [_renamed(item, new) for item in some]
        here = keys[content_model.model]
        known, declared = set(here.values()), {item.key for item in some}
        for item in some:
            now = here.get(records.rows.get(item.declared_id))
            # Not where the file means another row by that key.
            if now and item.key not in known and now not in declared:
                item = Item(content_model, now, item.values, item.place, item.declared_key)
                declared.add(now)
            if item.key != item.declared_key:
                new[item.declared_id] = item.key
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
    parent = item.content_model.parent
    key = item.key
    if parent:
        length = len(content_model_of(parent.related_model).key_paths)
        key = (*values[parent.name], *key[length:])
    return Item(item.content_model, key, values, item.place, item.declared_key)
