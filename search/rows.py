"""The rows behind what was found, with what their lines show of other rows.

A page of results shows a few rows of many tables. Each table is asked once, in plain SQL: to put
so many querysets together takes ten times as long as the database takes to answer them.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import batched

from django.db import connections, models, router

from films.models import Character, Film
from franchise.models import Franchise
from franchise.series_positions import NUMBER, Numbered
from search.models import SearchEntry

from .kinds import KINDS, SearchKind

# Keys at a time: the static site's index asks for all, and a database takes so many parameters.
BATCH = 1000

type Rows = dict[int, models.Model]


def load(found: Mapping[SearchKind, Collection[int]]) -> dict[SearchKind, Rows]:
    """Return the rows of each kind by their keys, with all that a SearchKind says of a row."""
    rows = {kind: _by_key(kind.model, keys) for kind, keys in found.items()}
    for relation in ("film", "publication", "critic"):
        kinds = [kind for kind in rows if relation in kind.shows]
        _follow(relation, [row for kind in kinds for row in rows[kind].values()])
    sections = rows.get(KINDS["plot"], {}).values()
    films = [*rows.get(KINDS["film"], {}).values(), *(section.film for section in sections)]
    _load_numbers(films, rows.get(KINDS["character"], {}))
    return rows


def read(sql: str, parameters: Iterable[str | int]) -> list[tuple]:
    """What the database that search reads from answers."""
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return cursor.fetchall()


def _read_in(sql: str, keys: Collection[int]) -> list[tuple]:
    """What a query answers with some keys in the place of its braces."""
    return [row for some in batched(keys, BATCH) for row in read(sql.format(_marks(some)), some)]


def _marks(keys: Collection[int]) -> str:
    return ", ".join(["%s"] * len(keys))


def _by_key(model: type[models.Model], keys: Collection[int]) -> Rows:
    table, rows = model._meta.db_table, {}
    for some in batched(keys, BATCH):
        sql = f"SELECT * FROM {table} WHERE id IN ({_marks(some)})"  # noqa: S608
        rows |= {row.pk: row for row in model.objects.raw(sql, list(some))}
    return rows


def _follow(relation: str, rows: list[models.Model]) -> None:
    """Give each row the one that a relation of its names."""
    keys = {getattr(row, f"{relation}_id") for row in rows} - {None}
    if keys:
        model = rows[0]._meta.get_field(relation).related_model
        related = _by_key(model, keys)
        for row in rows:
            setattr(row, relation, related.get(getattr(row, f"{relation}_id")))


def _load_numbers(films: list[Film], characters: dict[int, Character]) -> None:
    """Give films, and characters by the films that have them in the cast, what is `numbered`."""
    casts = {key: [] for key in characters}
    sql = """
        SELECT DISTINCT character_id, film_id FROM films_credit AS credit
        JOIN films_film AS film ON film.id = credit.film_id
        WHERE film.is_visible AND character_id IN ({}) ORDER BY film_id
    """
    for key, film in _read_in(sql, characters):
        casts[key].append(film)
    numbers = _numbers({film.pk for film in films}.union(*casts.values()))
    for film in films:
        film.numbered = numbers[film.pk]
    for key, character in characters.items():
        character.numbered = [position for film in casts[key] for position in numbers[film]]


def _numbers(films: Collection[int]) -> dict[int, list[Numbered]]:
    """Which of its franchises' films each film is."""
    sql = f"""
        SELECT film_id, series.id, series.slug, {NUMBER.sql} FROM franchise_installment
        JOIN franchise_franchise AS series ON series.id = franchise_installment.franchise_id
        JOIN films_film AS shown ON shown.id = franchise_installment.film_id
        WHERE shown.is_visible AND series.is_visible AND film_id IN ({{}})
        ORDER BY franchise_installment.position, franchise_installment.id
    """  # noqa: S608 - of our own parts.
    numbers = {film: [] for film in films}
    series = {}
    for film, key, slug, number in _read_in(sql, films):
        if key not in series:
            series[key] = Franchise(pk=key, slug=slug)
        numbers[film].append(Numbered(series[key], number))
    return numbers
