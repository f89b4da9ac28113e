"""manage.py content export|plan|apply: content as files, compared and taken in."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from ...applying import CannotApply, apply, try_out
from ...exporting import DamagedFile, Export, write
from ...packages import parcel_at, schema
from ...planning import plan
from ...report import as_json, as_text
from ...selection import UnknownChoice
from ...yaml_fixtures import FixtureError

CHANGES = 2


class Command(BaseCommand):
    help = "Write content into a file, tell what a file would change, or apply it."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="export|plan|apply")
        export = actions.add_parser("export", help="write content into a fixture or a bundle")
        export.add_argument(
            "what",
            nargs="*",
            help="what to write, with all that it reaches: franchise:lost-bullet, or a kind such "
            "as genre; everything, unless given",
        )
        export.add_argument(
            "-o", "--output", required=True, help="a .yaml, or a .zip that takes pictures along"
        )
        plan = actions.add_parser(
            "plan", help="tell what would change; exit code 0: nothing, 2: something, 1: it cannot"
        )
        plan.add_argument("--json", action="store_true", help="as data for a program")
        apply = actions.add_parser("apply", help="make this site's content what the file tells")
        for each in (plan, apply):
            each.add_argument("path", help="a fixture or a bundle")
            each.add_argument(
                "--prune",
                action="store_true",
                help="delete what the file covers and does not tell of",
            )
            each.add_argument(
                "--overwrite",
                action="store_true",
                help="take the file's values even where a person changed them since",
            )

    def handle(self, *, action, verbosity, **options):
        self.is_quiet = not verbosity
        try:
            # Says so where a new database waits for its tables.
            schema()
            getattr(self, action)(**options)
        except (FixtureError, UnknownChoice, DamagedFile, OSError) as error:
            raise CommandError(str(error)) from error
        except CannotApply as error:
            raise CommandError(_told(error.faults)) from error

    def export(self, *, what, output, **options):
        export = Export(what)
        write(export, output)
        self.say(f"{export.counts.total():,} rows in {output}")
        if export.files and not str(output).endswith(".zip"):
            self.say(f"It names {len(export.files):,} files, which a .zip would take along.")

    def plan(self, *, path, **options):
        parcel = parcel_at(path)
        found = try_out(parcel, plan(parcel, **_choices(options)))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), indent=2, ensure_ascii=False))
        elif not found.faults:
            self.tell(found)
        if found.faults:
            raise CommandError(_told(found.faults))
        if not found.is_empty:
            sys.exit(CHANGES)

    def apply(self, *, path, **options):
        self.progress(0, 1, "files compared")
        found = apply(parcel_at(path), tell=self.progress, **_choices(options))
        self.tell(found)

    def tell(self, found):
        for line in () if self.is_quiet else as_text(found):
            self.say(line)

    def say(self, line):
        if not self.is_quiet:
            self.stdout.write(line)

    def progress(self, done, of, what):
        """One line that counts, where somebody watches."""
        if self.stderr.isatty() and not self.is_quiet:
            end = "\n" if done == of else "\r"
            self.stderr.write(f"{done:,} of {of:,} {what}", ending=end)


def _choices(options):
    return {name: options[name] for name in ("prune", "overwrite")}


def _told(faults):
    return "\n".join(
        [*map(str, faults), f"{len(faults):,} fault{pluralize(len(faults))}: nothing was changed."]
    )
