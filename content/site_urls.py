"""URLs of this site: whole, as others use them at SITE_URL, and resolved."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override


def absolute_url(url):
    """Return a path of this site with its scheme and host; another host's stays as it is."""
    return urljoin(settings.SITE_URL, url)


def absolute_url_of(row):
    """Return the URL of a row's page."""
    return absolute_url(row.get_absolute_url())


def language_of(path: str) -> str:
    """Return the language that the prefix of a path names, or else the site's own."""
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def resolve_in_language(path: str) -> ResolverMatch:
    """Resolve a path in the language that it names. Raises Resolver404."""
    with override(language_of(path)):
        return resolve(path)
