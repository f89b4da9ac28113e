"""The admin as a whole: its security policy, and its search."""

from functools import wraps

from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

# In the search of the sidebar: enough to find a name that is typed further.
ROWS_OF_A_KIND = 5
RESULTS_A_PAGE = 100


def without_null(view):
    """Refuse a null character in an address: PostgreSQL takes it in no text."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a null character.")
        return view(request, *args, **kwargs)

    return checked


def find_rows(request, term):
    """Return the first rows of each kind that an editor may see and whose name holds `term`."""
    admins = site._registry.values()
    visible = [model_admin for model_admin in admins if model_admin.has_view_permission(request)]
    return [
        _search_result(model_admin.opts, row)
        for model_admin in visible
        for row in _matching(model_admin, request, term)[:ROWS_OF_A_KIND]
    ]


def _matching(model_admin, request, term):
    rows, _ = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
    return rows


def _search_result(opts, row):
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return SearchResult(str(row), str(opts.verbose_name), address, icon=None)


class FranchiseAdminSite(UnfoldAdminSite):
    def admin_view(self, view, cacheable=False):
        return csp_override(settings.ADMIN_CSP)(without_null(super().admin_view(view, cacheable)))

    @method_decorator(csp_override(settings.ADMIN_CSP))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)

    def search(self, request, extra_context=None):
        """Search as the library does, but anew each time: it keeps results, and old names, for 5
        minutes, in a cache that may be away.
        """
        term = request.GET.get("s", "").strip().lower()
        if not term:
            return HttpResponse()
        found = [
            *self._search_apps(self.get_app_list(request), term),
            *find_rows(request, term),
        ]
        page = Paginator(found, RESULTS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "search_term": term,
            "page_obj": page.paginator,
            "results": page,
            "page_counter": page.start_index() - 1,
            "execution_time": 0,
        }
        return TemplateResponse(
            request,
            "unfold/helpers/command_results.html",
            context,
            headers={"HX-Trigger": "search"},
        )
