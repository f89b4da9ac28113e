"""Sessions as rows of the database, with the cache that all processes share in front of it."""

from typing import Any

from django.contrib.sessions.backends import cached_db
from django.core.cache.backends.base import BaseCache

# In seconds: a session that ended while the cache was away is remembered there no longer.
KEPT = 300


class SessionStore(cached_db.SessionStore):
    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = ShortMemory(self._cache)


class ShortMemory:
    """The cache, which keeps nothing for longer than KEPT."""

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache
        self.get, self.delete = cache.get, cache.delete

    def set(self, key: str, value: Any, timeout: float) -> None:
        self._cache.set(key, value, min(timeout, KEPT))

    def __contains__(self, key: str) -> bool:
        return key in self._cache
