"""What visitors see of a Publishable, as the admin says it; and publishing from its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from .. import saving
from ..models import Publishable
from ..visibility import visibility

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

Status = Publishable.Status


def what_visitors_see(page: Publishable) -> str | SafeString:
    """A sentence for the editor who has saved a page, with a link where there is one to follow."""
    seen = visibility(page)
    if seen.name != "live":
        return seen.sentence
    return format_html(
        '{} <a href="{}" target="_blank">View page</a>.', seen.sentence, page.get_absolute_url()
    )


@display(
    description="Visible",
    ordering="status",
    label={"live": "success", "scheduled": "info", "draft": "warning", "hidden": "warning"},
)
def visible(page: Publishable) -> tuple[str, str]:
    """A column of a list."""
    seen = visibility(page)
    return seen.name, seen.label


@action(description="Publish", permissions=["change"])
def publish(model_admin: EditorialAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    _change_status(model_admin, request, queryset, Status.PUBLISHED)


@action(description="Unpublish", permissions=["change"])
def unpublish(model_admin: EditorialAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    _change_status(model_admin, request, queryset, Status.DRAFT)


def _change_status(
    model_admin: EditorialAdmin, request: HttpRequest, queryset: QuerySet, status: Status
) -> None:
    changed = saving.change_status(queryset, status, request.user)
    opts = model_admin.opts
    noun = opts.verbose_name if len(changed) == 1 else opts.verbose_name_plural
    done = "published" if status == Status.PUBLISHED else "unpublished"
    model_admin.message_user(request, f"{len(changed)} {noun} {done}.", messages.SUCCESS)


ACTIONS = [publish, unpublish]
