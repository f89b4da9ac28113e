"""The operations of the API put together, with what its documentation says of all of them."""

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
The published films, franchises, people, characters and reviews of this site, to be read by
programs. No key is needed, and scripts of any origin may ask.

**Resources.** Each has its own address here (`url`) and that of its page for readers (`page`),
and names its neighbours by both. What is not known is `null`. A date is given as far as it is
known: `2020-06-19`, `2020-06` or `2020`, with its precision.

**Lists** are answered page by page: `count` is the number of all rows, `next` and `previous` are
the addresses of the pages beside this one. `page_size` may be up to 100. Filters and orders are
those of the site's own lists.

**Errors.** A parameter of a list that is unknown, or whose value cannot be used, is refused with
status 422 and a sentence for each; a single resource takes none, and looks at none. What is not
there, or not published, is answered with 404.

**Caching.** An answer may be kept for a minute. Send its `ETag` back as `If-None-Match`, and
what has not changed is answered with 304 and no body.
"""


class PublishedContentAPI(NinjaAPI):
    @cached_property
    def document(self):
        """The OpenAPI document, made once: it changes with the code alone."""
        return with_examples(super().get_openapi_schema())

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
