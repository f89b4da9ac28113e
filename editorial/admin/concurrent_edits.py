"""What others did to pages since an editor saw them, for whoever acts on a list or deletes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince

from ..admin_urls import admin_url
from ..models import Version
from ..models.history import PROGRAM
from ..requests import key_in

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin


@dataclass(frozen=True)
class ConcurrentEdit:
    """What another editor did to a page last; `changes` is all that others changed, in a line."""

    author: str
    did: str
    title: str
    at: datetime
    changes: str
    url: str

    @property
    def is_here(self) -> bool:
        return bool(self.url)

    @property
    def ago(self) -> str:
        if (timezone.now() - self.at).total_seconds() < 60:
            return "just now"
        return f"{timesince(self.at, depth=1)} ago"


def last_version() -> int:
    """The key of the last version of any page: nothing that is shown now is newer."""
    return Version.objects.aggregate(last=Max("pk"))["last"] or 0


def of(
    model_admin: EditorialAdmin, request: HttpRequest, keys: Iterable[str]
) -> list[ConcurrentEdit]:
    """What others did to pages since the version that a form names as `_as_of`, one a page."""
    as_of = key_in(request.POST.get("_as_of", ""))
    if as_of is None:
        return []
    model = model_admin.model
    pages = [key for key in map(key_in, keys) if key is not None]
    versions = Version.objects.of(model, pages).filter(pk__gt=as_of)
    versions = versions.changes().exclude(action=Version.Action.FOUND)
    versions = versions.exclude(revision__author=request.user)
    by_page: dict[int, list[Version]] = {}
    for version in versions.with_revision():
        by_page.setdefault(version.object_id, []).append(version)
    return [_edit(model, versions) for versions in by_page.values()]


def _edit(model: type[Model], versions: list[Version]) -> ConcurrentEdit:
    last = versions[0]
    is_gone = last.action == Version.Action.DELETED
    changes = [version.summary for version in versions if version.summary]
    return ConcurrentEdit(
        author=last.revision.author_name or PROGRAM,
        did=last.get_action_display().lower(),
        title=last.title,
        at=last.revision.made_at,
        changes="; ".join(dict.fromkeys(changes)),
        url="" if is_gone else admin_url(model, "version", last.object_id, last.pk),
    )
