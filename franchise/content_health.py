"""What needs work, as the desk shows it: by franchise and film, and other pages by their kind."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db import models
from django.utils.text import capfirst

from editorial.admin_pages import admin_address, form_address
from editorial.checks import all_findings, kinds_of, open_among
from films.models import Film
from reviews.models import Review

from .models import Franchise, Installment

# How much is shown at once: what is left comes up as the rest is mended.
GROUPS = 12
PAGES_OF_A_GROUP = 12
FINDINGS_OF_A_PAGE = 12


@dataclass
class Health:
    """What is found on one page and, of a film, in its reviews."""

    page: models.Model
    findings: list
    name: str

    @property
    def address(self):
        return f"{form_address(self.page)}#findings"

    @property
    def count(self):
        return len(self.findings)

    @property
    def shown(self):
        return self.findings[:FINDINGS_OF_A_PAGE]

    @property
    def more(self):
        return self.count - len(self.shown)

    @property
    def kinds(self):
        return kinds_of(self.findings)


@dataclass
class Group:
    """Pages with findings: those of one franchise, or of one kind."""

    name: str
    address: str
    pages: list

    @property
    def count(self):
        return sum(page.count for page in self.pages)

    @property
    def shown(self):
        return self.pages[:PAGES_OF_A_GROUP]

    @property
    def more(self):
        return len(self.pages) - len(self.shown)


def health_of(checked, visible):
    """Return what is found on the pages of the models `checked`, for a template.

    Franchises and films are named to those only who may see them: where they are `visible`.
    """
    findings = all_findings(*checked)
    shown = open_among(findings)
    groups = _groups(shown, visible)
    return {
        "groups": groups[:GROUPS],
        "more_groups": len(groups[GROUPS:]),
        "count": len(shown),
        "page_count": len({finding.page for finding in shown}),
        "dismissed": len(findings) - len(shown),
    }


def _groups(findings, visible):
    by_page = defaultdict(list)
    for finding in findings:
        by_page[_shown_at(finding.page, visible)].append(finding)
    for page, found in by_page.items():
        found.sort(key=lambda finding: (finding.page != page, str(finding.page)))
    pages = {page: Health(page, found, str(page)) for page, found in by_page.items()}
    groups = _franchises(pages) if Franchise in visible else []
    in_franchises = {health.page for group in groups for health in group.pages}
    others = defaultdict(list)
    for page, health in pages.items():
        if page not in in_franchises:
            others[type(page)].append(health)
    groups += [
        Group(
            _name_of_others(model, groups),
            admin_address(model, "changelist"),
            _worst_first(healths),
        )
        for model, healths in others.items()
    ]
    return _worst_first(groups)


def _shown_at(page, visible):
    """A review's findings are its film's, for those who may see films."""
    return page.film if isinstance(page, Review) and Film in visible else page


def _franchises(pages):
    """A group for each franchise with findings: its own page, then its films in their order."""
    members = defaultdict(list)
    for franchise in pages:
        if isinstance(franchise, Franchise):
            members[franchise].append(replace(pages[franchise], name="Its own page"))
    installments = Installment.objects.select_related("franchise", "film")
    for installment in installments.order_by(*Installment._meta.ordering):
        if health := pages.get(installment.film):
            members[installment.franchise].append(health)
    return [Group(str(each), form_address(each), found) for each, found in members.items()]


def _worst_first(counted):
    return sorted(counted, key=lambda each: (-each.count, each.name))


def _name_of_others(model, groups):
    if model is Film and groups:
        return "Films in no franchise"
    return capfirst(model._meta.verbose_name_plural)
