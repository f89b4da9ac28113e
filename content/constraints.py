"""Rules that many models share, as database constraints: they hold under loaddata too."""

from django.db.models import CheckConstraint, Q


def filled(*fields, name, message):
    """Each of these texts says something."""
    condition = Q(*(~Q(**{field: ""}) for field in fields))
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def one_of(choices, field, *, name, or_none=False):
    """The field holds one of its choices, or is empty where it may be."""
    values = [*choices.values, *([""] if or_none else [])]
    return CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=f"{field} is one of: {', '.join(map(str, choices.values))}.",
    )
