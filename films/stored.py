"""What of films is stored although it follows from other rows; see content/stored_columns.py."""

from content.stored_columns import Follows, StoredColumn

from .models.credits import ROLE_BITS

# CROSS JOIN keeps the order in which tables are read: rows of one film, person or company are few,
# and SQLite without statistics would begin with all films.

FILM_IS_VISIBLE = ("is_visible",)


def credited_as(role: str) -> str:
    """Whether a published film credits a person with a role: SQL that finds one such credit."""
    return f"""EXISTS (
        SELECT 1 FROM films_credit credit CROSS JOIN films_film film
        WHERE credit.person_id = films_person.id AND credit.role = '{role}'
        AND film.id = credit.film_id AND film.is_visible
    )"""  # noqa: S608 - of our own parts.


STORED = [
    StoredColumn(
        "films_film",
        "released_on",
        """COALESCE((
            SELECT MIN(release.released_on) FROM films_release release
            WHERE release.film_id = films_film.id
        ), '')""",
        follows=(Follows("films_release", ("film_id", "released_on"), "SELECT {row}.film_id"),),
    ),
    StoredColumn(
        "films_person",
        "film_count",
        """(
            SELECT COUNT(DISTINCT credit.film_id)
            FROM films_credit credit CROSS JOIN films_film film
            WHERE credit.person_id = films_person.id
            AND film.id = credit.film_id AND film.is_visible
        )""",
        follows=(
            Follows("films_credit", ("film_id", "person_id"), "SELECT {row}.person_id"),
            Follows(
                "films_film",
                FILM_IS_VISIBLE,
                "SELECT person_id FROM films_credit WHERE film_id = {row}.id",
            ),
        ),
    ),
    # Role by role, as all credits of a long career would be read to tell its few roles.
    StoredColumn(
        "films_person",
        "role_bits",
        " + ".join(
            f"CASE WHEN {credited_as(role)} THEN {bit} ELSE 0 END"
            for role, bit in ROLE_BITS.items()
        ),
        follows=(
            Follows("films_credit", ("film_id", "person_id", "role"), "SELECT {row}.person_id"),
            Follows(
                "films_film",
                FILM_IS_VISIBLE,
                "SELECT person_id FROM films_credit WHERE film_id = {row}.id",
            ),
        ),
    ),
    # In the cast or in the plot.
    StoredColumn(
        "films_character",
        "film_count",
        """(
            SELECT COUNT(*) FROM (
                SELECT credit.film_id FROM films_credit credit
                WHERE credit.character_id = films_character.id
                UNION SELECT section.film_id
                FROM films_plotsectioncharacter appearance CROSS JOIN films_plotsection section
                WHERE appearance.character_id = films_character.id
                AND section.id = appearance.section_id
            ) AS shown CROSS JOIN films_film film
            WHERE film.id = shown.film_id AND film.is_visible
        )""",
        follows=(
            Follows("films_credit", ("film_id", "character_id"), "SELECT {row}.character_id"),
            Follows(
                "films_plotsectioncharacter",
                ("section_id", "character_id"),
                "SELECT {row}.character_id",
            ),
            Follows(
                "films_plotsection",
                ("film_id",),
                "SELECT character_id FROM films_plotsectioncharacter WHERE section_id = {row}.id",
            ),
            Follows(
                "films_film",
                FILM_IS_VISIBLE,
                "SELECT character_id FROM films_credit WHERE film_id = {row}.id "
                "UNION SELECT appearance.character_id FROM films_plotsectioncharacter appearance "
                "JOIN films_plotsection section ON section.id = appearance.section_id "
                "WHERE section.film_id = {row}.id",
            ),
        ),
    ),
    # Which made the film, or released it.
    StoredColumn(
        "films_company",
        "film_count",
        """(
            SELECT COUNT(*) FROM (
                SELECT made.film_id FROM films_filmcompany made
                WHERE made.company_id = films_company.id
                UNION SELECT release.film_id FROM films_release release
                WHERE release.company_id = films_company.id
            ) AS named CROSS JOIN films_film film
            WHERE film.id = named.film_id AND film.is_visible
        )""",
        follows=(
            Follows("films_filmcompany", ("film_id", "company_id"), "SELECT {row}.company_id"),
            Follows("films_release", ("film_id", "company_id"), "SELECT {row}.company_id"),
            Follows(
                "films_film",
                FILM_IS_VISIBLE,
                "SELECT company_id FROM films_filmcompany WHERE film_id = {row}.id "
                "UNION SELECT company_id FROM films_release WHERE film_id = {row}.id",
            ),
        ),
    ),
]
