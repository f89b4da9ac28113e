"""The operations of the API put together, with what its documentation says of all of them."""

import re
from functools import cached_property

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from ninja import NinjaAPI
from pydantic import Field, create_model

from content.site_urls import absolute_url

from . import films, franchises, people, reviews, search
from .examples import with_examples
from .lists import Refused
from .responses import not_found, refused

DESCRIPTION = """\
The published films, franchises, people, characters and reviews of this site, for programs.
The API is read-only, needs no key and may be called by scripts of any origin.

**Resources.** Each has its own URL in the API (`url`) and the URL of its page for readers (`page`),
and links to related resources by both. Unknown values are `null`. Dates are as precise as they are
known: `2020-06-19`, `2020-06` or `2020`, with their precision.

**Lists** are paginated: `count` is the total number of results, `next` and `previous` are the URLs
of the neighbouring pages. `page_size` may be up to 100. Filters and orders are those of the site's
own lists.

**Errors.** In lists, parameters that are unknown or not valid are rejected with status 422 and a
message for each; single resources take no parameters and ignore them. Resources that do not exist
or are not published return 404.

**Caching.** Responses may be cached for a minute. Send the `ETag` back as `If-None-Match`: if
nothing has changed, the response is 304 without a body.
"""


def _without_suffix(part):
    match part:
        case dict():
            return {_without_suffix(key): _without_suffix(value) for key, value in part.items()}
        case list():
            return [_without_suffix(each) for each in part]
        case str():
            return re.sub(r"(\w)Schema$", r"\1", part)
    return part


class PublishedContentAPI(NinjaAPI):
    @cached_property
    def document(self):
        """The OpenAPI document, made once: it changes with the code alone.

        It calls a film's credit Credit, where the code has a model of that name and CreditSchema.
        """
        return _without_suffix(with_examples(super().get_openapi_schema()))

    def get_openapi_schema(self, **options):
        return self.document

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__


api = PublishedContentAPI(
    title="Franchise",
    version="1",
    description=DESCRIPTION,
    servers=[{"url": settings.SITE_URL}],
    urls_namespace="api",
    docs_url=None,
)
api.add_exception_handler(Http404, not_found)
api.add_exception_handler(Refused, refused)
for noun in (franchises, films, people, reviews, search):
    api.add_router("", noun.router)

LISTS = {
    "franchises": "franchise_list",
    "films": "film_list",
    "people": "person_list",
    "characters": "character_list",
    "reviews": "review_list",
    "search": "search",
}

Index = create_model(
    "Index",
    **{noun: (str, Field(examples=[f"https://films.example/api/v1/{noun}/"])) for noun in LISTS},
)


@api.get("", response=Index, summary="What there is", tags=["Start"])
def index(request):
    """The URLs of the lists."""
    return {noun: absolute_url(reverse(f"api:{operation}")) for noun, operation in LISTS.items()}
