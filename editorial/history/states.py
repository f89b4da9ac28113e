"""What a page is, with all that its form edits.

A page is a row with its parts: a film with its credits, sections and so on. Its state is the list
of those rows as Django's `python` serializer writes them, the page's own first. A state holds
primary keys, so a row stays the same row whatever it is renamed to.
"""

import json
from collections import defaultdict
from dataclasses import dataclass

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F


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


def kinds_of_rows():
    """Yield (model, path to its page) of each kind of row of which a history is kept.

    A page's own path is empty.
    """
    for page_model, parts in _parts.items():
        yield page_model, ""
        yield from ((part.model, part.path) for part in parts)


def states_of(model, keys, with_parts=True):
    """Return {primary key: state} of those of a model's pages that exist: a query a kind of row."""
    states = {}
    for part in (Part(model, "pk"), *(_parts[model] if with_parts else ())):
        rows = part.model._base_manager.filter(**{f"{part.path}__in": keys})
        rows = list(rows.annotate(page_key=F(part.path)).order_by("pk"))
        for row, kept in zip(rows, written(rows), strict=True):
            states.setdefault(row.page_key, []).append(kept)
    return states


def state_of(page):
    return states_of(type(page), [page.pk])[page.pk]


def written(rows):
    """Return rows as a state that was kept and is read again: 1.50 is "1.50", a date its text."""
    return json.loads(json.dumps(serializers.serialize("python", rows), cls=DjangoJSONEncoder))


def pages_of(rows):
    """Return the pages that rows belong to: themselves, where they are pages."""
    rows = list(rows)
    pages = [row for row in rows if is_registered(type(row))]
    return [*pages, *owners_of(rows)]


def owners_of(rows):
    """Return the pages that rows are parts of."""
    keys = defaultdict(set)
    for row in rows:
        keys[type(row)].add(row.pk)
    return [
        owner
        for page_model, parts in _parts.items()
        for part in parts
        if part.model in keys
        for owner in page_model._base_manager.filter(
            pk__in=part.model._base_manager.filter(pk__in=keys[part.model]).values(part.path)
        )
    ]
