"""The list of all that the rules find, in the admin: by kind of page, by rule, page by page."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from editorial.admin_urls import change_url
from editorial.checks import RULES, rules_of
from editorial.findings import on_models
from editorial.models import StoredFinding

from .panels.health import pages_of
from .permissions import mendable_models, visible_models

A_PAGE = 50
# Nobody reads further: to count more would take the longer, the more there is.
LONGEST = 10_000

type Model = type[models.Model]


class FindingFilter(forms.Form):
    """What the URL of the list asks for; what it cannot ask for is left out."""

    model = forms.ChoiceField(label="Content type", required=False)
    rule = forms.ChoiceField(required=False)
    dismissed = forms.BooleanField(label="Dismissed", required=False)

    def __init__(self, data: dict, checked: Collection[Model]) -> None:
        super().__init__(data, label_suffix="")
        kinds = [(model._meta.label_lower, _name(model)) for model in checked]
        rules = [(_name(model), [(r.name, r.title) for r in rules_of(model)]) for model in checked]
        self.fields["model"].choices = [("", "All"), *kinds]
        self.fields["rule"].choices = [("", "All"), *rules]

    def found(self, rows: models.QuerySet[StoredFinding]) -> models.QuerySet[StoredFinding]:
        self.is_valid()
        wanted = {name: self.cleaned_data.get(name) for name in ("model", "rule")}
        wanted = {name: value for name, value in wanted.items() if value}
        return rows.filter(is_dismissed=self.cleaned_data.get("dismissed", False), **wanted)


@dataclass(frozen=True)
class ListedFinding:
    title: str
    message: str
    url: str


@dataclass
class ListedPage:
    """A page with those of its findings that one page of the list has room for."""

    kind: str
    name: str
    url: str
    findings: list[ListedFinding]


def finding_list(request: HttpRequest) -> HttpResponse:
    """Show what is found on the pages that an editor may mend, the newest first."""
    checked = mendable_models(request)
    if not checked:
        raise PermissionDenied
    form = FindingFilter(request.GET, checked)
    rows = form.found(on_models(StoredFinding.objects.all(), checked))
    keys = rows.values_list("pk", flat=True)[:LONGEST]
    page = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": "Findings",
        "form": form,
        "page": page,
        "is_cut": page.paginator.count == LONGEST,
        "page_numbers": page.paginator.get_elided_page_range(
            page.number, on_each_side=1, on_ends=1
        ),
        "listed": _pages(request, page.object_list),
    }
    return TemplateResponse(request, "dashboard/findings.html", context)


def _pages(request: HttpRequest, keys: Collection[int]) -> list[ListedPage]:
    """The findings that have these keys, by page: that with the newest first."""
    found = defaultdict(list)
    for finding in StoredFinding.objects.filter(pk__in=list(keys), rule__in=RULES):
        title = RULES[finding.rule].title
        found[finding.model, finding.object_id].append(
            ListedFinding(title, finding.message, finding.url)
        )
    # A page may have gone since it was checked.
    pages = pages_of(request, found, visible_models(request))
    return [
        # In the order of the rules, in which they were written.
        ListedPage(page._meta.verbose_name, str(page), change_url(page), findings[::-1])
        for key, findings in found.items()
        if (page := pages.get(key))
    ]


def _name(model: Model) -> str:
    return capfirst(model._meta.verbose_name_plural)
