"""Visitors' pages read from a copy of the database, where REPLICA_URL names one.

A streaming replica is a moment behind, so whoever may just have saved something reads from the
primary: every request with a session, the admin, shared previews, and all that writes or is in a
transaction. Which of the two a query reads from says django.db.router.db_for_read(Model), as ever.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

from .middleware import paths_for_editors

REPLICA = "replica"

_may_be_behind = ContextVar("may_be_behind", default=False)


def public_reads(get_response: Callable) -> Callable:
    """Let a visitor's request read from the replica. Stands before what empties the cookies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_visitor = (
            request.method in {"GET", "HEAD"}
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not request.path_info.startswith(paths_for_editors())
        )
        token = _may_be_behind.set(is_visitor)
        try:
            return get_response(request)
        finally:
            _may_be_behind.reset(token)

    return middleware


class ReplicaRouter:
    def db_for_read(self, model: type, **hints: Any) -> str:
        if _may_be_behind.get() and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return REPLICA
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: type, **hints: Any) -> str:
        # What this request has written, it also reads.
        _may_be_behind.set(False)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
