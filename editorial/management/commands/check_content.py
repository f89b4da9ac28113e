"""The rules about content, on the command line: for a look, for cron, for a build."""

import json
from itertools import groupby

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError

from editorial import checks


class Command(BaseCommand):
    help = (
        "Tell what content needs an editor's work, and where to mend it. Ends with 1 where "
        "something is found, with 0 where nothing is. What was dismissed is left out."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "what",
            nargs="*",
            help="a kind of page (film), one page (film:lost-bullet) or a rule "
            "(film_without_poster); without any, everything",
        )
        parser.add_argument("--json", action="store_true", help="write JSON, for programs")

    def handle(self, *, what, **options):
        findings = self.found(what)
        shown = checks.open_among(findings)
        dismissed = len(findings) - len(shown)
        if options["json"]:
            self.stdout.write(
                json.dumps([as_json(finding) for finding in shown], indent=2, ensure_ascii=False)
            )
        else:
            self.stdout.write(as_text(shown, dismissed))
        if shown:
            raise SystemExit(1)

    def found(self, what):
        """Return the findings that are asked for, each once."""
        chosen = [self.chosen(each) for each in what]
        if not chosen:
            chosen = [checks.all_findings(*checks.checked_models())]
        return list({found.digest: found for findings in chosen for found in findings}.values())

    def chosen(self, what):
        if rule := checks.RULES.get(what):
            return checks.all_findings(rules=[rule])
        kind, _, key = what.partition(":")
        models = {model._meta.model_name: model for model in checks.checked_models()}
        if kind not in models:
            raise CommandError(
                f"“{what}” is neither a kind of page nor a rule.\n"
                f"Kinds of page: {', '.join(sorted(models))}.\n"
                f"Rules: {', '.join(sorted(checks.RULES))}."
            )
        if ":" not in what:
            return checks.all_findings(models[kind])
        return checks.findings_of(page_at(models[kind], key))


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


def as_text(findings, dismissed):
    pages = [(page, list(group)) for page, group in groupby(by_page(findings), lambda f: f.page)]
    lines = []
    for page, group in pages:
        lines.append(f"{page._meta.verbose_name.capitalize()}: {page}")
        for finding in group:
            lines += [f"  {finding.message}", f"    {address(finding)}"]
        lines.append("")
    return "\n".join([*lines, summed_up(len(findings), len(pages), dismissed)])


def by_page(findings):
    """Findings of one page together, the pages in the order in which they were found first."""
    order = {page: number for number, page in enumerate(found.page for found in findings)}
    return sorted(findings, key=lambda finding: order[finding.page])


def summed_up(found, pages, dismissed):
    if found:
        text = f"{counted(found, 'finding')} on {counted(pages, 'page')}."
    else:
        text = "Nothing needs work."
    return f"{text} {counted(dismissed, 'finding')} dismissed." if dismissed else text


def counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def address(finding):
    return f"{settings.SITE_URL}{finding.address}"


def as_json(finding):
    return {
        "rule": finding.rule.name,
        "model": finding.page._meta.label_lower,
        "id": finding.page.pk,
        "page": str(finding.page),
        "part": finding.row and {"model": finding.row._meta.label_lower, "id": finding.row.pk},
        "field": finding.field,
        "message": finding.message,
        "url": address(finding),
    }
