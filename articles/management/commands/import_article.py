"""manage.py import_article: an encyclopedia's article becomes a draft film."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from exchange.applying import CannotApply, apply, try_out
from exchange.packages import Parcel
from exchange.planning import plan
from exchange.report import as_text

from ...entries import Provenance, entries_of
from ...known import ANOTHER, Known, unanswered
from ...outline import LARGEST, ArticleError, decoded
from ...reading import read_article


class Command(BaseCommand):
    help = (
        "Make a draft film of an encyclopedia's article, plain or in MediaWiki's markup, for an "
        "editor to check. What is here already stays; what finds no place is listed."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="file", help="an article, in UTF-8")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change, and change nothing"
        )
        parser.add_argument(
            "--franchise", default="", metavar="SLUG", help="put the film at this franchise's end"
        )
        parser.add_argument(
            "--film", default="", metavar="SLUG", help="the film here that the article is about"
        )
        parser.add_argument("--source-url", default="", help="where the article is to be read")
        parser.add_argument("--publisher", default="", help="the encyclopedia, such as Wikipedia")
        parser.add_argument(
            "--licence", default="", help="on what terms its text may be used: CC BY-SA 4.0"
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help="take the article's values where they differ from those here, unless a person "
            "changed them since the last import",
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="take them even where a person did"
        )
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing: what is unsure is left out"
        )

    def handle(self, *, paths, film, source_url, **options):
        if len(paths) > 1 and (film or source_url):
            raise CommandError("--film and --source-url are of one article: give one file.")
        failed = [path for path in paths if not self.took(path, film, source_url, options)]
        if failed:
            raise CommandError(f"Not imported: {', '.join(failed)}")

    def took(self, path, film, source_url, options):
        """Import one file, and tell of it; return whether it could be."""
        known = Known(unanswered if options["no_input"] or not sys.stdin.isatty() else self.ask)
        self.stdout.write(self.style.MIGRATE_HEADING(path))
        try:
            article = read_article(decoded(read(path)))
            entries = entries_of(
                article,
                known,
                provenance=Provenance(source_url, options["publisher"], options["licence"]),
                franchise=options["franchise"],
                film=film,
                update=options["update"] or options["overwrite"],
            )
            found = carried_out(Parcel(Path(path).name, entries), options)
        except (ArticleError, OSError) as error:
            self.stderr.write(self.style.ERROR(f"{path}: {error}"))
            return False
        except CannotApply as error:
            for fault in error.faults:
                self.stderr.write(self.style.ERROR(f"{path}: {fault}"))
            return False
        self.tell(found, article, known)
        return True

    def tell(self, found, article, known):
        for line in as_text(found):
            self.stdout.write(line)
        self.list("To check", article.doubts)
        self.list("Left open", known.open)
        self.list("Not placed", article.unplaced)

    def list(self, heading, lines):
        if lines:
            self.stdout.write(f"\n{heading} ({len(lines)})")
        for line in lines:
            self.stdout.write(f"  {line}")

    def ask(self, question):
        """Put a Question to whoever sits here; without an answer it stays open."""
        self.stdout.write(str(question))
        for number, (key, label) in enumerate(question.choices, start=1):
            self.stdout.write(f"  {number}  {label} ({key})")
        self.stdout.write("  n  another, who is new\n  Enter: leave it open")
        try:
            answer = input("> ").strip().lower()
        except EOFError:
            answer = ""
        if answer == "n":
            return ANOTHER
        if answer.isdecimal() and 1 <= int(answer) <= len(question.choices):
            return question.choices[int(answer) - 1][0]
        return None


def read(path):
    """Return the bytes of a file, as far as it tells whether there are too many."""
    with open(path, "rb") as file:
        return file.read(LARGEST + 1)


def carried_out(parcel, options):
    """Plan what a parcel changes and, unless it is a dry run, do it. Raises CannotApply."""
    if not options["dry_run"]:
        return apply(parcel, overwrite=options["overwrite"])
    found = try_out(parcel, plan(parcel, overwrite=options["overwrite"]))
    if found.faults:
        raise CannotApply(found.faults)
    return found
