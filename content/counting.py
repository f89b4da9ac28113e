"""What whole lists say, found once for each version of the content: how many rows there are.

To count a hundred thousand rows takes as long as to make a page of them, and all the pages and
orders of a list ask for the same number.
"""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from . import version

KEPT_FOR = 3600  # seconds


def count_of(rows: QuerySet) -> int:
    """Return how many rows there are, of content that visitors see."""
    try:
        sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        # Known without the database: such as what is named by one of no keys.
        return 0
    return once_a_version(f"{sql} {parameters}", rows.count, rows.db)


def once_a_version[Value](name: str, find: Callable[[], Value], using: str) -> Value:
    """Return what `find` does, by its `name`: found anew where the content has changed.

    In a transaction it is found each time: what that has written is in no version yet.
    """
    if connections[using].in_atomic_block:
        return find()
    named = f"{version.current(using).number} {name}"
    key = f"count-{hashlib.sha256(named.encode()).hexdigest()}"
    return cache.get_or_set(key, find, KEPT_FOR)
