"""Tells a cache in front of the site, such as a CDN, that the pages it keeps may be old."""

import logging
import time

import urllib3
from django.conf import settings

from . import version

logger = logging.getLogger(__name__)

# All in seconds. Between two looks at the version:
PAUSE = 3
# How long the cache may take to answer.
TIMEOUT = 10
# After a first failure, and at most: each further one doubles it.
FIRST_RETRY, LONGEST_RETRY = 5, 300
# How Cloudflare calls it. Fastly, and a location of one's own in Varnish or nginx, read no body.
EVERYTHING = {"purge_everything": True}


class Purger:
    """Sends a request to PURGE_URL after the content has changed: one for all changes of a PAUSE.

    What was purged before it began is not known, and a new release makes other pages of the same
    content: it begins by purging.
    """

    def __init__(self) -> None:
        self.seen: int | None = None
        self.purged: int | None = None
        self.retry_at, self.retry_in = 0.0, FIRST_RETRY

    def look(self) -> None:
        """Purge what had changed by the last look. To be called every PAUSE, in no transaction.

        Not what has changed since: a page that was asked for before a change may still be on its
        way to the cache, which would keep it, and a replica may not have the change yet.
        """
        changed, self.seen = self.seen, version.current().number
        if changed == self.purged or time.monotonic() < self.retry_at:
            return
        if problem := _purge():
            logger.warning("PURGE_URL: %s Trying again in %d s.", problem, self.retry_in)
            self.retry_at = time.monotonic() + self.retry_in
            self.retry_in = min(self.retry_in * 2, LONGEST_RETRY)
        else:
            logger.info("The cache at PURGE_URL was purged because content has changed.")
            self.purged, self.retry_in = changed, FIRST_RETRY


def _purge() -> str:
    """Send the request; return what went wrong, nothing if it was accepted."""
    try:
        answer = urllib3.request(
            "POST",
            settings.PURGE_URL,
            headers=settings.PURGE_HEADERS,
            json=EVERYTHING,
            retries=False,
            timeout=TIMEOUT,
        )
    except urllib3.exceptions.HTTPError as error:
        return f"{error}."
    return "" if 200 <= answer.status < 300 else f"It answered {answer.status}."
