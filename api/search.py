"""Search: the same index, normalized text and ranks as the search page."""

from itertools import groupby
from operator import itemgetter

from django import forms
from django.urls import reverse
from ninja import Router
from pydantic import Field

from content.site_urls import absolute_url
from films.models import ArticleSection, PlotSection
from reviews.models import Review
from search.kinds import KINDS
from search.query import Search

from .lists import PageSchema, checked, paged, takes
from .responses import LIST_PROBLEMS
from .reviews import review_url
from .values import Schema, Text

router = Router(tags=["Search"])


class SearchForm(forms.Form):
    q = forms.CharField(
        max_length=200,
        help_text="Words, or the beginnings of words; accents and case are ignored.",
    )

    def __init__(self, *args):
        super().__init__(*args)
        # Not an attribute of the class: it is a word of Python's own.
        self.fields["in"] = forms.ChoiceField(
            choices=[("", "All"), *((kind.name, kind.label) for kind in KINDS.values())],
            required=False,
            help_text="Results of one kind only.",
        )


class SearchResult(Schema):
    kind: str = Field(examples=["film"])
    url: str = Field(
        description="The resource in this API; for a plot or an article, its film.",
        examples=["https://films.example/api/v1/films/lost-bullet/"],
    )
    page: str = Field(examples=["https://films.example/films/lost-bullet/"])
    title: str = Field(examples=["Lost Bullet"])
    context: Text = Field(examples=["Balle perdue · 2020"])
    snippet: str = Field(
        description="HTML: the text around what was found, which is marked up as `mark`.",
        examples=["A mechanic drives a <mark>Clio</mark> through a wall …"],
    )


class SearchResults(PageSchema):
    kinds: dict[str, int] = Field(
        description="How many results there are of each kind, whichever kind was requested.",
        examples=[{"film": 3, "review": 12}],
    )
    is_cut: bool = Field(
        description="Whether there are more than the 1,000 that are counted, which are among the "
        "best."
    )
    results: list[SearchResult]


@router.get(
    "search/",
    response={200: SearchResults, **LIST_PROBLEMS},
    openapi_extra=takes(SearchForm()),
    summary="Search",
)
def search(request):
    """Find films, people, plots, articles and reviews: kind by kind, the best first."""
    form = SearchForm(request.GET)
    paging = checked(request, form)
    found = Search(form.cleaned_data["q"])
    page = paged(request, _hits(found, form.cleaned_data["in"]), paging)
    return {
        **page,
        "kinds": {kind.name: len(keys) for kind, keys in found.keys.items()},
        "is_cut": found.is_cut,
        "results": _results(found, page["results"]),
    }


def _hits(found, kind_name):
    """(kind, primary key) of all that was found, or of one kind."""
    kinds = [kind for kind in found.keys if kind_name in ("", kind.name)]
    return [(kind, key) for kind in kinds for key in found.keys[kind]]


def _results(found, hits):
    keys = {kind: [key for _kind, key in group] for kind, group in groupby(hits, itemgetter(0))}
    for kind, results in found.results(keys).items():
        for result in results:
            yield {
                "kind": kind.name,
                "url": _url(result.row),
                "page": absolute_url(result.url),
                "title": str(result.row),
                "context": result.context,
                "snippet": result.snippet,
            }


def _url(row):
    if isinstance(row, Review):
        return review_url(row.natural_key)
    if isinstance(row, PlotSection | ArticleSection):
        row = row.film
    return absolute_url(reverse(f"api:{row._meta.model_name}_detail", args=[row.slug]))
