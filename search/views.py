"""The page of search results."""

from django.http import QueryDict
from django.shortcuts import render

from content.listings import page_of
from content.parameters import reads

from .kinds import KINDS
from .query import Search

RESULTS_A_KIND = 6


@reads("q", "in", "page")
def search(request):
    """Show the best of each kind that was found; with `in=`, one kind page by page."""
    found = Search(request.GET.get("q", ""))
    kind = KINDS.get(request.GET.get("in"))
    if kind in found.keys:
        return _search_in(request, found, kind)
    best = {kind: keys[:RESULTS_A_KIND] for kind, keys in found.keys.items()}
    groups = [
        (kind, len(found.keys[kind]), results) for kind, results in found.results(best).items()
    ]
    context = {"search": found, "groups": groups, "kinds": KINDS.values()}
    return render(request, "search/search.html", context)


def _search_in(request, found, kind):
    page = page_of(found.keys[kind], request)
    query = QueryDict(mutable=True)
    query.update({"q": found.query, "in": kind.name})
    context = {
        "search": found,
        "groups": [(kind, page.paginator.count, found.results({kind: page.object_list})[kind])],
        "page": page,
        "url": f"?{query.urlencode()}&",
    }
    return render(request, "search/search.html", context)
