"""Preview: the page that visitors would see of a form as it is, of which nothing is kept."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.handlers.wsgi import WSGIRequest
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, translate_url
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import saving
from ..models import Publishable
from ..requests import key_in

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

# What a view asks of a request besides its URL: the host, and nothing of the editor.
SERVER = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme", "wsgi.errors")


@never_cache
@require_POST
def preview(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Answer a form with the page it would make; `language` in the URL says in which."""
    if not model_admin.has_preview:
        raise Http404(f"No {model_admin.opts.verbose_name} has a page.")
    response = saving.dry_run(as_typed(request, model_admin, object_id), partial(answer, request))
    response["X-Robots-Tag"] = "noindex"
    return response


def as_typed(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None
) -> saving.Submission:
    """The form in a browser as it is: merged with nothing, and nothing is asked about it."""
    key = key_in(unquote(object_id)) if object_id else None
    if object_id and key is None:
        raise Http404(f"No {model_admin.opts.verbose_name} has the key {object_id}.")
    admin_for_user = model_admin.for_user(request.user, is_new=key is None)
    return saving.Submission(
        admin_for_user, request.user, key, request.POST, merges=False, asks=False
    )


def answer(request: HttpRequest, form: saving.PageForm) -> HttpResponse:
    """Return the page that a form has made, or with status 422 what is wrong with the form."""
    if not form.is_saved:
        return not_yet(request, form)
    return public_page(request, form.page)


def not_yet(request: HttpRequest, form: saving.PageForm) -> HttpResponse:
    context = {"problems": form.problems()}
    return render(request, "editorial/not_yet.html", context, status=422)


def public_page(request: HttpRequest, page: models.Model) -> HttpResponse:
    """Return the public page of a row as if it were published, within the caller's transaction."""
    _publish(page)
    for field in page._meta.concrete_fields:
        if field.many_to_one and (row := getattr(page, field.name)):
            _publish(row)
    language = request.GET.get("language")
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with override(language):
        # Of a review it is a place on its film's page.
        url, _, anchor = page.get_absolute_url().partition("#")
        try:
            response = _answer(request, translate_url(url, language))
        except Http404:
            return render(request, "editorial/no_page.html", {"page": page}, status=422)
        response.content  # noqa: B018 - rendered now: what it reads is gone after.
    response["Content-Location"] = f"{url}#{anchor}" if anchor else url
    return response


def _publish(row: models.Model) -> None:
    """Let a row be seen by `published()`, without any trace of who saved it."""
    if isinstance(row, Publishable):
        live = {"status": Publishable.Status.PUBLISHED, "publish_at": None, "unpublish_at": None}
        type(row).objects.filter(pk=row.pk).update(**live)


def _answer(request: HttpRequest, url: str) -> HttpResponse:
    """Ask the page's own view as a visitor does."""
    server = {key: request.META[key] for key in SERVER if key in request.META}
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": url, "wsgi.input": io.BytesIO()}
    visitor = WSGIRequest(server | asked)
    visitor.resolver_match = match = resolve(visitor.path_info)
    return match.func(visitor, *match.args, **match.kwargs)


ROUTES = [
    ("add/preview/", preview, "preview_new"),
    ("<path:object_id>/change/preview/", preview, "preview"),
]
