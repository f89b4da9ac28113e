"""Counts of related rows as a column of a list, without a query a row."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def row_count(rows, relation, of="pk"):
    """Return an expression: how many of `rows` point at the outer query's row by `relation`.

    With `of`, how many different values of that field they have.
    """
    counted = rows.filter(**{relation: OuterRef("pk")}).order_by().values(relation)
    return Coalesce(Subquery(counted.values(count=Count(of, distinct=of != "pk"))), 0)
