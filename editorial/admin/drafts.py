"""Drafts: the form is kept as it is, shown again later, and saved like any form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from .. import drafts
from ..admin_urls import admin_url, change_url, draft_url
from ..models import Draft, Version
from ..requests import key_in

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin


@require_POST
def keep_draft(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Keep what was sent; answer a script with the draft's number, else open the draft."""
    draft = kept(request, model_admin, object_id)
    url = draft_url(draft)
    if request.accepts("text/html"):
        model_admin.message_user(request, f"Draft of “{draft}” saved.", messages.SUCCESS)
        return redirect(url)
    return JsonResponse({"draft": draft.pk, "read": draft.stamp, "url": url})


def kept(request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None) -> Draft:
    """Keep what was sent as a Draft of its page, or of one to be created, and return it."""
    key = key_in(unquote(object_id)) if object_id else None
    if object_id and key is None:
        raise Http404(f"No {model_admin.opts.verbose_name} has the key {object_id}.")
    model_admin = model_admin.for_user(request.user, is_new=key is None)
    try:
        return drafts.keep(model_admin, request.user, key, request.POST)
    except Version.DoesNotExist as error:
        raise Http404(f"No {model_admin.opts.verbose_name} has the key {key}.") from error


def discard_draft(request: HttpRequest, model_admin: EditorialAdmin, draft_id: int) -> HttpResponse:
    """Ask whether a draft of one's own is to go; by POST, let it go."""
    draft = get_object_or_404(drafts.drafts_of(model_admin.model), pk=draft_id, author=request.user)
    page = draft.page
    if request.method == "POST":
        draft.delete()
        model_admin.message_user(request, f"Draft of “{draft}” discarded.", messages.SUCCESS)
        pages = admin_url(model_admin.model, "changelist")
        return redirect(change_url(page) if page else pages)
    return model_admin.render(
        request,
        "editorial/discard.html",
        title=f"Discard the draft of “{draft}”?",
        draft=draft,
        page=page,
        back=draft_url(draft),
    )


ROUTES = [
    ("add/draft/", keep_draft, "draft_new"),
    ("<path:object_id>/change/draft/", keep_draft, "draft"),
    ("drafts/<int:draft_id>/discard/", discard_draft, "discard"),
]
