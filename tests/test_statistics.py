"""The database counts its tables after much was written: its plans for queries need it."""

import pytest
from django.core.management import call_command
from django.db import connection

from content import statistics

from .factories import make_film


def is_counted(table):
    """Whether the database knows how many rows a table has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if "sqlite_stat1" not in connection.introspection.table_names(cursor):
                return False
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = %s", [table])
        else:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stats WHERE schemaname = current_schema() "
                "AND tablename = %s",
                [table],
            )
        return cursor.fetchone()[0] > 0


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(statistics, "MANY", 2)


def test_few_rows_refresh_no_statistics(db, few_are_many):
    make_film()
    statistics.refresh_after(1)
    assert not is_counted("films_film")


def test_many_rows_refresh_the_statistics(db, few_are_many):
    make_film()
    statistics.refresh_after(2)
    assert is_counted("films_film")


def test_a_fixture_of_many_rows_refreshes_the_statistics(db, few_are_many, lost_bullet):
    assert is_counted("films_credit")


def test_a_rebuilt_index_of_many_entries_refreshes_the_statistics(db, few_are_many):
    for title in ("One", "Two", "Three"):
        make_film(title)
    call_command("rebuild_search", verbosity=0)
    assert is_counted("franchise_searchentry")
