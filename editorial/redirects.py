"""The URLs of pages: one that a page has left still leads to it, and links follow the page.

A page is known by its kind and its slug, the last part of its URL. history.record() tells of
each slug that has changed since the page was last recorded, whoever changed it.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .models import Publishable, Redirect, Version


@dataclass(frozen=True)
class Move:
    """A page that has another slug than it had."""

    model: type[models.Model]
    key: int
    old: str
    new: str


def has_url(model):
    """Whether each row of a model has a page of its own, known by its slug.

    Such a model says by `published()` which visitors see, and by `made_slug()` what an empty slug
    becomes.
    """
    fields = {field.name for field in model._meta.concrete_fields}
    return "slug" in fields and hasattr(model, "get_absolute_url")


def move_between(before, after):
    """Return the Move of which two states of a page tell, or None."""
    model = apps.get_model(after[0]["model"])
    if not before or not has_url(model):
        return None
    old, new = (state[0]["fields"].get("slug") for state in (before, after))
    return Move(model, after[0]["pk"], old, new) if old and old != new else None


# What was left


def remember(moves):
    """Let the URLs that pages have left lead to them, where visitors have seen the pages."""
    for move in moves:
        known = Redirect.objects.filter(model=move.model._meta.label_lower)
        # It is the present one again.
        known.filter(slug=move.new, object_id=move.key).delete()
        if was_seen(move.model, move.key):
            known.update_or_create(
                model=move.model._meta.label_lower,
                slug=move.old,
                defaults={"object_id": move.key, "left_at": timezone.now()},
            )


def was_seen(model, key):
    """Whether visitors have seen a page, as far as its history tells.

    It is asked when the row may have been changed already: what is published just now, with its
    new URL, was not seen at the old one.
    """
    if not issubclass(model, Publishable):
        return model.objects.published().filter(pk=key).exists()
    published = Version.objects.of(model, [key]).filter(
        state__0__fields__status=Publishable.Status.PUBLISHED
    )
    times = published.values_list("state__0__fields__publish_at", flat=True)
    return any(time is None or parse_datetime(time) <= timezone.now() for time in times)


def redirects_to(page):
    """Those that lead to a page, the last that it left first; none that another page has now."""
    taken = type(page).objects.published().values("slug")
    left = Redirect.objects.filter(model=page._meta.label_lower, object_id=page.pk)
    return left.exclude(slug__in=taken)


def present_slugs(model, slugs):
    """Return {slug: the present one} of those that a published page has left, and none has now."""
    left = Redirect.objects.filter(model=model._meta.label_lower, slug__in=slugs)
    keys = dict(left.values_list("slug", "object_id"))
    if not keys:
        return {}
    pages = model.objects.published().filter(Q(slug__in=keys) | Q(pk__in=keys.values()))
    here = dict(pages.values_list("pk", "slug"))
    taken = set(here.values())
    return {slug: here[key] for slug, key in keys.items() if key in here and slug not in taken}


# Links


_finders = []


def finds_links(find):
    """Register a function that yields the texts with links to a page that moves.

    Each has the `page` whose form holds it, the number of its `links`, and `follow()`, which
    lets them lead to the page's new URL and saves the text.
    """
    _finders.append(find)
    return find


def texts_linking_to(move):
    return [text for find in _finders for text in find(move)]
