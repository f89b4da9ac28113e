"""The published content as JSON, for programs: read-only, without a key, open to every origin.

It shows what the pages show, by the same gate, filters and search, and knows no rule of its own.
Shapes say what an answer holds and where each value is read from; operations find the rows. Both
stand together by noun. The OpenAPI document, and the page at /api/, are made from them.
"""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from ninja import NinjaAPI
from pydantic import create_model

from . import films, franchises, people, reviews, search
from .answers import not_found, refused
from .documentation import with_examples
from .lists import Refused
from .values import absolute

DESCRIPTION = """\
The published films, franchises, people, characters and reviews of this site, read-only. No key is
needed, and scripts of any origin may ask.

Every resource has its own address here (`url`) and that of its page for readers (`page`), and
names its neighbours by both. What is not known is `null`. A date is given as far as it is known:
`2020-06-19`, `2020-06` or `2020`, with its precision.
"""


class PublishedContentAPI(NinjaAPI):
    def get_openapi_schema(self, **options):
        return with_examples(super().get_openapi_schema(**options))


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


@api.get("", response=create_model("Index", **dict.fromkeys(LISTS, str)), summary="What there is")
def index(request):
    """The addresses of the lists."""
    return {noun: absolute(reverse(f"api:{operation}")) for noun, operation in LISTS.items()}
