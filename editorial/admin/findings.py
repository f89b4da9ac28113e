"""What the rules find on a page, above its form in the admin; and what is dismissed there.

It is of the page as it is saved, and with a script of the form as it is typed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import saving
from ..admin_urls import admin_url, change_url
from ..checks import Finding, findings_of, kinds_of, open_among, rules_of
from ..findings import keep
from ..models import Dismissal
from .preview import as_typed, not_yet

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin


class DismissalForm(forms.ModelForm):
    class Meta:
        model = Dismissal
        fields = ["reason"]
        error_messages = {"reason": {"required": "Give a reason before you dismiss this."}}


def context(request: HttpRequest, model_admin: EditorialAdmin, page: models.Model | None) -> dict:
    """What the panel above a form shows; nothing for a model without rules."""
    if not rules_of(model_admin.model):
        return {}
    return _panel(request, model_admin, page, findings_of(page) if page else [])


def _panel(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    page: models.Model | None,
    findings: list[Finding],
) -> dict:
    """What the panel shows of the findings on a page, which is None while it is new."""
    shown, model = open_among(findings), model_admin.model
    may_change = not page or model_admin.has_change_permission(request, page)
    typed_url = (
        admin_url(model, "findings_typed", page.pk) if page else admin_url(model, "findings_new")
    )
    return {
        "checked": True,
        "form_id": f"{model_admin.opts.model_name}_form",
        "findings": shown,
        "kinds": kinds_of(shown),
        "dismissed": [finding for finding in findings if finding.dismissal],
        "findings_url": admin_url(model, "findings", page.pk) if page else "",
        "typed_url": typed_url if may_change else "",
        "may_dismiss": page and model_admin.may_save(request.user, is_new=False),
    }


@never_cache
@require_POST
def check_as_typed(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> HttpResponse:
    """Show what would be found on the page that a form as it is makes; nothing is kept."""
    page = model_admin.page_or_404(request, object_id) if object_id else None
    saved = {found.digest for found in findings_of(page)} if page else set()
    look = partial(_found_as_typed, request, model_admin, page, saved)
    return saving.dry_run(as_typed(request, model_admin, object_id), look)


def _found_as_typed(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    page: models.Model | None,
    saved: set[str],
    form: saving.PageForm,
) -> HttpResponse:
    if not form.is_saved:
        return not_yet(request, form)
    found, prefixes = findings_of(form.page), form.prefixes()
    for finding in found:
        finding.is_saved = finding.digest in saved
        if finding.row and not finding.is_saved:
            finding.prefix = prefixes.get(finding.row, "")
    panel = _panel(request, model_admin, page, found) | {"is_typed": True}
    return render(request, "editorial/findings.html", panel)


def page_findings(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str
) -> HttpResponse:
    """Show what is found on a page; by POST, dismiss one finding or take that back.

    Without a script the form is shown again; with one, its panel alone, so that nothing is lost
    of what was typed into the form in the meantime.
    """
    page = model_admin.page_or_404(request, object_id)
    problem = ""
    if request.method == "POST":
        if not model_admin.has_change_permission(request, page):
            raise PermissionDenied
        problem = _settle(request, page)
        keep(type(page), [page.pk])
    if "HX-Request" in request.headers:
        panel = _panel(request, model_admin, page, findings_of(page)) | {"problem": problem}
        return model_admin.render(request, "editorial/findings.html", **panel)
    if problem:
        messages.error(request, problem)
    return redirect(f"{change_url(page)}#findings")


def _settle(request: HttpRequest, page: models.Model) -> str:
    """Do what an editor decided about a finding; return what is wrong with it, or nothing."""
    digest = request.POST.get("finding")
    finding = next((found for found in findings_of(page) if found.digest == digest), None)
    if finding is None:
        return "This finding has changed in the meantime. Please check it again."
    if "take_back" in request.POST:
        Dismissal.objects.filter(digest=digest).delete()
        return ""
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return " ".join(form.errors["reason"])
    Dismissal.objects.get_or_create(
        rule=finding.rule.name,
        model=finding.subject._meta.label_lower,
        object_id=finding.subject.pk,
        digest=digest,
        defaults={"reason": form.cleaned_data["reason"], "dismissed_by": request.user},
    )
    return ""


ROUTES = [
    ("add/findings/", check_as_typed, "findings_new"),
    ("<path:object_id>/change/findings/", check_as_typed, "findings_typed"),
    ("<path:object_id>/findings/", page_findings, "findings"),
]
