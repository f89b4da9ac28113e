"""A cache in the memory of one process, bounded in bytes: Django's own is bounded in entries."""

import pickle
import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

# What an entry takes beside its pickle: keys, links of the dictionary, a time. Measured.
OVERHEAD = 220
# The share of the memory that is for what was asked for more than once.
ASKED_AGAIN = 0.8

Entry = tuple[bytes, float | None]


class _Memory:
    """What a cache holds."""

    def __init__(self) -> None:
        self.once: OrderedDict[str, Entry] = OrderedDict()
        self.again: OrderedDict[str, Entry] = OrderedDict()
        self.sizes = {id(self.once): 0, id(self.again): 0}
        self.lock = Lock()


# By the name of the cache: Django makes an object of it for each thread.
_memories: dict[str, _Memory] = {}


class MemoryCache(BaseCache):
    """Holds at most `BYTES`, an option, and forgets what was asked for longest ago.

    What was asked for only once goes first: a crawler that asks for every page once, or a search
    for each word there is, drives out nothing that visitors come back to (a segmented LRU).
    Values are pickled, as in Django's own, so that nobody changes one that another will get.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._limit = int(params["OPTIONS"]["BYTES"])
        memory = _memories.setdefault(name, _Memory())
        self._once, self._again = memory.once, memory.again
        self._sizes, self._lock = memory.sizes, memory.lock

    @property
    def size(self) -> int:
        """How much it holds, in bytes."""
        return sum(self._sizes.values())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version)
        with self._lock:
            entry = self._take(key)
            if entry is None:
                return default
            self._put(self._again, key, entry)
            self._demote()
        return pickle.loads(entry[0])  # noqa: S301 - pickled by set(), in this process.

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        key = self.make_and_validate_key(key, version)
        entry = pickle.dumps(value, pickle.HIGHEST_PROTOCOL), self.get_backend_timeout(timeout)
        with self._lock:
            was_asked_again = key in self._again
            self._take(key)
            self._put(self._again if was_asked_again else self._once, key, entry)
            self._demote()
            self._evict()

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        key = self.make_and_validate_key(key, version)
        entry = pickle.dumps(value, pickle.HIGHEST_PROTOCOL), self.get_backend_timeout(timeout)
        with self._lock:
            known = self._take(key)
            self._put(self._once, key, known or entry)
            self._evict()
        return known is None

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version)
        with self._lock:
            return self._take(key) is not None

    def clear(self) -> None:
        with self._lock:
            for entries in (self._once, self._again):
                entries.clear()
                self._sizes[id(entries)] = 0

    # Under the lock

    def _take(self, key: str) -> Entry | None:
        """Take an entry out, and return it where it is not over yet."""
        for entries in (self._again, self._once):
            if entry := entries.pop(key, None):
                self._sizes[id(entries)] -= _bytes_of(key, entry)
                is_over = entry[1] is not None and entry[1] <= time.time()
                return None if is_over else entry
        return None

    def _put(self, entries: OrderedDict[str, Entry], key: str, entry: Entry) -> None:
        entries[key] = entry
        self._sizes[id(entries)] += _bytes_of(key, entry)

    def _demote(self) -> None:
        while self._sizes[id(self._again)] > self._limit * ASKED_AGAIN:
            key, entry = self._again.popitem(last=False)
            self._sizes[id(self._again)] -= _bytes_of(key, entry)
            self._put(self._once, key, entry)

    def _evict(self) -> None:
        while self.size > self._limit:
            entries = self._once or self._again
            key, entry = entries.popitem(last=False)
            self._sizes[id(entries)] -= _bytes_of(key, entry)


def _bytes_of(key: str, entry: Entry) -> int:
    return len(key) + len(entry[0]) + OVERHEAD
