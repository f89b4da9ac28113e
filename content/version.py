"""Which version of the content a page is made from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F
from django.utils import timezone

from .models import ContentVersion


@dataclass(frozen=True)
class CurrentVersion:
    """`number` differs between any two states of the content; `moved_at` says since when it is."""

    number: int
    moved_at: datetime


# The content of a database in which none was ever written.
NOTHING_YET = CurrentVersion(0, datetime.fromtimestamp(0, UTC))


def current(using: str = DEFAULT_DB_ALIAS) -> CurrentVersion:
    """Return the version of the content in a database: of a replica, of what has reached it."""
    # Not by a queryset: every page that is kept asks this, and nothing else.
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT number, moved_at FROM {ContentVersion._meta.db_table}")  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        return NOTHING_YET
    number, moved_at = row
    # SQLite keeps no zone.
    return CurrentVersion(number, moved_at if moved_at.tzinfo else moved_at.replace(tzinfo=UTC))


def move(using: str = DEFAULT_DB_ALIAS) -> None:
    """Give the content another version: for what is written around the triggers that do so."""
    now, rows = timezone.now(), ContentVersion.objects.using(using)
    if not rows.update(number=F("number") + 1, moved_at=now):
        rows.create(pk=1, number=int(now.timestamp() * 1000), moved_at=now)
