"""Columns that follow from other rows, such as how many films a person has.

Lists sort and filter by them, so they have indexes, which a value computed by the query could not
have. The database itself keeps them right by triggers (triggers.py): whatever writes the rows
they follow from, be it a form, `loaddata`, `bulk_create()` or SQL, nothing can forget to.

An app says which columns it stores in its `stored.py`, as a list named STORED.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import AppConfig, apps
from django.db import connection
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Follows:
    """Rows of a table from which a stored column follows.

    `owners` is an SQL query for the ids of the rows that store it, in which `{row}` stands for the
    row written. Of an update only those count that name one of `columns`.
    """

    table: str
    columns: tuple[str, ...]
    owners: str


@dataclass(frozen=True)
class StoredColumn:
    """A column that holds what the SQL expression `value` gives for its row, never null."""

    table: str
    column: str
    value: str
    follows: tuple[Follows, ...]

    def update(self, owners: str) -> str:
        """Return the SQL statement that mends the rows whose ids the query `owners` gives."""
        return (
            f"UPDATE {self.table} SET {self.column} = fresh.value "  # noqa: S608 - of our own parts.
            f"FROM ({self._fresh(owners)}) AS fresh "
            f"WHERE {self.table}.id = fresh.id AND {self.table}.{self.column} <> fresh.value"
        )

    def drifted(self) -> str:
        """Return the SQL query that counts the rows that hold another value than they should."""
        return (
            f"SELECT COUNT(*) FROM {self.table} JOIN ({self._fresh()}) AS fresh "  # noqa: S608
            f"ON {self.table}.id = fresh.id WHERE {self.table}.{self.column} <> fresh.value"
        )

    def _fresh(self, owners: str = "") -> str:
        some = f" WHERE {self.table}.id IN ({owners})" if owners else ""
        return f"SELECT {self.table}.id AS id, {self.value} AS value FROM {self.table}{some}"  # noqa: S608


def content_apps() -> Iterator[AppConfig]:
    """The apps whose rows visitors see: those that say what they store, if only an empty list.

    Those come first from which others follow.
    """
    configs = reversed(list(apps.get_app_configs()))
    return (each for each in configs if module_has_submodule(each.module, "stored"))


def stored_columns() -> list[StoredColumn]:
    """All stored columns, those first from which others follow."""
    found = (import_module(f"{each.name}.stored").STORED for each in content_apps())
    return [column for columns in found for column in columns]


def mend() -> dict[str, int]:
    """Compute all stored columns anew, and return how many rows of each were wrong.

    Only what wrote around the triggers, such as a restored dump of some tables, leaves any.
    """
    mended = {}
    with connection.cursor() as cursor:
        for each in stored_columns():
            cursor.execute(each.update(f"SELECT id FROM {each.table}"))  # noqa: S608
            mended[f"{each.table}.{each.column}"] = cursor.rowcount
    return mended


def drift() -> dict[str, int]:
    """Return how many rows of each stored column hold another value than they should."""
    drifted = {}
    with connection.cursor() as cursor:
        for each in stored_columns():
            cursor.execute(each.drifted())
            drifted[f"{each.table}.{each.column}"] = cursor.fetchone()[0]
    return drifted
