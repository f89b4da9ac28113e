"""What a file says of a row, in one form: equal content gives equal values.

A value is a text, a number, a truth, a list of texts (by what another row is known) or, of
translations, a mapping. Whatever two databases store otherwise has one form here.
"""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from .kinds import POSITION


def values_of(kind, row, keys, place=None):
    """Return {field: value} of a row, without defaults: `keys` are natural keys by model and pk.

    Of a part among others, its `place` stands for the number that is stored.
    """
    values = {}
    for name, field in kind.fields.items():
        value = place if place and name == POSITION else getattr(row, field.attname)
        if field.many_to_one:
            value = None if value is None else keys[field.related_model][value]
        values[name] = canonical(field, value)
    return without_defaults(kind, values)


def without_defaults(kind, values):
    """Leave out what a row has anyway, but for what it is known by."""
    return {
        name: value
        for name, value in values.items()
        if value not in (None, default_of(kind.fields[name]))
        or (name in kind.key_fields and value not in ("", None))
    }


def default_of(field):
    return canonical(field, None if field.many_to_one else field.get_default())


def canonical(field, value):
    """Return the one form of a field's value.

    Raises ValidationError where the field can hold no such value.
    """
    if field.many_to_one:
        return _natural_key(value)
    if isinstance(field, models.FileField):
        return str(value or "")
    value = field.to_python(value)
    if isinstance(field, models.TextField):
        return plain_lines(value) if isinstance(value, str) else value
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, dict):
        return _sorted(value, [each.name for each in field.model._meta.concrete_fields])
    return str(value) if isinstance(value, str) else value


def _natural_key(value):
    if value is None:
        return None
    if not isinstance(value, list | tuple) or any(isinstance(each, list | dict) for each in value):
        raise ValidationError(f"A row is named by its key in brackets: [{value}].")
    return ["" if each is None else str(each) for each in value]


def plain_lines(text):
    """A text without what no reader sees: how its lines end, and what is blank at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _moment(value):
    aware = timezone.make_aware(value, datetime.UTC) if timezone.is_naive(value) else value
    return aware.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _number(value):
    text = format(value.normalize(), "f")
    return int(text) if text.lstrip("-").isdigit() else text


def _sorted(mapping, names):
    """A mapping without what says nothing, in the order of the fields that it names."""
    places = {name: place for place, name in enumerate(names)}
    inner = {}
    for key in sorted(mapping, key=lambda key: (places.get(key, len(places)), key)):
        value = mapping[key]
        if isinstance(value, dict):
            value = _sorted(value, names)
        inner[key] = plain_lines(value) if isinstance(value, str) else value
    return {key: value for key, value in inner.items() if value not in ("", {})}
