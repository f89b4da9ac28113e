"""URLs of this site as other machines use them: at SITE_URL, whatever host was asked."""

from urllib.parse import urljoin

from django.conf import settings


def absolute_url(url):
    """Return a path of this site with its scheme and host; another host's stays as it is."""
    return urljoin(settings.SITE_URL, url)


def absolute_url_of(row):
    """Return the URL of a row's page."""
    return absolute_url(row.get_absolute_url())
