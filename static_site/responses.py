"""What the site answers to a visitor of the static site, without a server between them."""

import io
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import override

from content.site_urls import absolute_url, language_of, resolve_in_language
from films.links import present_url


class Request(WSGIRequest):
    """A request for a page of a static site, which nobody has sent."""

    def __init__(self, url, static_site):
        path, _, query = url.partition("?")
        path = unquote(path)
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
        super().__init__(environ | {"wsgi.input": io.BytesIO()})
        self.static_site = static_site
        self.LANGUAGE_CODE = language_of(path)
        self.resolver_match = resolve_in_language(path)

    def get_host(self):
        """No header names it, so none need be trusted."""
        return urlsplit(absolute_url("/")).netloc


def content_of(target, static_site):
    """Return the bytes that answer for a Target. Raises Http404 where there is nothing."""
    folder, _, name = target.file.partition("/")
    if folder == "static":
        return static_content(name)
    if folder == "media":
        return _stored(default_storage, name)
    return _page(target.url, static_site)


def static_content(name):
    """The bytes of a static file: as it was collected, or in development of its source."""
    if source := finders.find(name):
        with open(source, "rb") as file:
            return file.read()
    return _stored(staticfiles_storage, name)


def _stored(storage, name):
    try:
        with storage.open(name) as file:
            return file.read()
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404(name) from error


def _page(url, static_site):
    request = Request(url, static_site)
    match = request.resolver_match
    with override(request.LANGUAGE_CODE):
        try:
            response = match.func(request, *match.args, **match.kwargs)
        except Http404:
            response = _moved(request)
        if hasattr(response, "render"):
            response.render()
    if response.status_code == 302:
        # The icon: a host knows no redirects.
        return content_of(static_site.target(response["Location"]), static_site)
    return response.content


def _moved(request):
    """The page at a URL that another has left; no host redirects from it."""
    url = present_url(request.resolver_match)
    if url is None:
        raise Http404(request.path)
    return render(request, "static_site/moved.html", {"url": url})
