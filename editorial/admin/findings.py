"""What the rules find on a page, above its form in the admin; and what is dismissed there.

It is of the page as it is saved, and with a script of the form as it is typed.
"""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ..admin_pages import admin_address, form_address
from ..checks import findings_of, kinds_of, open_among, rules_of
from ..findings import keep
from ..models import Dismissal
from .trials import TrialAdmin


class DismissalForm(forms.ModelForm):
    class Meta:
        model = Dismissal
        fields = ["reason"]
        error_messages = {
            "reason": {"required": "Write why it may stay as it is, then dismiss it."}
        }


class CheckedAdmin(TrialAdmin):
    """Mixed into the admin of a page: what the rules find on it, above its form."""

    change_form_outer_before_template = "editorial/findings.html"

    class Media:
        js = [Script("admin/findings.js", type="module")]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_findings"
        view = self.admin_site.admin_view
        as_typed = view(never_cache(require_POST(self.typed_findings_view)))
        return [
            path("add/findings/", as_typed, name=f"{name}_new"),
            path("<path:object_id>/change/findings/", as_typed, name=f"{name}_typed"),
            path("<path:object_id>/findings/", view(self.findings_view), name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        page = obj if obj and obj.pk else None
        if rules_of(self.model) and not context.get("is_popup"):
            context |= self.findings_context(request, page, findings_of(page) if page else [])
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def typed_findings_view(self, request, object_id=None):
        """Show what would be found on the page that a form as it is makes; nothing is kept."""
        page = self.page_or_404(request, object_id) if object_id else None
        saved = {found.digest for found in findings_of(page)} if page else ()
        look = partial(self._typed_findings, request, page, saved)
        return self.try_form(request, object_id, look)

    def _typed_findings(self, request, page, saved, made):
        found = findings_of(made)
        for finding in found:
            finding.is_saved = finding.digest in saved
            if finding.row and not finding.is_saved:
                finding.prefix = request.prefixes.get(finding.row, "")
        context = self.findings_context(request, page, found) | {"is_typed": True}
        return render(request, "editorial/findings.html", context)

    def findings_view(self, request, object_id):
        """Show what is found on a page; by POST, dismiss one finding or take that back.

        Without a script the form is shown again; with one, its panel alone, so that nothing is
        lost of what was typed into the form meanwhile.
        """
        page = self.page_or_404(request, object_id)
        problem = ""
        if request.method == "POST":
            if not self.has_change_permission(request, page):
                raise PermissionDenied
            problem = self._settle(request, page)
            keep(type(page), [page.pk])
        if "HX-Request" in request.headers:
            context = self.findings_context(request, page, findings_of(page))
            context["problem"] = problem
            return TemplateResponse(request, "editorial/findings.html", context)
        if problem:
            messages.error(request, problem)
        return redirect(f"{form_address(page)}#findings")

    def findings_context(self, request, page, findings):
        """What the panel shows of the findings on a page, which is None while it is new."""
        shown = open_among(findings)
        may_change = not page or self.has_change_permission(request, page)
        return {
            "checked": True,
            "form_id": f"{self.opts.model_name}_form",
            "findings": shown,
            "kinds": kinds_of(shown),
            "dismissed": [finding for finding in findings if finding.dismissal],
            "findings_address": admin_address(page, "findings", page.pk) if page else "",
            "typed_address": may_change and self._typed_address(page),
            "may_dismiss": page and may_change,
        }

    def _settle(self, request, page):
        """Do what an editor decided about a finding; return what is wrong with it, or nothing."""
        digest = request.POST.get("finding")
        finding = next((found for found in findings_of(page) if found.digest == digest), None)
        if finding is None:
            return "What you decided about has changed meanwhile. Look at it again."
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

    def _typed_address(self, page):
        if page:
            return admin_address(page, "findings_typed", page.pk)
        return admin_address(self.model, "findings_new")
