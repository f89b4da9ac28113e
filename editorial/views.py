"""What the editorial room shows outside the admin: previews that an editor has shared."""

from functools import partial

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import saving
from .admin.preview import answer, public_page
from .models import PreviewLink


@never_cache
@require_safe
def shared_preview(request, token):
    """Show what a preview link leads to, in the language that `language` in the URL names.

    Status 410 where it leads nowhere any more, and 404 where it never did.
    """
    link = PreviewLink.objects.select_related("draft__author").by_token(token)
    response = link and _preview(request, link)
    if response is None or response.status_code != 200:
        response = render(request, "editorial/no_preview.html", {"link": link}, status=410)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _preview(request, link):
    """The page as its draft would make it, or as it is; None where neither is there any more."""
    model = apps.get_model(link.model)
    if draft := link.draft:
        model_admin = admin.site.get_model_admin(model)
        try:
            submission = saving.submission_of(model_admin, draft, draft.author, asks=False)
            return saving.dry_run(submission, partial(answer, request))
        except (PermissionDenied, saving.PageIsGone):
            # Its author may no longer write it, or somebody has deleted what it is about.
            return None
    page = model._base_manager.filter(pk=link.object_id).first()
    if page is None:
        return None
    with transaction.atomic():
        response = public_page(request, page)
        transaction.set_rollback(True)
    return response
