"""The history of content: pages are recorded as they change, and brought back as they were.

A page is a row with its parts, as one form edits them: a film with its credits, sections and so
on. Its state is the list of those rows as Django's `python` serializer writes them, the page's
own first. A state holds primary keys, so a row stays the same row whatever it is renamed to.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.db.models.deletion import Collector

from .differences import Names, summary
from .models import Revision, Version

Action = Version.Action


@dataclass(frozen=True)
class Part:
    """A kind of row that belongs to a page, and the lookup path from it to the page."""

    model: type[models.Model]
    path: str


_parts = {}


def register(model, *parts):
    """Keep the history of a model's pages, with the Parts that each consists of."""
    _parts[model] = parts


def is_registered(model):
    return model in _parts


# States


def states_of(model, keys):
    """Return {primary key: state} of those of a model's pages that exist: a query a kind of row."""
    states = {}
    for part in (Part(model, "pk"), *_parts[model]):
        rows = part.model._base_manager.filter(**{f"{part.path}__in": keys})
        rows = list(rows.annotate(page_key=F(part.path)).order_by("pk"))
        for row, written in zip(rows, serializers.serialize("python", rows), strict=True):
            states.setdefault(row.page_key, []).append(written)
    return {key: _as_read_back(state) for key, state in states.items()}


def written(rows):
    """Return rows as a state keeps them."""
    return _as_read_back(serializers.serialize("python", rows))


def _as_read_back(state):
    """A state as it is when it was kept and read again: 1.50 is "1.50", a date its ISO text."""
    return json.loads(json.dumps(state, cls=DjangoJSONEncoder))


def state_of(page):
    return states_of(type(page), [page.pk])[page.pk]


# Recording


@transaction.atomic
def record(action, pages, *, author=None, note=""):
    """Keep pages as they are now, in one Revision; None where no state differs from the last."""
    versions = []
    for model, group in groupby(sorted(pages, key=_model_name), key=type):
        versions += _versions(action, model, [page.pk for page in group])
    return _keep(versions, author, note)


def _keep(versions, author, note):
    if not versions:
        return None
    name = author.get_username() if author else ""
    revision = Revision.objects.create(author=author, author_name=name, note=note[:300])
    for version in versions:
        version.revision = revision
    Version.objects.bulk_create(versions)
    return revision


def _model_name(page):
    return page._meta.label_lower


def _versions(action, model, keys):
    last = {version.object_id: version for version in Version.objects.of(model, keys).latest()}
    for key, state in states_of(model, keys).items():
        before = last[key].state if key in last else []
        if state != before:
            yield Version(
                model=model._meta.label_lower,
                object_id=key,
                title=Names(state[:1]).of_row(state[0])[:200],
                action=action,
                summary="" if action == Action.FOUND else summary(before, state),
                state=state,
            )


def catch_up(pages):
    """Keep pages that were changed by no editor, so that what comes next has a state before."""
    return record(Action.FOUND, pages)


def latest_version(page):
    """The last version of a page as it is: kept now where something else has changed it."""
    catch_up([page])
    return Version.objects.of(type(page), [page.pk]).first()


# Deleting


@transaction.atomic
def record_deletion(pages, *, author=None, note=""):
    """Keep what deleting `pages` will take away: these, and the pages that go with them.

    Parts of other pages that go too are kept with the first of `pages`, to come back with it.
    Return those other pages, to be recorded when it has happened.
    """
    going = rows_that_go(pages)
    deleted = [row for row in going.values() if is_registered(type(row))]
    touched = [page for page in _owners(going.values()) if (type(page), page.pk) not in going]
    catch_up([*deleted, *touched])
    versions = []
    for model, group in groupby(sorted(deleted, key=_model_name), key=type):
        versions += _last_versions(model, {page.pk: page for page in group})
    kept = {_key(row) for version in versions for row in version.state}
    others = [row for row in going.values() if (row._meta.label_lower, row.pk) not in kept]
    first = next(v for v in versions if (v.model, v.object_id) == _key_of(pages[0]))
    first.state += written(others)
    _keep(versions, author, note)
    return touched


def rows_that_go(pages):
    collector = Collector(using="default")
    collector.collect(pages)
    rows = [row for found in collector.data.values() for row in found]
    rows += [row for found in collector.fast_deletes for row in found]
    return {(type(row), row.pk): row for row in rows}


def _last_versions(model, pages):
    for key, state in states_of(model, list(pages)).items():
        yield Version(
            model=model._meta.label_lower,
            object_id=key,
            title=str(pages[key])[:200],
            action=Action.DELETED,
            state=state,
        )


def _key_of(page):
    return page._meta.label_lower, page.pk


def pages_of(rows):
    """Return the pages that rows belong to: themselves, where they are pages."""
    rows = list(rows)
    pages = [row for row in rows if is_registered(type(row))]
    return [*pages, *_owners(rows)]


def _owners(rows):
    """The pages that rows are parts of."""
    keys = defaultdict(set)
    for row in rows:
        keys[type(row)].add(row.pk)
    for page_model, parts in _parts.items():
        for part in parts:
            if part.model in keys:
                found = part.model._base_manager.filter(pk__in=keys[part.model])
                owners = page_model._base_manager.filter(pk__in=found.values(part.path))
                yield from owners


# Bringing back


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
    page = put_back(version)
    pages = [page, *_owners(_rows_of(version.state))]
    if action == Action.RECOVERED:
        pages += [put_back(other) for other in _gone_with(version)]
    record(action, dict.fromkeys(pages), author=author)
    return page


def _rows_of(state):
    """The rows of a state, not saved; what their models no longer have is left out."""
    found = serializers.deserialize("python", state, ignorenonexistent=True)
    return [each.object for each in found]


def _gone_with(version):
    """The versions of pages deleted in the same revision that cannot be without this one's."""
    others = version.revision.versions.exclude(pk=version.pk).filter(action=Action.DELETED)
    return [other for other in others if (version.model, version.object_id) in _owned_by(other)]


def _owned_by(version):
    """The rows, as (model, key), with which a version's page is deleted."""
    [page] = _rows_of(version.state[:1])
    owners = (
        field
        for field in page._meta.concrete_fields
        if field.many_to_one and field.remote_field.on_delete is models.CASCADE
    )
    return {
        (field.related_model._meta.label_lower, getattr(page, field.attname)) for field in owners
    }


def put_back(version, is_whole=True):
    """Make the rows of a page what they were, without a record; see restore().

    If it need not be whole, parts that name rows that are gone stay away.
    """
    model = apps.get_model(version.model)
    target = {_key(row): row for row in version.state}
    _delete_others(_rows_now(model, version), target)
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


def _key(row):
    return row["model"], row["pk"]


def _rows_now(model, version):
    state = states_of(model, [version.object_id]).get(version.object_id, [])
    return {_key(row): row for row in state}


def _delete_others(here, target):
    """Delete the page's parts that the state does not have, or has otherwise: they come back.

    Otherwise two rows that exchanged their keys would stand in each other's way.
    """
    keys = defaultdict(list)
    for (label, key), row in list(here.items())[1:]:
        if target.get((label, key)) != row:
            keys[label].append(key)
    for label, found in keys.items():
        for row in apps.get_model(label)._base_manager.filter(pk__in=found):
            row.delete()


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
            yield f"The {model._meta.verbose_name} {name} is deleted: recover it first."


def _broken_rules(rows):
    """A sentence for each rule that rows would break, such as an address that is taken."""
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
