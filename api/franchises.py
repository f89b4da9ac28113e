"""Franchises, with their films in order."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BeforeValidator, Field

from franchise.models import Franchise, Installment
from franchise.pages import FranchisePage

from . import values
from .films import FilmFacts
from .lists import NoFilter, PageSchema, checked, paged, takes
from .responses import DETAIL_PROBLEMS, LIST_PROBLEMS
from .values import (
    FranchiseLink,
    Markdown,
    NamedSchema,
    Schema,
    Text,
    Thumbnail,
    Translations,
    Whole,
    key_in_path,
)

router = Router(tags=["Franchises"])


class FranchiseFacts(FranchiseLink):
    slug: str = Field(examples=["lost-bullet"])
    original_title: Text = Field(examples=["Balle perdue"])
    original_language: NamedSchema | None
    tagline: Text
    film_count: int = Field(description="Its published films.", examples=[3])


class FranchiseItem(FranchiseFacts):
    image: Thumbnail = Field(validation_alias="hero")


class FranchiseList(PageSchema):
    results: list[FranchiseItem]


class NumberedFilm(Schema):
    number: int = Field(description="Counted from 1.", examples=[1])
    relation: Installment.Relation
    label: Text = Field(description="What to show instead of its number.", examples=["Part 2"])
    film: FilmFacts


def _numbered(installments):
    return [
        {"number": number, "relation": each.relation, "label": each.label, "film": each.film}
        for number, each in enumerate(installments.published().with_card(), start=1)
    ]


class FranchiseDetail(FranchiseFacts):
    introduction: Markdown
    hero: values.PictureSchema | None
    installments: Annotated[list[NumberedFilm], BeforeValidator(_numbered)] = Field(
        description="Its films, in order."
    )
    sources: Annotated[list[values.SourceSchema], BeforeValidator(list)]
    translations: Translations


@router.get(
    "franchises/",
    response={200: FranchiseList, **LIST_PROBLEMS},
    openapi_extra=takes(NoFilter()),
    summary="Franchises",
)
def franchise_list(request):
    """The published franchises, by title."""
    paging = checked(request, NoFilter(request.GET))
    return paged(request, Franchise.objects.published().with_card(), paging)


@router.get(
    "franchises/{slug:slug}/",
    response={200: FranchiseDetail, **DETAIL_PROBLEMS},
    summary="One franchise",
)
def franchise_detail(request, slug: key_in_path("lost-bullet")):
    """A franchise with its published films in order."""
    franchise = get_object_or_404(Franchise.objects.published().with_card(), slug=slug)
    return Whole(franchise, FranchisePage(franchise, request))
