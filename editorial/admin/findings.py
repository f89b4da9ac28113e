"""What the rules find on a page, above its form in the admin; and what is dismissed there."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..checks import findings_of, form_address, kinds_of, open_among, rules_of
from ..models import Dismissal


class DismissalForm(forms.ModelForm):
    class Meta:
        model = Dismissal
        fields = ["reason"]
        error_messages = {
            "reason": {"required": "Write why it may stay as it is, then dismiss it."}
        }


class CheckedAdmin(admin.ModelAdmin):
    """Mixed into the admin of a page: what the rules find on it, above its form."""

    change_form_outer_before_template = "editorial/findings.html"

    class Media:
        js = [Script("admin/findings.js", type="module")]

    def get_urls(self):
        view = self.admin_site.admin_view(self.findings_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_findings"
        return [path("<path:object_id>/findings/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and obj.pk and not context.get("is_popup"):
            context |= self.findings_context(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def findings_view(self, request, object_id):
        """Show what is found on a page; by POST, dismiss one finding or take that back.

        Without a script the form is shown again; with one, its panel alone, so that nothing is
        lost of what was typed into the form meanwhile.
        """
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        problem = ""
        if request.method == "POST":
            if not self.has_change_permission(request, page):
                raise PermissionDenied
            problem = self._settle(request, page)
        if "HX-Request" in request.headers:
            context = self.findings_context(request, page) | {"problem": problem}
            return TemplateResponse(request, "editorial/findings.html", context)
        if problem:
            messages.error(request, problem)
        return redirect(f"{form_address(page)}#findings")

    def findings_context(self, request, page):
        if not rules_of(self.model):
            return {}
        findings = findings_of(page)
        shown = open_among(findings)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_findings"
        return {
            "checked": page,
            "findings": shown,
            "kinds": kinds_of(shown),
            "dismissed": [finding for finding in findings if finding.dismissal],
            "findings_address": reverse(name, args=[page.pk]),
            "may_dismiss": self.has_change_permission(request, page),
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
