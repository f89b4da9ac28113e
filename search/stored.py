"""Who is found by search: see content/stored_columns.py."""

from content.stored_columns import Follows, StoredColumn


def entries(kind: str, ids: str) -> str:
    """The search entries of the rows of a kind whose ids a query gives."""
    return (
        "SELECT id FROM franchise_searchentry "  # noqa: S608 - of our own parts.
        f"WHERE kind = '{kind}' AND object_id IN ({ids})"
    )


# Of a search entry, by its `kind` and `object_id`: whether visitors see its row.
ENTRY_IS_VISIBLE = """COALESCE(CASE kind
    WHEN 'film' THEN (SELECT is_visible FROM films_film WHERE id = object_id)
    WHEN 'plot' THEN (
        SELECT film.is_visible FROM films_plotsection section
        JOIN films_film film ON film.id = section.film_id WHERE section.id = object_id
    )
    WHEN 'article' THEN (
        SELECT film.is_visible FROM films_articlesection section
        JOIN films_film film ON film.id = section.film_id WHERE section.id = object_id
    )
    WHEN 'person' THEN (SELECT film_count > 0 FROM films_person WHERE id = object_id)
    WHEN 'character' THEN (SELECT film_count > 0 FROM films_character WHERE id = object_id)
    WHEN 'review' THEN (
        SELECT is_visible AND film_is_visible FROM reviews_review WHERE id = object_id
    )
    WHEN 'franchise' THEN (
        SELECT is_visible FROM franchise_franchise WHERE id = object_id
    )
END, FALSE)"""

STORED = [
    StoredColumn(
        "franchise_searchentry",
        "is_visible",
        ENTRY_IS_VISIBLE,
        follows=(
            Follows("films_film", ("is_visible",), entries("film", "SELECT {row}.id")),
            Follows(
                "films_film",
                ("is_visible",),
                entries("plot", "SELECT id FROM films_plotsection WHERE film_id = {row}.id"),
            ),
            Follows(
                "films_film",
                ("is_visible",),
                entries("article", "SELECT id FROM films_articlesection WHERE film_id = {row}.id"),
            ),
            Follows("films_person", ("film_count",), entries("person", "SELECT {row}.id")),
            Follows("films_character", ("film_count",), entries("character", "SELECT {row}.id")),
            Follows(
                "reviews_review",
                ("is_visible", "film_is_visible"),
                entries("review", "SELECT {row}.id"),
            ),
            Follows(
                "franchise_franchise", ("is_visible",), entries("franchise", "SELECT {row}.id")
            ),
        ),
    ),
]
