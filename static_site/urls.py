"""The URLs of the static site: those of the site that visitors read, and its own few.

What is not here no template of the static site can link to: neither the admin nor the API.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from franchise import errors, urls

from .search_index import search_index


def not_found(request):
    """The page that hosts show where they have none, as a page like others."""
    page = errors.not_found(request, None)
    page.status_code = 200
    return page


urlpatterns = [
    *urls.files,
    *i18n_patterns(
        path("404.html", not_found, name="not_found"),
        path("search/index.js", search_index, name="search_index"),
        prefix_default_language=False,
    ),
    *urls.pages,
]
