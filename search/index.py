"""The index: an entry for each row that can be found, written as the row is, or all anew."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import ModelSignal, post_delete, post_save
from django.utils.translation import override

from content import statistics
from content.search_keys import words_of
from content.translations import SOURCE_LANGUAGE
from search.models import SearchEntry
from search.stored import ENTRY_IS_VISIBLE

from .kinds import KINDS, SearchKind

# PostgreSQL refuses a tsvector of more than 1 MB.
MAX_LENGTH = 250_000
# How many entries are written at once: nobody else can save for about a tenth of a second.
PORTION = 500

# Of the kind, the key, the words of the title, and all words.
Entry = tuple[str, int, str, str]


def _entries(kind: SearchKind, rows: Sequence[models.Model]) -> list[Entry]:
    """The entries of rows, whose titles and texts are found in every language."""
    words = [([], []) for _row in rows]
    for language, _name in settings.LANGUAGES:
        # Once for many rows: it takes as long as a row's words.
        with override(language):
            for row, (titles, texts) in zip(rows, words, strict=True):
                if language == SOURCE_LANGUAGE or getattr(row, "translations", None):
                    titles += words_of(kind.title(row)[:MAX_LENGTH])
                    texts += words_of(kind.text(row)[:MAX_LENGTH])
    return [
        (kind.name, row.pk, " ".join(titles), " ".join(titles + texts)[:MAX_LENGTH])
        for row, (titles, texts) in zip(rows, words, strict=True)
    ]


def _write(kind: SearchKind, rows: Sequence[models.Model]) -> None:
    """Write the entries of rows, but for those that are the same already.

    By one statement, and with what a trigger would add: SQLite writes the full-text index out
    before each statement and before each further change of a row, which takes five times as long.
    """
    if not rows:
        return
    entries = _entries(kind, rows)
    values = ", ".join(["(%s, %s, %s, %s)"] * len(entries))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given (kind, object_id, title, words) AS (VALUES {values}) "  # noqa: S608
            "INSERT INTO franchise_searchentry AS entry "
            "(kind, object_id, title, words, is_visible) "
            f"SELECT kind, object_id, title, words, {ENTRY_IS_VISIBLE} FROM given WHERE true "
            "ON CONFLICT (kind, object_id) "
            "DO UPDATE SET title = excluded.title, words = excluded.words "
            "WHERE entry.title <> excluded.title OR entry.words <> excluded.words",
            [value for entry in entries for value in entry],
        )


def _index_rows(kind: SearchKind, rows: models.QuerySet) -> list[models.Model]:
    """Index rows, and return them. Nobody else saves one of them meanwhile."""
    with transaction.atomic():
        rows = list(rows.select_for_update(of=["self"]))
        _write(kind, rows)
    return rows


def rebuild(
    portion: int = PORTION, progress: Callable[[int, int], None] = lambda done, goal: None
) -> int:
    """Index all content anew, and return the number of entries.

    Visitors search and editors save meanwhile: it is done in portions, each in a transaction of
    its own. `progress` is told after each how many rows of how many are indexed.
    """
    goal = sum(kind.model.objects.count() for kind in KINDS.values())
    done = 0
    for kind in KINDS.values():
        last = 0
        rows = kind.to_index().order_by("pk")
        while indexed := _index_rows(kind, rows.filter(pk__gt=last)[:portion]):
            last = indexed[-1].pk
            done += len(indexed)
            progress(done, goal)
        _forget_lost(kind)
    SearchEntry.objects.exclude(kind__in=KINDS).delete()
    entries = SearchEntry.objects.count()
    statistics.refresh_after(entries)
    return entries


def _forget_lost(kind: SearchKind) -> None:
    """Delete the entries of rows that are no more, of whose end no signal told."""
    row = kind.model.objects.filter(pk=OuterRef("object_id"))
    SearchEntry.objects.filter(~Exists(row), kind=kind.name).delete()


def index(model: type[models.Model], keys: Iterable[int]) -> None:
    """Index rows of a model that no signal told of, by their primary keys."""
    keys = list(keys)
    for kind in KINDS.values():
        if kind.model is model:
            for start in range(0, len(keys), PORTION):
                _index_rows(kind, kind.to_index().filter(pk__in=keys[start : start + PORTION]))


def keep_up_to_date() -> None:
    """Index each row as it is saved, and forget it as it is deleted."""
    for kind in KINDS.values():
        _connect(post_save, kind.model, partial(_index, kind))
        _connect(post_delete, kind.model, partial(_forget, kind))
        for relation in kind.follows:
            followed = kind.model._meta.get_field(relation).related_model
            _connect(post_save, followed, partial(_index_followers, kind, relation))


def _connect(signal: ModelSignal, model: type[models.Model], receiver: Callable) -> None:
    signal.connect(receiver, sender=model, weak=False)


# A fixture's rows, which are saved `raw`, may refer to rows still to come: loaddata rebuilds the
# index at its end.
def _index(kind: SearchKind, instance: models.Model, raw: bool, **kwargs: object) -> None:
    if not raw:
        _write(kind, [instance])


def _index_followers(
    kind: SearchKind, relation: str, instance: models.Model, raw: bool, **kwargs: object
) -> None:
    if not raw:
        _index_rows(kind, kind.to_index().filter(**{relation: instance}))


def _forget(kind: SearchKind, instance: models.Model, **kwargs: object) -> None:
    SearchEntry.objects.filter(kind=kind.name, object_id=instance.pk).delete()
