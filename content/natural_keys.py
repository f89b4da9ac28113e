"""How content is referred to without primary keys: in URLs, in fixtures, between machines.

A root is known by its slug; a part by the keys of its parents and a discriminator of its own.
"""

from collections.abc import Callable
from itertools import chain, count

from django.db import models
from django.utils.text import slugify

from .search_keys import normalize

SLUG_MAX_LENGTH = 80


class NaturalKeyQuerySet(models.QuerySet):
    def get_by_natural_key(self, *values):
        lookup = {}
        for path, value in zip(self.model.natural_key_fields, values, strict=True):
            relation = path.rpartition("__")[0]
            if relation and value == "":
                lookup[f"{relation}__isnull"] = True
            else:
                lookup[path] = value
        return self.get(**lookup)


class NaturallyKeyed(models.Model):
    """A row known by `natural_key_fields`, lookup paths such as `film__slug`.

    An optional relation that is empty stands in the key as an empty text, never as null.
    """

    natural_key_fields = ()

    objects = NaturalKeyQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self):
        return tuple(self._follow(path) for path in self.natural_key_fields)

    def _follow(self, path):
        value = self
        for name in path.split("__"):
            value = getattr(value, name)
            if value is None:
                return ""
        return value


class Slugged(NaturallyKeyed):
    """A root of the content model: its slug is the last part of its URL."""

    slug = models.SlugField(
        "slug",
        max_length=SLUG_MAX_LENGTH,
        unique=True,
        blank=True,
        help_text="Used in URLs and fixtures, such as lost-bullet. Leave empty to create it from "
        "the title or name.",
    )

    natural_key_fields = ("slug",)
    # The relations to the rows that its form edits with it: see editorial/history/states.py.
    children = ()
    slug_source = "name"
    # Words that mean something else where a slug stands in a URL.
    reserved_slugs = ()

    class Meta:
        abstract = True

    def __str__(self):
        """Its name, in the page's language where it has one there."""
        own = getattr(self, self.slug_source)
        return getattr(getattr(self, "local", None), self.slug_source, own)

    def validate_constraints(self, exclude=None):
        super().validate_constraints(without_empty(self, "slug", exclude))

    def save(self, *args, **kwargs):
        self.slug = self.slug or self.made_slug()
        super().save(*args, **kwargs)

    def made_slug(self):
        """The slug that its title or name gives it, and that no other row has."""
        others = type(self)._base_manager.exclude(pk=self.pk)
        return free_slug(getattr(self, self.slug_source), others, "slug", self.reserved_slugs)


def without_empty(row, field, exclude):
    """Return `exclude` for `validate_constraints`, with `field` too while `row` has none.

    save() fills it from the row's title, so the constraints that name it cannot be tried before.
    """
    return {*(exclude or ()), *([] if getattr(row, field) else [field])}


def slug_stem(text, fallback):
    """Return the ASCII slug of a text, `fallback` where it has no letter or digit.

    There is room for a number behind it.
    """
    return slugify(normalize(text))[: SLUG_MAX_LENGTH - 6].strip("-") or fallback


def free_slug(text, rows, field, reserved=()):
    """Return an ASCII slug for `text` that no row of `rows` has in `field`, and not a reserved one.

    A second *Lost Bullet* becomes `lost-bullet-2`; a text without any letter or digit takes the
    name of its model.
    """

    def is_taken(slug: str) -> bool:
        return slug in reserved or rows.filter(**{field: slug}).exists()

    return first_free(slug_stem(text, rows.model._meta.model_name), is_taken)


def first_free(stem: str, is_taken: Callable[[str], bool]) -> str:
    """Return `stem` or, where that is taken, the first of `stem-2`, `stem-3` … that is not."""
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if not is_taken(slug))
