"""Pages are made what they were, and deleted ones come back."""

from collections import defaultdict

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction

from ..differences import Names, by_key
from ..models import Version
from .recording import Action, deleted_with, record
from .states import parents_of, states_of


class CannotRestore(Exception):
    """A state cannot come back: `problems` are sentences for the editor, all of them."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(" ".join(problems))


@transaction.atomic
def restore(version, action, *, author=None):
    """Make a page what it was, and record that; rows that are as they were are left alone.

    A deleted page brings back the pages that went with it, such as a film its reviews. Raise
    CannotRestore where a row that is named is gone, or a rule would be broken.
    """
    pages = _recovered(version) if action == Action.RECOVERED else [put_back(version)]
    record(action, dict.fromkeys(pages), author=author)
    return pages[0]


def _recovered(version):
    """Bring back a deleted page and what went with it; return these, and pages with parts back."""
    versions = [version, *_gone_with(version)]
    pages = [put_back(each, along=each.taken_along) for each in versions]
    along = [row for each in versions for row in each.taken_along]
    return [*pages, *parents_of(_rows_of(along))]


def _rows_of(state):
    """The rows of a state, not saved; what their models no longer have is left out."""
    found = serializers.deserialize("python", state, ignorenonexistent=True)
    return [each.object for each in found]


def _gone_with(version):
    """The versions of pages deleted in the same revision that cannot be without this one's."""
    others = version.revision.versions.exclude(pk=version.pk).filter(action=Action.DELETED)
    key = (version.model, version.object_id)
    return [other for other in others if key in deleted_with(_rows_of(other.state[:1])[0])]


def put_back(version, is_whole=True, along=()):
    """Make the rows of a page what they were, and those `along`, without a record; see restore().

    If it need not be whole, parts that name rows that are gone stay away.
    """
    model = apps.get_model(version.model)
    target = by_key([*version.state, *along])
    here = _rows_now(model, version)
    if _delete_others(here, target):
        here = _rows_now(model, version)
    missing = [row for key, row in target.items() if here.get(key) != row]
    gone = _gone_references(_rows_of(missing), target)
    if not is_whole:
        missing = [row for row in missing if not _names_any(row, gone)]
    elif gone:
        raise CannotRestore(list(_told(gone)))
    objects = _rows_of(missing)
    if problems := _broken_rules(missing):
        raise CannotRestore(problems)
    for row in objects:
        row.save()
    return model._base_manager.get(pk=version.object_id)


def _rows_now(model, version):
    return by_key(states_of(model, [version.object_id]).get(version.object_id, []))


def _delete_others(here, target):
    """Delete the page's parts that the state does not have, or has otherwise: they come back.

    Otherwise two rows that exchanged their keys would stand in each other's way. Return whether
    there were any.
    """
    keys = defaultdict(list)
    for (label, key), row in list(here.items())[1:]:
        if target.get((label, key)) != row:
            keys[label].append(key)
    for label, found in keys.items():
        for row in apps.get_model(label)._base_manager.filter(pk__in=found):
            row.delete()
    return bool(keys)


def _gone_references(objects, target):
    """The keys by model of rows that are named, and neither here nor about to come back."""
    wanted = defaultdict(set)
    for row in objects:
        for field in row._meta.concrete_fields:
            if field.many_to_one and (key := getattr(row, field.attname)) is not None:
                wanted[field.related_model].add(key)
    for model, keys in wanted.items():
        keys -= {key for label, key in target if label == model._meta.label_lower}
        keys -= set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    return {model: keys for model, keys in wanted.items() if keys}


def _names_any(row, gone):
    """Whether a part names one of the rows that are gone."""
    relations = (f for f in apps.get_model(row["model"])._meta.concrete_fields if f.many_to_one)
    return any(row["fields"].get(f.name) in gone.get(f.related_model, ()) for f in relations)


def _told(gone):
    for model, keys in gone.items():
        versions = Version.objects.of(model, keys).order_by("pk")
        names = dict(versions.values_list("object_id", "title"))
        for key in sorted(keys):
            name = names.get(key, f"number {key}")
            yield f"The {model._meta.verbose_name} {name} has been deleted. Recover it first."


def _broken_rules(rows):
    """A sentence for each rule that rows would break, such as a URL that is taken."""
    names, problems = Names(rows), []
    for kept, row in zip(rows, _rows_of(rows), strict=True):
        # Not new: it may have the key that it has.
        row._state.adding = False
        # Whether the rows exist that it names was asked for all at once.
        relations = {field.name for field in row._meta.fields if field.many_to_one}
        try:
            row.clean_fields(exclude=relations)
            row.validate_unique()
        except ValidationError as error:
            named = f"{row._meta.verbose_name.capitalize()} {names.of_row(kept)}"
            problems.append(f"{named}: {' '.join(error.messages)}")
    return problems
