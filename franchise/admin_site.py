"""The admin as a whole: its security policy, and its search."""

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite


class FranchiseAdminSite(UnfoldAdminSite):
    def admin_view(self, view, cacheable=False):
        return csp_override(settings.ADMIN_CSP)(super().admin_view(view, cacheable))

    @method_decorator(csp_override(settings.ADMIN_CSP))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)

    def search(self, request, extra_context=None):
        try:
            return super().search(request, extra_context)
        except (InvalidPage, ValueError) as error:
            raise Http404("There is no such page of results.") from error
