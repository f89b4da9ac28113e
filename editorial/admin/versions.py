"""The history of a page: who changed what, what differs, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import history, saving
from ..admin_urls import admin_url
from ..differences import differences
from ..models import Version
from ..requests import key_in

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

VERSIONS_A_PAGE = 50


def list_versions(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str
) -> HttpResponse:
    page = model_admin.page_or_404(request, object_id)
    versions = Version.objects.of(model_admin.model, [page.pk]).with_revision()
    return model_admin.render(
        request,
        "editorial/history.html",
        title=f"History: {page}",
        original=page,
        page=Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("p")),
    )


def show_version(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str, version_id: int
) -> HttpResponse:
    """Show what a version changed; what changed since `from`, where the URL has one."""
    page = model_admin.page_or_404(request, object_id)
    versions = Version.objects.of(model_admin.model, [page.pk]).select_related("revision")
    version = get_object_or_404(versions, pk=version_id)
    older = versions.filter(pk__lt=version.pk)
    if key := request.GET.get("from"):
        before = get_object_or_404(older, pk=key_in(key))
    else:
        before = older.first()
    return model_admin.render(
        request,
        "editorial/version.html",
        title=f"{page}: what changed",
        original=page,
        version=version,
        before=before,
        changes=differences(before.state if before else [], version.state),
        # What no editor changed is kept before the next change: looking at it writes nothing.
        is_now=version.state == history.state_of(page),
        older=older.with_revision()[:VERSIONS_A_PAGE],
        can_revert=model_admin.has_change_permission(request, page),
    )


@require_POST
@transaction.atomic
def revert(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str, version_id: int
) -> HttpResponse:
    """Make a page what it was."""
    page = model_admin.page_or_404(request, object_id)
    if not model_admin.has_change_permission(request, page):
        raise PermissionDenied
    saving.lock(model_admin.model, [page.pk])
    history.catch_up([page])
    version = get_object_or_404(
        Version.objects.of(model_admin.model, [page.pk]).select_related("revision"), pk=version_id
    )
    when = timezone.localtime(version.revision.made_at)
    done = f"“{page}” was restored to its version of {when:%-d %B %Y at %H:%M}."
    return _restored(request, model_admin, version, history.Action.REVERTED, done)


def list_deleted(request: HttpRequest, model_admin: EditorialAdmin) -> HttpResponse:
    """List the pages of this kind that are deleted, the last first."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    here = model_admin.model._base_manager.values("pk")
    gone = _deletions(model_admin.model).exclude(object_id__in=here)
    versions = gone.latest().with_revision()
    return model_admin.render(
        request,
        "editorial/deleted.html",
        title=f"Deleted {model_admin.opts.verbose_name_plural}",
        page=Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("p")),
        can_recover=model_admin.has_add_permission(request),
    )


@require_POST
def recover(request: HttpRequest, model_admin: EditorialAdmin, version_id: int) -> HttpResponse:
    """Bring a deleted page back."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    version = get_object_or_404(_deletions(model_admin.model), pk=version_id)
    if model_admin.model._base_manager.filter(pk=version.object_id).exists():
        model_admin.message_user(request, f"“{version.title}” already exists.", messages.INFO)
        return redirect(admin_url(model_admin.model, "change", version.object_id))
    done = f"“{version.title}” was recovered."
    return _restored(request, model_admin, version, history.Action.RECOVERED, done)


def _deletions(model: type[models.Model]) -> models.QuerySet:
    return Version.objects.filter(model=model._meta.label_lower, action=history.Action.DELETED)


def _restored(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    version: Version,
    action: history.Action,
    done: str,
) -> HttpResponse:
    """Restore a page, and go to it; say why where it cannot be."""
    try:
        with transaction.atomic():
            model_admin.page_restored(history.restore(version, action, author=request.user))
    except history.CannotRestore as error:
        for problem in error.problems:
            model_admin.message_user(request, problem, messages.ERROR)
        came_from = request.META.get("HTTP_REFERER")
        return redirect(came_from or admin_url(model_admin.model, "deleted"))
    model_admin.message_user(request, done, messages.SUCCESS)
    return redirect(admin_url(model_admin.model, "change", version.object_id))


ROUTES = [
    ("deleted/", list_deleted, "deleted"),
    ("deleted/<int:version_id>/recover/", recover, "recover"),
    ("<path:object_id>/history/<int:version_id>/", show_version, "version"),
    ("<path:object_id>/history/<int:version_id>/revert/", revert, "revert"),
]
