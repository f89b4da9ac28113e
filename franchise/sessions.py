"""Sessions as rows of the database, with the cache that all processes share in front of it.

That cache may go away at any time. Django's own engine would then fail to read a session, or to
end one.
"""

import logging

from django.contrib.sessions.backends import cached_db
from redis.exceptions import RedisError

# In seconds: a session that ended while the cache was away is remembered there no longer.
KEPT = 300

logger = logging.getLogger(__name__)


class SessionStore(cached_db.SessionStore):
    def __init__(self, session_key=None):
        super().__init__(session_key)
        self._cache = CacheWhileThere(self._cache)


class CacheWhileThere:
    """A cache that holds nothing while it does not answer."""

    def __init__(self, cache):
        self._cache = cache

    def get(self, key):
        return self._asked(self._cache.get, key)

    def set(self, key, value, timeout):
        self._asked(self._cache.set, key, value, min(timeout, KEPT))

    def delete(self, key):
        self._asked(self._cache.delete, key)

    def __contains__(self, key):
        return bool(self._asked(self._cache.has_key, key))

    def _asked(self, method, *arguments):
        try:
            return method(*arguments)
        except RedisError as error:
            logger.warning("The cache does not answer: %s", error)
            return None
