"""Rules about content, each written once: found in forms, on the dashboard and by check_content.

A rule stands beside the models that it is about, in its app's checks.py:

    @rule(Film, "No poster", "Choose a poster: cards and shared links show it.")
    def film_without_poster(films):
        for film in films.filter(poster=None):
            yield Finding(film, "poster")

It is given a queryset, of one page or of many, and takes as many queries for either. All rules
are given the same queryset: what one reads by going through it, the next finds there.

What it finds is kept in rows (findings.py), which are written anew when the page is saved. A rule
that looks at more than the page and its parts says at what, so that they are written anew when
that changes:

    @rule(Person, "Dead link", "Correct the URL.", depends_on=[DependsOn.LINKED])
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from django.db import models

from .admin_urls import change_url
from .models import Dismissal

RULES = {}


class DependsOn(Enum):
    """On what, beside the page and its parts, it depends what a rule finds on a page."""

    # Pages that name it by a foreign key, of theirs or of a part of theirs.
    NAMING = auto()
    # Pages that it names by a foreign key of its own.
    NAMED = auto()
    # Whether visitors see what its texts link to.
    LINKED = auto()
    # What day it is: manage.py check_content finds what is new.
    DAY = auto()


@dataclass(frozen=True)
class Rule:
    """What pages of `model` should not be; `advice` tells an editor what to do where one is."""

    name: str
    model: type[models.Model]
    title: str
    advice: str
    find: Callable[[models.QuerySet], Iterable["Finding"]]
    depends_on: frozenset[DependsOn] = frozenset()

    def findings(self, pages):
        for finding in self.find(pages):
            finding.rule = self
            finding.message = finding.message or self.advice
            yield finding


def rule(model, title, advice, *, depends_on: Iterable[DependsOn] = ()):
    """Make a rule of a function that yields the findings among a queryset of `model`.

    The function's name is the rule's: dismissals and findings are stored with it.
    """

    def register(find):
        RULES[find.__name__] = Rule(
            find.__name__, model, title, advice, find, frozenset(depends_on)
        )
        return find

    return register


@dataclass(eq=False)
class Finding:
    """Something to mend on `page`, in a field of its form.

    Of a part of the page, `row` is the part and `field` one of its fields; `field` may also name
    an inline that has too few rows. `evidence` is what was found: when it changes, a dismissal of
    the finding ends.
    """

    page: models.Model
    field: str
    message: str = ""
    row: models.Model | None = None
    evidence: object = ""
    rule: Rule | None = None
    dismissal: Dismissal | None = None
    # Of what is typed but not saved: of a row, where its form is. It cannot be dismissed yet.
    prefix: str = ""
    is_saved: bool = True

    @property
    def subject(self):
        return self.row or self.page

    @cached_property
    def digest(self):
        subject = self.subject
        found = [self.rule.name, subject._meta.label_lower, subject.pk, self.field, self.evidence]
        return hashlib.sha256(json.dumps(found, default=str).encode()).hexdigest()

    @property
    def anchor(self):
        """Its place in the page's form, as findings.js and the form's own tabs know it."""
        if self.prefix:
            return f"id_{self.prefix}-{self.field}"
        if self.row:
            return f"{_inline(self.page, self.row)}/{self.row.pk}/{self.field}"
        inlines = {relation.get_accessor_name() for relation in self.page._meta.related_objects}
        return self.field if self.field in inlines else f"id_{self.field}"

    @property
    def url(self):
        return f"{change_url(self.page)}#{self.anchor}"


def _inline(page, row):
    """The name of the inline that holds a page's part."""
    for relation in page._meta.related_objects:
        if relation.related_model is type(row) and relation.one_to_many:
            return relation.get_accessor_name()
    raise LookupError(f"{row._meta.label} is no part of {page._meta.label}")


def checked_models():
    """The models that have rules, each once."""
    return list(dict.fromkeys(each.model for each in RULES.values()))


def rules_of(*wanted):
    return [each for each in RULES.values() if each.model in wanted]


def rules_that_depend_on(what: DependsOn) -> dict[type[models.Model], list[Rule]]:
    """Map each model with such rules to them."""
    found: dict[type[models.Model], list[Rule]] = {}
    for each in RULES.values():
        if what in each.depends_on:
            found.setdefault(each.model, []).append(each)
    return found


def findings_among(pages, rules=None):
    """Return what is found among a queryset of pages, and in what was dismissed its dismissal.

    The number of queries depends on the rules alone. It may run inside a transaction, on what is
    to be rolled back.
    """
    rules = rules_of(pages.model) if rules is None else rules
    return _with_dismissals([found for each in rules for found in each.findings(pages)])


def findings_of(page):
    """Return what is found on one saved page."""
    return findings_among(type(page)._default_manager.filter(pk=page.pk))


def all_findings(*wanted, rules=None):
    """Return what is found on all pages of some models, or by some rules."""
    rules = rules_of(*wanted) if rules is None else rules
    return _with_dismissals(
        [found for each in rules for found in each.findings(each.model._default_manager.all())]
    )


def _with_dismissals(findings):
    rules = {finding.rule.name for finding in findings}
    if not rules:
        return findings
    dismissals = Dismissal.objects.filter(rule__in=rules).select_related("dismissed_by")
    by_digest = {dismissal.digest: dismissal for dismissal in dismissals}
    # A digest takes as long as finding does: most rules have nothing dismissed.
    dismissed = {dismissal.rule for dismissal in by_digest.values()}
    for finding in findings:
        if finding.rule.name in dismissed:
            finding.dismissal = by_digest.get(finding.digest)
    return findings


def open_among(findings):
    """Those that nobody dismissed."""
    return [finding for finding in findings if not finding.dismissal]


def kinds_of(findings):
    """Return what is found, the most frequent first: (title of the rule, how often)."""
    return Counter(finding.rule.title for finding in findings).most_common()
