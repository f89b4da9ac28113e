"""manage.py import_article: an encyclopedia's article becomes a draft film."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from exchange.applying import CannotApply, apply, dry_run
from exchange.packages import Package
from exchange.planning import plan
from exchange.report import as_text

from ...entries import Provenance, entries_of
from ...known import ANOTHER, Known, unanswered
from ...outline import LARGEST, ArticleError, decoded
from ...reading import read_article


class Command(BaseCommand):
    help = (
        "Create a draft film from an encyclopedia article, in plain text or MediaWiki markup, for "
        "an editor to check. Existing content is left unchanged; what could not be placed is "
        "listed."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="file", help="an article, in UTF-8")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would change without changing anything",
        )
        parser.add_argument(
            "--franchise",
            default="",
            metavar="SLUG",
            help="add the film to the end of this franchise",
        )
        parser.add_argument(
            "--film", default="", metavar="SLUG", help="the existing film that the article is about"
        )
        parser.add_argument("--source-url", default="", help="the URL of the article")
        parser.add_argument("--publisher", default="", help="the encyclopedia, such as Wikipedia")
        parser.add_argument("--licence", default="", help="the licence of its text: CC BY-SA 4.0")
        parser.add_argument(
            "--update",
            action="store_true",
            help="overwrite values that differ from the article's, unless an editor changed them "
            "since the last import",
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="overwrite even what an editor changed"
        )
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="do not ask questions: leave out what is uncertain",
        )

    def handle(self, *, paths, film, source_url, **options):
        if len(paths) > 1 and (film or source_url):
            raise CommandError("--film and --source-url apply to a single article. Pass one file.")
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
            found = carried_out(Package(Path(path).name, entries), options)
        except (ArticleError, OSError) as error:
            self.stderr.write(self.style.ERROR(f"{path}: {error}"))
            return False
        except CannotApply as error:
            for each in error.errors:
                self.stderr.write(self.style.ERROR(f"{path}: {each}"))
            return False
        self.tell(found, article, known)
        return True

    def tell(self, found, article, known):
        for line in as_text(found):
            self.stdout.write(line)
        self.list("To check", article.doubts)
        self.list("Undecided", known.open)
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
        self.stdout.write("  n  someone new\n  Enter: leave undecided")
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


def carried_out(package, options):
    """Plan what a package changes and, unless it is a dry run, do it. Raises CannotApply."""
    if not options["dry_run"]:
        return apply(package, overwrite=options["overwrite"])
    found = dry_run(package, plan(package, overwrite=options["overwrite"]))
    if found.errors:
        raise CannotApply(found.errors)
    return found
