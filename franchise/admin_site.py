"""The admin as a whole: its security policy."""

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite


class FranchiseAdminSite(UnfoldAdminSite):
    def admin_view(self, view, cacheable=False):
        return csp_override(settings.ADMIN_CSP)(super().admin_view(view, cacheable))

    @method_decorator(csp_override(settings.ADMIN_CSP))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
