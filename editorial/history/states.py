"""What a page is, with all that its form edits.

A page is a row with its children: a film with its credits, sections and so on. Its model declares
them by the relations that lead to them, in the order of its form, and () where it has none:

    class Film(models.Model):
        children = ("credits", "plot_sections", "plot_sections__appearances")

Its state is the list of those rows as Django's `python` serializer writes them, the page's own
first. A state holds primary keys, so a row stays the same row whatever it is renamed to.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F


@dataclass(frozen=True)
class Child:
    """A model of rows that belong to a page, and the lookup path from them to the page."""

    model: type[models.Model]
    path: str


def is_page(model):
    """Whether a history of a model's rows is kept, each with its children."""
    return hasattr(model, "children")


@cache
def children_of(model):
    """Return a Child for each relation that a page's model declares."""
    return [_child(model, names) for names in model.children]


def _child(model, names):
    path = []
    for name in names.split("__"):
        relation = model._meta.get_field(name)
        model, path = relation.related_model, [relation.field.name, *path]
    return Child(model, "__".join(path))


@cache
def page_models():
    """The models whose rows are pages: films before the reviews and franchises that name them."""
    configs = reversed(list(apps.get_app_configs()))
    return [model for config in configs for model in config.get_models() if is_page(model)]


def kinds_of_rows():
    """Yield (model, path to its page) of each kind of row of which a history is kept.

    A page's own path is empty.
    """
    for page_model in page_models():
        yield page_model, ""
        yield from ((child.model, child.path) for child in children_of(page_model))


def states_of(model, keys, with_children=True):
    """Return {primary key: state} of those of a model's pages that exist: a query a kind of row."""
    states = {}
    for child in (Child(model, "pk"), *(children_of(model) if with_children else ())):
        rows = child.model._base_manager.filter(**{f"{child.path}__in": keys})
        rows = list(rows.annotate(page_key=F(child.path)).order_by("pk"))
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
    pages = [row for row in rows if is_page(type(row))]
    return [*pages, *parents_of(rows)]


def parents_of(rows):
    """Return the pages that rows are children of."""
    keys = defaultdict(set)
    for row in rows:
        keys[type(row)].add(row.pk)
    return [
        parent
        for page_model in page_models()
        for child in children_of(page_model)
        if child.model in keys
        for parent in page_model._base_manager.filter(
            pk__in=child.model._base_manager.filter(pk__in=keys[child.model]).values(child.path)
        )
    ]
