"""The query: what a visitor asks for, and what is found, the best match first."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from django.db import connection, models

from content.literals import IsTrue
from content.search_keys import words_of
from search.models import SearchEntry

from .kinds import KINDS, SearchKind
from .results import Result
from .rows import load, read

# More words narrow nothing, and more hits help nobody.
MAX_WORDS = 10
MAX_HITS = 1000


# Of an entry that was found the key, the kind, the key of its row, and the title. Plain tuples, as
# the database gives them: there may be a thousand of each rank.
type Hit = tuple[int, str, int, str]


def published_entries() -> models.QuerySet:
    """What is in the index, and visitors may see now."""
    return SearchEntry.objects.filter(IsTrue("is_visible"))


class Search:
    """A visitor's query, and what it finds among published content: at most MAX_HITS rows."""

    def __init__(self, query: str) -> None:
        self.query = query.strip()[:200]
        self.words = words_of(self.query)[:MAX_WORDS]

    @cached_property
    def _hits(self) -> list[tuple[str, int]]:
        """The kind and the key of each hit, the best first; one more than count where there are."""
        found = {}
        for hits in _ranks(self.words, MAX_HITS + 1) if self.words else ():
            # What a better rank has found stays where it is.
            found |= {key: (kind, object_id) for key, kind, object_id, _title in hits}
            if len(found) > MAX_HITS:
                break
        return list(found.values())[: MAX_HITS + 1]

    @cached_property
    def keys(self) -> dict[SearchKind, list[int]]:
        """The primary keys of what was found by kind, each list in the order of rank."""
        found = {}
        for kind, key in self._hits[:MAX_HITS]:
            found.setdefault(KINDS[kind], []).append(key)
        return {kind: found[kind] for kind in KINDS.values() if kind in found}

    @property
    def count(self) -> int:
        return sum(len(keys) for keys in self.keys.values())

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is counted."""
        return len(self._hits) > MAX_HITS

    def results(self, keys: Mapping[SearchKind, Sequence[int]]) -> dict[SearchKind, list[Result]]:
        """Return what a page shows of some of the `keys`, by kind and in their order."""
        rows = load(keys)
        return {
            kind: [
                Result.of(kind, rows[kind][key], self.words) for key in shown if key in rows[kind]
            ]
            for kind, shown in keys.items()
        }


def _ranks(words: list[str], limit: int) -> Iterator[list[Hit]]:
    """Yield the hits rank by rank, each in order and at most `limit`, with some of those before.

    Where there are more, which of them are taken is the index's choice: to sort a hundred thousand
    hits would take seconds. So each rank is asked for by itself, from what it can be read from in
    order, and the next only where there is room.
    """
    yield _beginning(" ".join(words), limit)
    for column in ("title", "words"):
        hits = _holding(column, words, limit)
        yield sorted(hits, key=itemgetter(3, 0))


def _beginning(phrase: str, limit: int) -> list[Hit]:
    """Entries whose title is a phrase, then those whose title begins with it."""
    title = _TITLE[connection.vendor]
    return read(
        "SELECT id, kind, object_id, title FROM franchise_searchentry "  # noqa: S608
        f"WHERE is_visible AND {title} >= %s AND {title} < %s ORDER BY {title}, id LIMIT %s",
        # The first text after all that begin with the phrase.
        [phrase, f"{phrase}{{", limit],
    )


# As migration 0007 of franchise indexes it.
_TITLE = {"sqlite": "substr(title, 1, 200)", "postgresql": 'substr(title, 1, 200) COLLATE "C"'}


def _holding(column: str, words: list[str], limit: int) -> list[Hit]:
    """Entries whose `title`, or whose `words`, hold a word beginning with each of some words."""
    if connection.vendor == "postgresql":
        return read(
            "SELECT id, kind, object_id, title FROM franchise_searchentry "  # noqa: S608
            f"WHERE is_visible AND to_tsvector('simple', {column}) @@ to_tsquery('simple', %s) "
            "LIMIT %s",
            [" & ".join(f"{word}:*" for word in words), limit],
        )
    match = " AND ".join(f"{word}*" for word in words)
    return read(
        "SELECT entry.id, kind, object_id, entry.title FROM franchise_searchentry_fts AS fts "
        "CROSS JOIN franchise_searchentry AS entry ON entry.id = fts.rowid "
        "WHERE franchise_searchentry_fts MATCH %s AND is_visible ORDER BY fts.rowid LIMIT %s",
        [f"{column} : ({match})", limit],
    )
