"""The triggers with which the database keeps what follows from content: its version, its columns.

They are made anew after every `migrate` and dropped before: SQLite rebuilds a table to alter it,
and neither keeps the table's triggers nor allows others to name it meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

from . import version
from .models import ContentChange, ContentVersion
from .stored_columns import Follows, StoredColumn, content_apps, stored_columns

PREFIX = "content_keeps_"
VERSION, CHANGE = ContentVersion._meta.db_table, ContentChange._meta.db_table
# A row of a transition: what a trigger finds in {row}.
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def create(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Make all triggers for the tables that there are, and mend what was written without them."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    statements = _Sqlite if connection.vendor == "sqlite" else _PostgreSQL
    with connection.cursor() as cursor:
        # `flush` says that it has migrated, too, and drops nothing before.
        if VERSION not in tables or _existing(cursor):
            return
        mended = 0
        # First: a trigger on each row that is mended would look for what follows from it.
        for each in stored_columns():
            if _tables_of(each) <= tables:
                cursor.execute(each.update(f"SELECT id FROM {each.table}"))  # noqa: S608
                mended += cursor.rowcount
        for statement in statements().all(tables):
            cursor.execute(statement)
    if mended:
        version.move(using)


def drop(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Drop all triggers, and in PostgreSQL the functions that they call."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in _existing(cursor):
            cursor.execute(_DROPPED[connection.vendor].format(name))


@contextmanager
def suspended(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Fill a database without triggers, and mend what they keep when it is done.

    A trigger counts all reviews of a publication anew for each that is written: of a hundred
    thousand that takes longer than all else. Only for a database that nobody else writes to.
    """
    drop(using)
    try:
        yield
    finally:
        create(using)


def _existing(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_LISTED[cursor.db.vendor], [f"{PREFIX}%"])
    return [name for (name,) in cursor.fetchall()]


_LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT proname FROM pg_proc WHERE proname LIKE %s",
}
_DROPPED = {"sqlite": "DROP TRIGGER {}", "postgresql": "DROP FUNCTION {}() CASCADE"}


def _tables_of(column: StoredColumn) -> set[str]:
    return {column.table, *(each.table for each in column.follows)}


def _follows(column: StoredColumn) -> Iterator[tuple[Follows, tuple[str, ...]]]:
    """What a column follows from, with the events that count; first of all its own row.

    A row that is saved as it was read a while ago writes an old value, which is mended.
    """
    yield Follows(column.table, (column.column,), "SELECT {row}.id"), ("INSERT", "UPDATE")
    yield from ((each, ("INSERT", "UPDATE", "DELETE")) for each in column.follows)


class _Statements:
    """The statements that make the triggers, in the dialect of one database."""

    def all(self, tables: set[str]) -> Iterator[str]:
        for config in content_apps():
            for model in config.get_models():
                if model._meta.db_table in tables:
                    yield from self.moving_version(model._meta.db_table)
        for column in stored_columns():
            if _tables_of(column) <= tables:
                yield from self.storing(column)

    def storing(self, column: StoredColumn) -> Iterator[str]:
        for number, (follows, events) in enumerate(_follows(column)):
            for event in events:
                yield from self.trigger(
                    f"{PREFIX}{column.table}_{column.column}_{number}_{event.lower()}",
                    follows,
                    event,
                    [column.update(follows.owners.format(row=row)) for row in ROWS[event]],
                )

    def trigger(self, name: str, follows: Follows, event: str, body: list[str]) -> Iterator[str]:
        raise NotImplementedError

    def moving_version(self, table: str) -> Iterator[str]:
        raise NotImplementedError


def _of_columns(event: str, columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}" if event == "UPDATE" else event


def _changed(event: str, columns: tuple[str, ...], differs: str) -> str:
    """A condition: most rows that are saved hold in these columns what they held before."""
    if event != "UPDATE":
        return ""
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


class _Sqlite(_Statements):
    def trigger(self, name: str, follows: Follows, event: str, body: list[str]) -> Iterator[str]:
        changed = _changed(event, follows.columns, "IS NOT")
        yield (
            f"CREATE TRIGGER {name} AFTER {_of_columns(event, follows.columns)} "
            f"ON {follows.table} {f'WHEN {changed} ' if changed else ''}"
            f"BEGIN {'; '.join(body)}; END"
        )

    def moving_version(self, table: str) -> Iterator[str]:
        # The first number is a time in milliseconds, so that no version comes back after a flush.
        move = (
            f"INSERT INTO {VERSION} (id, number, moved_at) "  # noqa: S608 - of our own parts.
            "VALUES (1, strftime('%s', 'now') * 1000, strftime('%Y-%m-%d %H:%M:%f', 'now')) "
            "ON CONFLICT (id) DO UPDATE SET number = number + 1, moved_at = excluded.moved_at"
        )
        for event in ROWS:
            name = f"{PREFIX}version_{table}_{event.lower()}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {move}; END"


class _PostgreSQL(_Statements):
    """Each trigger calls a function of the same name."""

    def all(self, tables: set[str]) -> Iterator[str]:
        """Two who write must not wait for each other at the version's one row until they commit.

        So a transaction leaves a mark when it first writes content, and the version is moved
        last of all: by a trigger on the mark that is deferred to the commit.
        """
        yield self.function(
            f"{PREFIX}version",
            "IF current_setting('content.is_changed', true) "
            "IS DISTINCT FROM pg_current_xact_id()::text THEN "
            f"INSERT INTO {CHANGE} DEFAULT VALUES; "
            "PERFORM set_config('content.is_changed', pg_current_xact_id()::text, true); "
            "END IF",
        )
        yield self.function(
            f"{PREFIX}change",
            f"DELETE FROM {CHANGE} WHERE id = NEW.id; "  # noqa: S608 - of our own parts.
            f"INSERT INTO {VERSION} AS version (id, number, moved_at) "
            "VALUES (1, (extract(epoch FROM now()) * 1000)::bigint, clock_timestamp()) "
            "ON CONFLICT (id) DO UPDATE "
            "SET number = version.number + 1, moved_at = excluded.moved_at",
        )
        yield (
            f"CREATE CONSTRAINT TRIGGER {PREFIX}change AFTER INSERT ON {CHANGE} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {PREFIX}change()"
        )
        yield from super().all(tables)

    def function(self, name: str, body: str) -> str:
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {body}; RETURN NULL; END $$"
        )

    def trigger(self, name: str, follows: Follows, event: str, body: list[str]) -> Iterator[str]:
        changed = _changed(event, follows.columns, "IS DISTINCT FROM")
        yield self.function(name, "; ".join(body))
        yield (
            f"CREATE TRIGGER {name} AFTER {_of_columns(event, follows.columns)} "
            f"ON {follows.table} FOR EACH ROW {f'WHEN ({changed}) ' if changed else ''}"
            f"EXECUTE FUNCTION {name}()"
        )

    def moving_version(self, table: str) -> Iterator[str]:
        yield (
            f"CREATE TRIGGER {PREFIX}version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}version()"
        )
