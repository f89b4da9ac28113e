"""Preview links: made, listed and revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from ..admin_urls import admin_url, change_url, draft_url
from ..drafts import drafts_of
from ..models import Draft, PreviewLink
from ..requests import key_in
from .drafts import kept

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

DAYS = {1: "for a day", 7: "for a week", 30: "for a month"}


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(choices=DAYS, coerce=int)


def context(model_admin: EditorialAdmin, page: models.Model | None) -> dict:
    """Where the form of a page is previewed and shared, and how many links to it are open."""
    model = model_admin.model
    if page is None:
        return {
            "preview_url": admin_url(model, "preview_new"),
            "share_url": admin_url(model, "share_new"),
        }
    links = PreviewLink.objects.filter(model=model._meta.label_lower, object_id=page.pk)
    return {
        "preview_url": admin_url(model, "preview", page.pk),
        "share_url": admin_url(model, "share", page.pk),
        "open_links": links.open().count(),
    }


@require_POST
def share(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Keep the form as a draft, and go to the links by which it is shared."""
    draft = kept(request, model_admin, object_id)
    return redirect(f"{admin_url(model_admin.model, 'links')}?draft={draft.pk}")


def list_links(request: HttpRequest, model_admin: EditorialAdmin) -> HttpResponse:
    """List the open links to what `draft` or `page` in the URL name; by POST, change them.

    Those of a page are listed with those of its drafts.
    """
    page, draft = _shared(request, model_admin)
    if not model_admin.may_draft(request.user, page is None):
        raise PermissionDenied
    links = PreviewLink.objects.filter(model=model_admin.opts.label_lower).open()
    links = links.filter(object_id=page.pk) if page else links.filter(draft=draft)
    if request.method == "POST":
        _change_links(request, model_admin, links, page, draft)
        return redirect(request.get_full_path())
    return model_admin.render(
        request,
        "editorial/links.html",
        title=f"Preview links to “{draft or page}”",
        links=links.select_related("made_by", "draft__author"),
        origin=f"{request.scheme}://{request.get_host()}",
        days=DAYS,
        draft=draft,
        back=draft_url(draft) if draft else change_url(page),
    )


def _shared(
    request: HttpRequest, model_admin: EditorialAdmin
) -> tuple[models.Model | None, Draft | None]:
    """The page that links are about, if it is there, and the draft, if it is one."""
    draft = drafts_of(model_admin.model).filter(pk=key_in(request.GET.get("draft", ""))).first()
    page = draft.page if draft else model_admin.get_object(request, request.GET.get("page", ""))
    if not (page or draft):
        raise Http404("There is nothing to share: this draft was saved or discarded.")
    return page, draft


def _change_links(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    links: models.QuerySet,
    page: models.Model | None,
    draft: Draft | None,
) -> None:
    if "revoke" in request.POST:
        links.filter(pk=key_in(request.POST["revoke"])).delete()
        model_admin.message_user(request, "Link revoked.", messages.SUCCESS)
        return
    form = LinkForm(request.POST)
    if not form.is_valid():
        model_admin.message_user(request, "Choose how long the link is valid.", messages.ERROR)
        return
    PreviewLink.objects.create(
        model=model_admin.opts.label_lower,
        object_id=page and page.pk,
        draft=draft,
        made_by=request.user,
        expires_at=timezone.now() + timedelta(days=form.cleaned_data["days"]),
    )


ROUTES = [
    ("links/", list_links, "links"),
    ("add/share/", share, "share_new"),
    ("<path:object_id>/change/share/", share, "share"),
]
