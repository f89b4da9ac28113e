"""The rules about content, on the command line: for a look, for cron, for a build."""

import json
import time
from collections.abc import Iterator
from itertools import groupby
from textwrap import indent

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import models, reset_queries

from content.background import enqueue_once

from ... import checks, findings
from ...checks import Finding

# In seconds, between two lines about how far it is.
BETWEEN_TELLING = 5


class Command(BaseCommand):
    help = (
        "Check content against the rules, report what needs an editor's attention and where, and "
        "update the dashboard. Dismissed findings are left out. Exits with 1 if anything is "
        "found, otherwise with 0."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "what",
            nargs="*",
            help="a content type (film), one page (film:lost-bullet) or a rule "
            "(film_without_poster); by default, everything",
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="write JSON")
        form.add_argument(
            "--quiet",
            action="store_true",
            help="print only how many findings there are, and exit with 0 (for cron)",
        )
        form.add_argument(
            "--enqueue",
            action="store_true",
            help="leave the whole check to a worker, if TASKS_URL is set, and exit with 0",
        )

    def handle(self, *, what, enqueue, **options):
        if enqueue and what:
            raise CommandError("A worker always checks everything. Leave out what to check.")
        if enqueue and settings.TASKS_URL:
            enqueue_once(findings.check_everything)
            self.stdout.write("A worker will check all content. The dashboard shows its progress.")
            return
        batches = self.found(what)
        if options["json"]:
            open_count = self.write_json(batches)
        else:
            open_count = self.write_text(batches, is_short=enqueue or options["quiet"])
        if open_count and not (enqueue or options["quiet"]):
            raise SystemExit(1)

    def found(self, what: list[str]) -> Iterator[list[Finding]]:
        """Yield what is found, each finding once, in batches that memory holds."""
        chosen = [self.chosen(each) for each in what]
        if not chosen:
            findings.forget_lost()
            chosen = [self.on_all(model) for model in checks.checked_models()]
        # What is asked for twice is told once.
        told: set[str] = set()
        for batches in chosen:
            for batch in batches:
                yield [finding for finding in batch if finding.digest not in told]
                if len(what) > 1:
                    told |= {finding.digest for finding in batch}
                # In development Django remembers each query.
                reset_queries()

    def chosen(self, what: str) -> Iterator[list[Finding]]:
        if rule := checks.RULES.get(what):
            return self.on_all(rule.model, [rule])
        kind, _, key = what.partition(":")
        models = {model._meta.model_name: model for model in checks.checked_models()}
        if kind not in models:
            raise CommandError(
                f"“{what}” is neither a content type nor a rule.\n"
                f"Content types: {', '.join(sorted(models))}.\n"
                f"Rules: {', '.join(sorted(checks.RULES))}."
            )
        if ":" not in what:
            return self.on_all(models[kind])
        page = page_at(models[kind], key)
        return iter([findings.keep(type(page), [page.pk])])

    def on_all(
        self, model: type[models.Model], rules: list[checks.Rule] | None = None
    ) -> Iterator[list[Finding]]:
        """Yield what is found on all pages of a model, and tell on stderr how far it is."""
        name, of, done = model._meta.verbose_name_plural, model._base_manager.count(), 0
        told_at = time.monotonic()
        for number, batch in findings.keep_all(model, rules):
            yield batch
            done += number
            if time.monotonic() - told_at >= BETWEEN_TELLING:
                told_at = time.monotonic()
                self.stderr.write(f"{done:,} of {of:,} {name} …")
                self.stderr.flush()

    def write_json(self, batches: Iterator[list[Finding]]) -> int:
        """Write what is open as one JSON list, and return how much that is."""
        count = 0
        for finding in (finding for batch in batches for finding in checks.open_among(batch)):
            text = indent(json.dumps(as_json(finding), indent=2, ensure_ascii=False), "  ")
            self.stdout.write(f"{',' if count else '['}\n{text}", ending="")
            count += 1
        self.stdout.write("\n]" if count else "[]")
        return count

    def write_text(self, batches: Iterator[list[Finding]], *, is_short: bool) -> int:
        """Write what is open page by page, then how much that is, and return that."""
        count = dismissed = pages = 0
        for batch in batches:
            shown = checks.open_among(batch)
            count += len(shown)
            dismissed += len(batch) - len(shown)
            for page, group in groupby(by_page(shown), lambda finding: finding.page):
                pages += 1
                if not is_short:
                    self.stdout.write(as_text(page, list(group)))
        self.stdout.write(summed_up(count, pages, dismissed))
        return count


def page_at(model, key):
    """Return the page that has this key, or this slug where its model has one."""
    try:
        name = model._meta.get_field("slug").name
    except FieldDoesNotExist:
        name = model._meta.pk.name
    try:
        value = model._meta.get_field(name).clean(key, None)
    except ValidationError:
        value = None
    page = model._default_manager.filter(**{name: value}).first() if value else None
    if page is None:
        raise CommandError(f"There is no {model._meta.verbose_name} “{key}”.")
    return page


def as_text(page: models.Model, found: list[Finding]) -> str:
    lines = [f"{page._meta.verbose_name.capitalize()}: {page}"]
    for finding in found:
        lines += [f"  {finding.message}", f"    {url(finding)}"]
    return "\n".join([*lines, "", ""])


def by_page(findings):
    """Findings of one page together, the pages in the order in which they were found first."""
    order = {page: number for number, page in enumerate(found.page for found in findings)}
    return sorted(findings, key=lambda finding: order[finding.page])


def summed_up(found, pages, dismissed):
    if found:
        text = f"{counted(found, 'finding')} on {counted(pages, 'page')}."
    else:
        text = "No issues found."
    return f"{text} {counted(dismissed, 'finding')} dismissed." if dismissed else text


def counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def url(finding):
    return f"{settings.SITE_URL}{finding.url}"


def as_json(finding):
    return {
        "rule": finding.rule.name,
        "model": finding.page._meta.label_lower,
        "id": finding.page.pk,
        "page": str(finding.page),
        "part": finding.row and {"model": finding.row._meta.label_lower, "id": finding.row.pk},
        "field": finding.field,
        "message": finding.message,
        "url": url(finding),
    }
