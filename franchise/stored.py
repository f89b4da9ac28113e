"""What of franchises is stored although it follows from others: see content/stored_columns.py."""

from content.stored_columns import Follows, StoredColumn

STORED = [
    StoredColumn(
        "franchise_franchise",
        "film_count",
        """(
            SELECT COUNT(*) FROM franchise_installment installment CROSS JOIN films_film film
            WHERE installment.franchise_id = franchise_franchise.id
            AND film.id = installment.film_id AND film.is_visible
        )""",
        follows=(
            Follows(
                "franchise_installment", ("film_id", "franchise_id"), "SELECT {row}.franchise_id"
            ),
            Follows(
                "films_film",
                ("is_visible",),
                "SELECT franchise_id FROM franchise_installment WHERE film_id = {row}.id",
            ),
        ),
    ),
]
