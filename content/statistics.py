"""What the database knows of its own tables: without it, its plans for queries are guesses."""

from django.db import DEFAULT_DB_ALIAS, connections

# Rows that SQLite looks at in each index: enough for a plan, and a moment's work at any size.
ANALYSED = 1000
# Fewer rows change no plan.
MANY = 1000


def refresh(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the database count its tables anew: after much was written, and now and then.

    PostgreSQL also does so by itself a minute after it was written to. SQLite never does.
    """
    with connections[using].cursor() as cursor:
        if cursor.db.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSED}")
        cursor.execute("ANALYZE")


def refresh_after(rows: int, using: str = DEFAULT_DB_ALIAS) -> None:
    """Refresh them where so many rows were written at once that plans may be others now."""
    if rows >= MANY:
        refresh(using)
