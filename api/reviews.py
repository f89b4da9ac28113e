"""Reviews: what critics wrote, and where to read it."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router
from pydantic import BeforeValidator, Field

from content.site_urls import absolute_url
from reviews.filters import ReviewFilter
from reviews.models import UNSIGNED, Review

from .lists import PageSchema, filtered, takes
from .responses import DETAIL_PROBLEMS, LIST_PROBLEMS
from .values import (
    Date,
    FilmLinkSchema,
    Markdown,
    NamedSchema,
    PageLink,
    Schema,
    Text,
    Translations,
    key_in_path,
    page_url,
)

router = Router(tags=["Reviews"])


def review_url(natural_key):
    film, publication, critic = natural_key()
    return absolute_url(reverse("api:review_detail", args=[film, publication, critic or UNSIGNED]))


class ReviewItem(Schema):
    url: Annotated[str, BeforeValidator(review_url)] = Field(
        validation_alias="natural_key",
        description="Its URL in this API.",
        examples=["https://films.example/api/v1/reviews/lost-bullet/variety/unsigned/"],
    )
    page: page_url("films/lost-bullet/#review-variety.unsigned")
    film: FilmLinkSchema
    publication: PageLink
    critic: PageLink | None
    published_on: Date
    read_at: Text = Field(validation_alias="url", description="The review itself.")
    language: NamedSchema | None = Field(description="Of the quote.")
    quote: Text = Field(examples=["Ça roule."])
    quote_translation: Text = Field(examples=["It rolls."])
    verdict: Annotated[Review.Verdict | None, BeforeValidator(lambda verdict: verdict or None)]
    score_text: Text = Field(description="As printed.", examples=["3.5 stars of 5"])
    score_value: float | None = Field(examples=[3.5])
    score_scale: float | None = Field(description="The highest possible score.", examples=[5])


class ReviewList(PageSchema):
    results: list[ReviewItem]


class ReviewDetail(ReviewItem):
    summary: Markdown = Field(description="What the critic says, in the editors' words.")
    translations: Translations


@router.get(
    "reviews/",
    response={200: ReviewList, **LIST_PROBLEMS},
    openapi_extra=takes(ReviewFilter().form),
    summary="Reviews",
)
def review_list(request):
    """The published reviews, filtered and ordered as on the page of reviews."""
    reviews = Review.objects.published().with_byline().with_film()
    return filtered(request, ReviewFilter, reviews)


@router.get(
    "reviews/{slug:film}/{slug:publication}/{slug:critic}/",
    response={200: ReviewDetail, **DETAIL_PROBLEMS},
    summary="One review",
)
def review_detail(
    request,
    film: key_in_path("lost-bullet"),
    publication: key_in_path("variety"),
    critic: key_in_path("unsigned"),
):
    """The review of a film, in a publication, by a critic; `unsigned` where it names none."""
    by = {"critic": None} if critic == UNSIGNED else {"critic__slug": critic}
    return get_object_or_404(
        Review.objects.published().with_byline().with_film(),
        film__slug=film,
        publication__slug=publication,
        **by,
    )
