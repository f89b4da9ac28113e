"""What needs work, as the dashboard shows it: by franchise and film, and other pages by their kind.

It reads what editorial.findings has kept, of the pages with the most to mend: so it takes as long
for a hundred thousand pages as for a hundred. The list of all findings has the rest.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.contrib.admin import ModelAdmin
from django.db import models
from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils.text import capfirst

from dashboard.permissions import mendable_models, visible_models
from editorial.admin_urls import admin_url, change_url
from editorial.checks import RULES
from editorial.findings import on_models
from editorial.models import FindingCount, StoredFinding
from films.models import Film
from franchise.models import Franchise, Installment
from reviews.models import Review

from .panel import Panel

# How much is shown at once: what is left comes up as the rest is mended.
PAGES = 60
GROUPS = 12
PAGES_OF_A_GROUP = 12
FINDINGS_OF_A_PAGE = 12

type Model = type[models.Model]
type Admins = Mapping[Model, ModelAdmin]
# A page by its model's label and its key, as what is found on it names it.
type PageKey = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """A finding, with its page where that is not the one under which it is shown."""

    message: str
    url: str
    page: models.Model | None


@dataclass
class Health:
    """What is found on one page and, of a film, in its reviews: `shown` is the first of `count`."""

    page: models.Model
    name: str
    count: int
    kinds: list[tuple[str, int]]
    shown: list[Found]

    @property
    def url(self) -> str:
        return f"{change_url(self.page)}#findings"

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass
class Group:
    """Pages with findings: those of one franchise, or of one kind."""

    name: str
    url: str
    pages: list[Health]

    @property
    def count(self) -> int:
        return sum(page.count for page in self.pages)

    @property
    def shown(self) -> list[Health]:
        return self.pages[:PAGES_OF_A_GROUP]

    @property
    def more(self) -> int:
        return len(self.pages) - len(self.shown)


def content_health(request: HttpRequest) -> Panel | None:
    """What the rules find on the pages that the editor may mend, by franchise and film."""
    checked = mendable_models(request)
    if not checked:
        return None
    content = health_of(request, checked, visible_models(request))
    return Panel("health", "Content health", "dashboard/_health.html", content=content)


def health_of(request: HttpRequest, checked: Collection[Model], visible: Admins) -> dict:
    """Return what is found on the pages of the models `checked`, for a template.

    Franchises and films are named to those only who may see them: where they are `visible`.
    """
    counts = on_models(FindingCount.objects.all(), checked)
    totals = counts.totals()
    worst = {(each.model, each.object_id): each.open_count for each in counts.worst()[:PAGES]}
    groups = _groups(_healths(worst, pages_of(request, worst, visible), visible), visible)
    return {
        "groups": groups[:GROUPS],
        "more_groups": len(groups[GROUPS:]),
        "count": totals["open"],
        "page_count": totals["pages"],
        "dismissed": totals["dismissed"],
        "page_limit": PAGES if totals["pages"] > PAGES else None,
    }


def pages_of(
    request: HttpRequest, keys: Iterable[PageKey], admins: Admins
) -> dict[PageKey, models.Model]:
    """Load the pages that have these keys, as their lists in the admin do: a query a model."""
    by_label = _by_label(keys)
    return {
        (label, page.pk): page
        for model, model_admin in admins.items()
        if (label := model._meta.label_lower) in by_label
        for page in model_admin.get_queryset(request).filter(pk__in=by_label[label])
    }


def _by_label(keys: Iterable[PageKey]) -> dict[str, list[int]]:
    by_label: dict[str, list[int]] = defaultdict(list)
    for label, key in keys:
        by_label[label].append(key)
    return by_label


def _healths(
    counts: Mapping[PageKey, int], pages: Mapping[PageKey, models.Model], visible: Admins
) -> dict[models.Model, Health]:
    """The Health of each page: of a film, with that of its reviews."""
    kinds, shown = _kinds(counts), _first_findings(counts)
    members = defaultdict(list)
    for key, page in pages.items():
        members[_shown_at(page, visible)].append((key, page))
    healths = {}
    for page, parts in members.items():
        # What is its own comes first.
        parts.sort(key=lambda part: (part[1] != page, str(part[1])))
        found = [
            Found(finding.message, finding.url, None if part == page else part)
            for key, part in parts
            for finding in shown[key]
        ]
        healths[page] = Health(
            page,
            str(page),
            sum(counts[key] for key, _ in parts),
            sum((kinds[key] for key, _ in parts), Counter()).most_common(),
            found[:FINDINGS_OF_A_PAGE],
        )
    return healths


def _open_on(keys: Iterable[PageKey]) -> models.QuerySet[StoredFinding]:
    on_any = [Q(model=label, object_id__in=some) for label, some in _by_label(keys).items()]
    if not on_any:
        return StoredFinding.objects.none()
    return StoredFinding.objects.filter(reduce(or_, on_any), is_dismissed=False)


def _kinds(keys: Iterable[PageKey]) -> dict[PageKey, Counter[str]]:
    """How often each kind of finding, by the title of its rule, is open on each page."""
    kinds: dict[PageKey, Counter[str]] = defaultdict(Counter)
    on_these = _open_on(keys).filter(rule__in=RULES).order_by()
    counted = list(on_these.values_list("model", "object_id", "rule").annotate(Count("pk")))
    order = list(RULES)
    for label, key, rule, number in sorted(counted, key=lambda row: order.index(row[2])):
        kinds[label, key][RULES[rule].title] += number
    return kinds


def _first_findings(keys: Iterable[PageKey]) -> dict[PageKey, list[StoredFinding]]:
    number = Window(RowNumber(), partition_by=["model", "object_id"], order_by="pk")
    found = _open_on(keys).annotate(number=number).filter(number__lte=FINDINGS_OF_A_PAGE)
    first: dict[PageKey, list[StoredFinding]] = defaultdict(list)
    for finding in found.order_by("pk"):
        first[finding.model, finding.object_id].append(finding)
    return first


def _shown_at(page: models.Model, visible: Admins) -> models.Model:
    """A review's findings are its film's, for those who may see films."""
    return page.film if isinstance(page, Review) and Film in visible else page


def _groups(healths: Mapping[models.Model, Health], visible: Admins) -> list[Group]:
    groups = _franchises(healths) if Franchise in visible else []
    in_franchises = {health.page for group in groups for health in group.pages}
    others = defaultdict(list)
    for page, health in healths.items():
        if page not in in_franchises:
            others[type(page)].append(health)
    groups += [
        Group(_name_of_others(model, groups), admin_url(model, "changelist"), _worst_first(found))
        for model, found in others.items()
    ]
    return _worst_first(groups)


def _franchises(healths: Mapping[models.Model, Health]) -> list[Group]:
    """A group for each franchise with findings: its own page, then its films in their order."""
    members: dict[Franchise, list[Health]] = defaultdict(list)
    for page, health in healths.items():
        if isinstance(page, Franchise):
            members[page].append(replace(health, name="Its own page"))
    films = [page for page in healths if isinstance(page, Film)]
    installments = Installment.objects.filter(film__in=films).select_related("franchise")
    by_key = {film.pk: healths[film] for film in films}
    for installment in installments.order_by(*Installment._meta.ordering):
        members[installment.franchise].append(by_key[installment.film_id])
    return [Group(str(each), change_url(each), found) for each, found in members.items()]


def _worst_first(counted: Iterable) -> list:
    return sorted(counted, key=lambda each: (-each.count, each.name))


def _name_of_others(model: Model, groups: list[Group]) -> str:
    if model is Film and groups:
        return "Films in no franchise"
    return capfirst(model._meta.verbose_name_plural)
