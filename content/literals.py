"""Conditions and sort keys for indexes, with their constants in the SQL itself.

SQLite uses an index on an expression, or on some of a table's rows, only where the query has the
same constant in the same place. Django's own lookups hand it over as a parameter.
"""

from django.db import models


class IsPositive(models.Func):
    """Whether a count is more than 0: for `filter()` and for the condition of an index."""

    template = "%(expressions)s > 0"
    output_field = models.BooleanField()
    conditional = True


class IsUndated(models.Func):
    """Whether a PartialDate is empty: sorts rows without a date after all that have one."""

    template = "(%(expressions)s = '')"
    output_field = models.BooleanField()


class OrZero(models.Func):
    """A whole number, or 0 where it is not known."""

    template = "COALESCE(%(expressions)s, 0)"
    output_field = models.IntegerField()
