"""How many rows a long list has, counted once for each version of the content.

To count a hundred thousand rows takes as long as to make a page of them, and all the pages and
orders of a list ask for the same number.
"""

import hashlib

from django.core.cache import cache
from django.db import connections
from django.db.models import QuerySet

from . import version

KEPT_FOR = 3600  # seconds


def count_of(rows: QuerySet) -> int:
    """Return how many rows there are, of content that visitors see.

    In a transaction they are counted each time: what it has written is in no version yet.
    """
    if connections[rows.db].in_atomic_block:
        return rows.count()
    sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    counted = f"{version.current(rows.db).number} {sql} {parameters}"
    key = f"count-{hashlib.sha256(counted.encode()).hexdigest()}"
    return cache.get_or_set(key, rows.count, KEPT_FOR)
