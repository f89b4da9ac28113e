"""Conditions and sort keys for indexes, with their constants in the SQL itself.

SQLite uses an index on an expression, or on some of a table's rows, only where the query has the
same constant in the same place. Django's own lookups hand it over as a parameter.
"""

from collections.abc import Sequence

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

type Sql = tuple[str, Sequence[object]]


class _Condition(models.Lookup):
    """What holds of a column by itself: for `filter()` and for the condition of an index.

    A Lookup, as Django compares all else with a parameter: `film_count > 0 = ?`. With the constant
    SQLite sees that the condition is the index's, and reads what it needs from there alone.
    """

    prepare_rhs = False

    def __init__(self, lhs: str | Combinable, rhs: None = None) -> None:
        super().__init__(models.F(lhs) if isinstance(lhs, str) else lhs, rhs)


class IsPositive(_Condition):
    """Whether a count is more than 0."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, parameters = self.process_lhs(compiler, connection)
        # Not `> 0` alone: SQLite would look that up in whatever index begins with the column.
        return f"({column} > 0) = 1", parameters

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} > 0", parameters


class IsTrue(_Condition):
    """Whether a boolean is true."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = 1", parameters

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        return self.process_lhs(compiler, connection)


class IsUndated(models.Func):
    """Whether a PartialDate is empty: sorts rows without a date after all that have one."""

    template = "(%(expressions)s = '')"
    output_field = models.BooleanField()


class OrZero(models.Func):
    """A whole number, or 0 where it is not known."""

    template = "COALESCE(%(expressions)s, 0)"
    output_field = models.IntegerField()
