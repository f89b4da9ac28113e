"""Preview: the page that visitors would see of a form as it is, of which nothing is kept.

The form is tried, as trials.py does it, and the page's own view renders what it makes.
"""

import io
from functools import partial

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.shortcuts import render
from django.urls import path, resolve, translate_url
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ..models import Publishable
from .trials import TrialAdmin

# What a view asks of a request besides its address: the host, and nothing of the editor.
SERVER = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme", "wsgi.errors")


class PreviewAdmin(TrialAdmin):
    """Mixed into the admin of content, in front of HistoryAdmin: previews what has a page."""

    @property
    def has_preview(self):
        return hasattr(self.model, "get_absolute_url")

    def get_urls(self):
        if not self.has_preview:
            return super().get_urls()
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view(never_cache(require_POST(self.preview_view)))
        return [
            path("add/preview/", view, name="{}_{}_preview_new".format(*info)),
            path("<path:object_id>/change/preview/", view, name="{}_{}_preview".format(*info)),
            *super().get_urls(),
        ]

    def preview_view(self, request, object_id=None):
        """Answer a form with the page it would make; `language` in the address says in which."""
        response = self.try_form(request, object_id, partial(public_page, request))
        response["X-Robots-Tag"] = "noindex"
        return response


def public_page(request, page):
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
        address, _, anchor = page.get_absolute_url().partition("#")
        try:
            response = _answer(request, translate_url(address, language))
        except Http404:
            return render(request, "editorial/no_page.html", {"page": page}, status=422)
        response.content  # noqa: B018 - rendered now: what it reads is gone after.
    response["Content-Location"] = f"{address}#{anchor}" if anchor else address
    return response


def _publish(row):
    """Let a row be seen by `published()`, without any trace of who saved it."""
    if isinstance(row, Publishable):
        live = {"status": Publishable.Status.PUBLISHED, "publish_at": None, "unpublish_at": None}
        type(row).objects.filter(pk=row.pk).update(**live)


def server_of(request):
    return {key: request.META[key] for key in SERVER if key in request.META}


def _answer(request, address):
    visitor = WSGIRequest(
        server_of(request)
        | {"REQUEST_METHOD": "GET", "PATH_INFO": address, "wsgi.input": io.BytesIO()}
    )
    visitor.resolver_match = match = resolve(visitor.path_info)
    return match.func(visitor, *match.args, **match.kwargs)
