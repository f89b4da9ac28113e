"""What franchises should not be: rules for editors, run by editorial.checks."""

from content.texts import texts_of
from editorial.checks import DependsOn, Finding, rule
from films.checks import DEAD_LINK_ADVICE, DEAD_LINK_TITLE, link_findings
from films.links import LINK_MARKS

from .models import Franchise


@rule(Franchise, "No picture", "Choose the wide picture for the top of its page.")
def franchise_without_hero(franchises):
    for franchise in franchises.filter(hero=None):
        yield Finding(franchise, "hero")


@rule(Franchise, "No films", "Add the films that belong to it, in order.")
def franchise_without_films(franchises):
    for franchise in franchises.filter(installments=None):
        yield Finding(franchise, "installments")


@rule(Franchise, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def franchise_dead_link(franchises):
    yield from link_findings(texts_of(franchises, "introduction", holding=LINK_MARKS))
