"""manage.py content export|plan|apply: export, compare and import content as files."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from ...applying import CannotApply, apply, dry_run
from ...exporting import DamagedFile, Export, write
from ...packages import open_package, schema
from ...planning import plan
from ...report import as_json, as_text
from ...selection import UnknownChoice
from ...yaml_fixtures import FixtureError

CHANGES = 2


class Command(BaseCommand):
    help = "Export content to a file, show what a file would change, or apply it."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="export|plan|apply")
        export = actions.add_parser("export", help="export content to a fixture or a bundle")
        export.add_argument(
            "what",
            nargs="*",
            help="what to export, with everything it refers to: franchise:lost-bullet, or a model "
            "such as genre (default: everything)",
        )
        export.add_argument(
            "-o", "--output", required=True, help="a .yaml file, or a .zip with pictures"
        )
        plan = actions.add_parser(
            "plan", help="show what would change; exit code 0: nothing, 2: changes, 1: errors"
        )
        plan.add_argument("--json", action="store_true", help="print JSON, for programs")
        apply = actions.add_parser("apply", help="apply the file to this site's content")
        for each in (plan, apply):
            each.add_argument("path", help="a fixture or a bundle")
            each.add_argument(
                "--prune",
                action="store_true",
                help="delete content that the file covers but does not contain",
            )
            each.add_argument(
                "--overwrite",
                action="store_true",
                help="overwrite local edits with the file's values",
            )

    def handle(self, *, action, verbosity, **options):
        self.is_quiet = not verbosity
        try:
            # Raises FixtureError if a new database has no tables yet.
            schema()
            getattr(self, action)(**options)
        except (FixtureError, UnknownChoice, DamagedFile, OSError) as error:
            raise CommandError(str(error)) from error
        except CannotApply as error:
            raise CommandError(_error_text(error.errors)) from error

    def export(self, *, what, output, **options):
        export = Export(what)
        write(export, output)
        self.say(f"{export.counts.total():,} rows exported to {output}")
        if export.files and not str(output).endswith(".zip"):
            self.say(f"It refers to {len(export.files):,} files, which only a .zip includes.")

    def plan(self, *, path, **options):
        package = open_package(path)
        found = dry_run(package, plan(package, **_choices(options)))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), indent=2, ensure_ascii=False))
        elif not found.errors:
            self.report(found)
        if found.errors:
            raise CommandError(_error_text(found.errors))
        if not found.is_empty:
            sys.exit(CHANGES)

    def apply(self, *, path, **options):
        self.progress(0, 1, "files compared")
        found = apply(open_package(path), progress=self.progress, **_choices(options))
        self.report(found)

    def report(self, found):
        for line in () if self.is_quiet else as_text(found):
            self.say(line)

    def say(self, line):
        if not self.is_quiet:
            self.stdout.write(line)

    def progress(self, done, of, what):
        """Show a counter in one line, in a terminal."""
        if self.stderr.isatty() and not self.is_quiet:
            end = "\n" if done == of else "\r"
            self.stderr.write(f"{done:,} of {of:,} {what}", ending=end)


def _choices(options):
    return {name: options[name] for name in ("prune", "overwrite")}


def _error_text(errors):
    return "\n".join(
        [*map(str, errors), f"{len(errors):,} error{pluralize(len(errors))}: nothing was changed."]
    )
