"""People and the characters they play, with their credits."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BeforeValidator, Field

from films import models
from films.filters import CharacterFilter, PersonFilter
from films.pages import CharacterPage, PersonPage

from . import values
from .lists import PageSchema, filtered, takes
from .responses import DETAIL_PROBLEMS, LIST_PROBLEMS
from .values import (
    CharacterLink,
    Date,
    ExternalLinkSchema,
    FilmLinkSchema,
    Markdown,
    PersonLinkSchema,
    Schema,
    Text,
    Translations,
    Whole,
    key_in_path,
    page_url,
)

router = Router()

Rows = BeforeValidator(list)


ReleaseDate = Annotated[
    Date,
    Field(validation_alias="film", description="The film's first release."),
    BeforeValidator(lambda film: film.released_on),
]


class PersonFacts(PersonLinkSchema):
    slug: str = Field(examples=["alban-lenoir"])
    born_on: Date
    died_on: Date


class PersonItem(PersonFacts):
    film_count: int = Field(description="The published films that credit them.", examples=[3])
    roles: list[models.Credit.Role]


class PersonList(PageSchema):
    results: list[PersonItem]


class PersonCredit(Schema):
    film: FilmLinkSchema
    released_on: ReleaseDate
    role: models.Credit.Role
    character: CharacterLink | None
    credited_as: Text
    is_starring: bool


class PersonDetail(PersonFacts):
    biography: Markdown
    portrait: values.PictureSchema | None
    credits: Annotated[list[PersonCredit], Rows] = Field(description="The newest film first.")
    links: Annotated[list[ExternalLinkSchema], BeforeValidator(lambda rows: list(rows.all()))]
    sources: Annotated[list[values.SourceSchema], Rows]
    translations: Translations


class CharacterItem(CharacterLink):
    slug: str = Field(examples=["lino"])


class CharacterList(PageSchema):
    results: list[CharacterItem]


class CharacterCredit(Schema):
    film: FilmLinkSchema
    released_on: ReleaseDate
    person: PersonLinkSchema
    credited_as: Text


class Appearance(Schema):
    """A section of a plot that tells of the character."""

    heading: str = Field(examples=["The robbery"])
    page: page_url("films/lost-bullet/#plot-the-robbery")
    film: FilmLinkSchema
    spoiler_level: models.PlotSection.SpoilerLevel


class CharacterDetail(CharacterItem):
    description: Markdown = Field(description="Who they are when we first meet them.")
    picture: values.PictureSchema | None
    credits: Annotated[list[CharacterCredit], Rows] = Field(
        description="Who plays them, the newest film first."
    )
    plot_sections: Annotated[list[Appearance], Rows]
    sources: Annotated[list[values.SourceSchema], Rows]
    translations: Translations


@router.get(
    "people/",
    response={200: PersonList, **LIST_PROBLEMS},
    openapi_extra=takes(PersonFilter().form),
    summary="People",
    tags=["People"],
)
def person_list(request):
    """The people whom published films credit, filtered and ordered as on the page of people."""
    return filtered(request, PersonFilter, models.Person.objects.published())


@router.get(
    "people/{slug:slug}/",
    response={200: PersonDetail, **DETAIL_PROBLEMS},
    summary="One person",
    tags=["People"],
)
def person_detail(request, slug: key_in_path("alban-lenoir")):
    """A person with their credits in published films."""
    people = models.Person.objects.published().select_related("portrait")
    person = get_object_or_404(people, slug=slug)
    return Whole(person, PersonPage(person))


@router.get(
    "characters/",
    response={200: CharacterList, **LIST_PROBLEMS},
    openapi_extra=takes(CharacterFilter().form),
    summary="Characters",
    tags=["Characters"],
)
def character_list(request):
    """The characters of published films, by name."""
    return filtered(request, CharacterFilter, models.Character.objects.published())


@router.get(
    "characters/{slug:slug}/",
    response={200: CharacterDetail, **DETAIL_PROBLEMS},
    summary="One character",
    tags=["Characters"],
)
def character_detail(request, slug: key_in_path("lino")):
    """A character with who plays them and the plot sections that tell of them."""
    characters = models.Character.objects.published().select_related("picture")
    character = get_object_or_404(characters, slug=slug)
    return Whole(character, CharacterPage(character))
