"""Which parameters a page reads from its query."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable)


def reads(*names: str) -> Callable[[View], View]:
    """Say which parameters of the query a view reads: of others, such as utm_source, it knows
    nothing, and they make no other page. A view that says nothing reads none.
    """

    def mark(view: View) -> View:
        view.reads = frozenset(names)
        return view

    return mark
