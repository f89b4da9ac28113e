"""Find and mend stored columns that no longer hold what they should; see stored_columns.py."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ...stored_columns import drift, mend


class Command(BaseCommand):
    help = (
        "Compare each stored column, such as how many films a person has, with the rows it is "
        "computed from. The database keeps them right by triggers: they can only be wrong after "
        "tables were restored or written with triggers off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write the correct values")

    def handle(self, *, mend: bool, **options: object) -> None:
        if mend:
            self.mend()
            return
        wrong = {column: rows for column, rows in drift().items() if rows}
        if wrong:
            told = [_told(rows, column, "is", "are") + " wrong" for column, rows in wrong.items()]
            raise CommandError("; ".join(told) + ". Run check_stored --mend.")
        self.stdout.write("All stored columns are correct.")

    def mend(self) -> None:
        with transaction.atomic():
            mended = mend()
        for column, rows in mended.items():
            if rows:
                self.stdout.write(_told(rows, column, "was", "were") + " mended.")
        if not any(mended.values()):
            self.stdout.write("All stored columns were correct.")


def _told(rows: int, column: str, one: str, many: str) -> str:
    return f"{rows} row{'' if rows == 1 else 's'} of {column} {one if rows == 1 else many}"
