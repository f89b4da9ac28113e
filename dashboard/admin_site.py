"""The admin as a whole: its security policy, and its search."""

from functools import partial, wraps

from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

from content.listings import LONGEST_FILTER
from content.natural_keys import Slugged
from content.search_keys import normalize
from editorial.admin_urls import change_url
from films.models import Source

# In the search of the sidebar: enough to find a name that is typed further.
ROWS_OF_A_KIND = 5
RESULTS_A_PAGE = 100
# While a link or a citation is typed: what a glance takes in.
SUGGESTIONS = 12


def without_null(view):
    """Refuse a null character in a URL: PostgreSQL takes it in no text."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The URL contains a null character.")
        return view(request, *args, **kwargs)

    return checked


def find_rows(request, term):
    """Return the first rows of each kind that an editor may see and whose name holds `term`."""
    return [
        _search_result(model_admin.opts, row)
        for model_admin in _visible(request)
        for row in _matching(model_admin, request, term)[:ROWS_OF_A_KIND]
    ]


def _visible(request):
    """The kinds of row that an editor may see."""
    admins = site._registry.values()
    return [model_admin for model_admin in admins if model_admin.has_view_permission(request)]


def _matching(model_admin, request, term):
    rows, _ = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
    return rows


def _search_result(opts, row):
    return SearchResult(str(row), str(opts.verbose_name), change_url(row), icon=None)


def suggest_pages(request):
    """Answer with the pages whose name holds `q`, to be linked to: a query a kind."""
    term = request.GET.get("q", "").strip()
    pages = [page for model_admin in _with_pages(request) for page in _pages(model_admin, term)]
    pages.sort(key=partial(_rank, normalize(term)))
    return JsonResponse({"results": pages[:SUGGESTIONS]})


def _rank(term, page):
    """Names that begin with the term come first: the shorter of two before one that goes on."""
    name = normalize(page["name"])
    return (0, name) if name.startswith(term) else (1, "")


def _with_pages(request):
    for model_admin in _visible(request):
        model = model_admin.model
        if issubclass(model, Slugged) and hasattr(model, "get_absolute_url"):
            yield model_admin


def _pages(model_admin, term):
    """What a link needs of the first pages of a kind, drafts marked: one may link to them early."""
    model = model_admin.model
    seen = Exists(model.objects.published().filter(pk=OuterRef("pk")))
    rows = model.objects.annotate(is_seen=seen)
    for row in _named(rows, term, ROWS_OF_A_KIND) if term else ():
        yield {
            "name": str(row),
            "hint": str(model._meta.verbose_name),
            "url": row.get_absolute_url(),
            "is_draft": not row.is_seen,
        }


def suggest_sources(request):
    """Answer with the sources whose title, author or key holds `q`; the newest for no `q`."""
    model_admin = site.get_model_admin(Source)
    term = request.GET.get("q", "").strip()
    results = [
        {"name": source.title, "hint": source.key, "key": source.key}
        for source in (_sources(term) if model_admin.has_view_permission(request) else ())
    ]
    can_add = model_admin.has_add_permission(request)
    add = reverse("admin:films_source_add") if can_add else None
    return JsonResponse({"results": results, "add": add})


def _sources(term: str) -> list[Source]:
    if term:
        return _named(Source.objects.all(), term, SUGGESTIONS)
    return list(Source.objects.order_by("-pk")[:SUGGESTIONS])


def _named(rows: QuerySet, term: str, limit: int) -> list[Model]:
    """At most so many rows whose search keys hold each word of a term.

    Those come first that have a word beginning with it. Asked for one after the other, so that the
    database reads each in the order of an index and stops, rather than sort all that match.
    """
    term = normalize(term)[:LONGEST_FILTER]
    rows = rows.order_by("folded", "pk")
    for word in term.split():
        rows = rows.filter(folded__contains=word)
    begins = Q(folded__startswith=term) | Q(folded__contains=f" {term}")
    found = list(rows.filter(begins)[:limit])
    if len(found) < limit:
        found += rows.exclude(begins)[: limit - len(found)]
    return found


class FranchiseAdminSite(UnfoldAdminSite):
    def admin_view(self, view, cacheable=False):
        return csp_override(settings.ADMIN_CSP)(without_null(super().admin_view(view, cacheable)))

    def get_urls(self):
        suggestions = (("pages", suggest_pages), ("sources", suggest_sources))
        return [
            *(
                path(f"suggest/{what}/", self.admin_view(never_cache(view)), name=f"suggest_{what}")
                for what, view in suggestions
            ),
            *super().get_urls(),
        ]

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
