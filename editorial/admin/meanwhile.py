"""What others did to pages since an editor saw them, for whoever acts on a list or deletes."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timesince import timesince

from ..admin_pages import admin_address
from ..models import Version
from ..models.history import PROGRAM
from .keys import key_in


@dataclass(frozen=True)
class Meanwhile:
    """What another editor did to a page last; `changes` is all that others changed, in a line."""

    author: str
    did: str
    title: str
    at: datetime
    changes: str
    address: str

    @property
    def is_here(self):
        return bool(self.address)

    @property
    def ago(self):
        if (timezone.now() - self.at).total_seconds() < 60:
            return "just now"
        return f"{timesince(self.at, depth=1)} ago"


class MeanwhileAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of HistoryAdmin.

    A list says as of which version it shows its pages, as `_as_of`. An action on pages that others
    changed since is done, and its editor told; a deletion asks first, showing what they changed.
    """

    def changelist_view(self, request, extra_context=None):
        # Asked before the rows are read: what is saved between the two is told once too often.
        context = {"as_of": last_version(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def response_action(self, request, queryset, **kwargs):
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if request.POST.get("select_across") == "1":
            keys = map(str, queryset.values_list("pk", flat=True))
        as_of, meanwhile = last_version(), self._meanwhile(request, keys)
        if any(each.is_here for each in meanwhile):
            request.POST = _without(request.POST, "post")
        response = super().response_action(request, queryset, **kwargs)
        if hasattr(response, "context_data"):
            response.context_data |= {"as_of": as_of, "meanwhile": meanwhile}
        elif meanwhile:
            told = render_to_string("editorial/_meanwhile.html", {"meanwhile": meanwhile})
            self.message_user(request, told, messages.WARNING)
        return response

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        key = unquote(object_id)
        if request.method == "POST":
            self.lock(pk=key)
        context = {"as_of": last_version(), "meanwhile": self._meanwhile(request, [key])}
        if context["meanwhile"]:
            # As when it is asked for the first time.
            request.POST = QueryDict()
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def _meanwhile(self, request, keys):
        asked = key_in(request.POST.get("_as_of", ""))
        if asked is None:
            return []
        keys = [key for key in map(key_in, keys) if key is not None]
        versions = Version.objects.of(self.model, keys).filter(pk__gt=asked)
        versions = versions.changes().exclude(action=Version.Action.FOUND)
        versions = versions.exclude(revision__author=request.user)
        by_page = {}
        for version in versions.with_revision():
            by_page.setdefault(version.object_id, []).append(version)
        return [self._told(*versions) for versions in by_page.values()]

    def _told(self, last, *earlier):
        is_gone = last.action == Version.Action.DELETED
        change = (last.object_id, last.pk)
        changes = [version.summary for version in (last, *earlier) if version.summary]
        return Meanwhile(
            author=last.revision.author_name or PROGRAM,
            did=last.get_action_display().lower(),
            title=last.title,
            at=last.revision.made_at,
            changes="; ".join(dict.fromkeys(changes)),
            address="" if is_gone else admin_address(self.model, "version", *change),
        )


def last_version():
    """The key of the last version of any page: nothing that is shown now is newer."""
    return Version.objects.aggregate(last=Max("pk"))["last"] or 0


def _without(data, name):
    data = data.copy()
    data.pop(name, None)
    return data
