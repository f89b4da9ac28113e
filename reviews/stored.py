"""What of reviews is stored although it follows from other rows; see content/stored_columns.py."""

from content.stored_columns import Follows, StoredColumn


def review_count(reviewer: str) -> StoredColumn:
    """How many reviews of a publication or a critic visitors can see."""
    return StoredColumn(
        f"reviews_{reviewer}",
        "review_count",
        f"""(
            SELECT COUNT(*) FROM reviews_review review
            WHERE review.{reviewer}_id = reviews_{reviewer}.id
            AND review.is_visible AND review.film_is_visible
        )""",  # noqa: S608 - of our own parts.
        follows=(
            Follows(
                "reviews_review",
                (f"{reviewer}_id", "is_visible", "film_is_visible"),
                f"SELECT {{row}}.{reviewer}_id",
            ),
        ),
    )


def search_key(table: str, column: str) -> StoredColumn:
    """The search key of the row of another table that a review names as its `column`."""
    return StoredColumn(
        "reviews_review",
        f"{column}_folded",
        f"""COALESCE((
            SELECT named.folded FROM {table} named WHERE named.id = reviews_review.{column}_id
        ), '')""",  # noqa: S608 - of our own parts.
        follows=(
            Follows("reviews_review", (f"{column}_id",), "SELECT {row}.id"),
            Follows(
                table,
                ("folded",),
                f"SELECT id FROM reviews_review WHERE {column}_id = {{row}}.id",  # noqa: S608
            ),
        ),
    )


STORED = [
    StoredColumn(
        "reviews_review",
        "film_is_visible",
        """COALESCE((
            SELECT film.is_visible FROM films_film film WHERE film.id = reviews_review.film_id
        ), FALSE)""",
        follows=(
            Follows("reviews_review", ("film_id",), "SELECT {row}.id"),
            Follows(
                "films_film",
                ("is_visible",),
                "SELECT id FROM reviews_review WHERE film_id = {row}.id",
            ),
        ),
    ),
    search_key("films_film", "film"),
    search_key("reviews_publication", "publication"),
    review_count("publication"),
    review_count("critic"),
]
