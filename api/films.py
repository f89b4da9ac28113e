"""Films: their facts, credits, texts, pictures, reviews and places in franchises."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BeforeValidator, Field

from content.translations import in_all_languages
from films import models
from films.pages import FilmPage
from franchise.filters import FranchiseFilmFilter
from franchise.series_positions import numbered_installments, series_positions_of
from reviews.reception import reception_of

from . import values
from .lists import PageSchema, filtered, takes
from .responses import DETAIL_PROBLEMS, LIST_PROBLEMS
from .reviews import ReviewItem
from .values import (
    CharacterLink,
    Date,
    ExternalLinkSchema,
    FilmLinkSchema,
    FranchiseLink,
    Markdown,
    NamedSchema,
    PageLink,
    PersonLinkSchema,
    Schema,
    SourceKey,
    Text,
    Thumbnail,
    Translations,
    Whole,
    key_in_path,
    page_url,
)

router = Router(tags=["Films"])


def each(name):
    """Of rows that tie a film to something, that something: of FilmCountries, the countries."""
    return BeforeValidator(lambda rows: [getattr(row, name) for row in rows])


class FilmFacts(FilmLinkSchema):
    slug: str = Field(examples=["lost-bullet"])
    original_title: Text = Field(examples=["Balle perdue"])
    original_language: NamedSchema | None
    tagline: Text
    production_status: models.Film.ProductionStatus
    runtime_minutes: int | None = Field(examples=[92])
    released_on: Date = Field(description="Its first release.")


class FilmItem(FilmFacts):
    image: Thumbnail = Field(validation_alias="poster")
    franchises: Annotated[list[FranchiseLink], each("franchise")] = Field(
        validation_alias="published_installments"
    )


class FilmList(PageSchema):
    results: list[FilmItem]


class CreditSchema(Schema):
    role: models.Credit.Role
    person: PersonLinkSchema
    character: CharacterLink | None = Field(description="The character they play, for the cast.")
    credited_as: Text = Field(description="The name in the film's credits, if different.")
    is_starring: bool
    source: SourceKey


class FilmCompanySchema(Schema):
    role: models.FilmCompany.Role
    company: PageLink


class ReleaseSchema(Schema):
    kind: models.Release.Kind
    released_on: Date
    country: NamedSchema | None = Field(description="Null: worldwide.")
    event: Text = Field(description="The name of a festival or an edition.")
    company: PageLink | None
    source: SourceKey


class FigureSchema(Schema):
    kind: models.Figure.Kind
    amount: int = Field(examples=[37_000_000])
    is_minimum: bool = Field(description="Whether the source says “over” or “more than”.")
    unit: Text = Field(description="For money, the currency by ISO 4217.", examples=["EUR"])
    period: Text = Field(examples=["first month"])
    as_of: Date
    source: SourceKey


class PlotSectionSchema(Schema):
    key: str = Field(examples=["the-robbery"])
    heading: str = Field(examples=["The robbery"])
    page: page_url("films/lost-bullet/#plot-the-robbery")
    spoiler_level: models.PlotSection.SpoilerLevel = Field(
        description="0: what the trailer reveals. 1: what happens along the way. 2: how it ends."
    )
    characters: Annotated[
        list[CharacterLink], each("character"), BeforeValidator(lambda rows: rows.all())
    ] = Field(validation_alias="appearances")
    body: Markdown
    translations: Translations


class ArticleSectionSchema(Schema):
    topic: models.ArticleSection.Topic
    key: str = Field(examples=["production"])
    heading: str = Field(examples=["Production"])
    page: page_url("films/lost-bullet/#article-production")
    body: Markdown
    translations: Translations


class GenreSchema(Schema):
    slug: str = Field(examples=["action"])
    name: str = Field(examples=["Action"])


class FilmPictureSchema(Schema):
    role: models.FilmPicture.Role
    picture: values.PictureSchema


class FilmReceptionSchema(Schema):
    """The verdicts of the film's reviews. Under five, there is no share."""

    total: int = Field(examples=[8])
    positive: int = Field(examples=[6])
    mixed: int = Field(examples=[1])
    negative: int = Field(examples=[1])
    share: int | None = Field(description="Positive verdicts in per cent.", examples=[75])
    interval: list[int] | None = Field(
        description="The share's 95% Wilson score interval, in per cent: low, high.",
        examples=[[41, 93]],
    )


class PlaceSchema(Schema):
    """Where the film stands in a franchise."""

    franchise: FranchiseLink
    number: int = Field(description="Counted from 1.", examples=[1])
    count: int = Field(examples=[3])
    before: FilmLinkSchema | None
    after: FilmLinkSchema | None


class FilmDetail(FilmFacts):
    lead: Markdown
    poster: values.PictureSchema | None
    countries: Annotated[list[NamedSchema], each("country")]
    languages: Annotated[list[NamedSchema], each("language")]
    genres: Annotated[list[GenreSchema], each("genre")]
    credits: list[CreditSchema]
    companies: Annotated[list[FilmCompanySchema], BeforeValidator(list)] = Field(
        validation_alias="film_companies"
    )
    releases: list[ReleaseSchema]
    figures: list[FigureSchema]
    plot_sections: Annotated[list[PlotSectionSchema], BeforeValidator(list)] = Field(
        description="The plot, in order. Contains spoilers."
    )
    article_sections: list[ArticleSectionSchema]
    pictures: list[FilmPictureSchema]
    links: list[ExternalLinkSchema]
    reception: FilmReceptionSchema
    reviews: list[ReviewItem]
    places: list[PlaceSchema]
    sources: list[values.SourceSchema]
    text_source: values.SourceSchema | None = Field(description="What its text is based on.")
    translations: Translations


class FilmInFull(FilmPage):
    """What the page of a film shows, with what other apps say of it."""

    @property
    def film_companies(self):
        return self.film.film_companies.select_related("company")

    @property
    def reviews(self):
        return reception_of(self.film).reviews

    @property
    def reception(self):
        return reception_of(self.film).verdicts

    @property
    def places(self):
        return series_positions_of(self.film)

    @property
    def sources(self):
        texts = in_all_languages(self.film, "lead")
        for section in self.sections:
            texts += in_all_languages(section, "body")
        return self.sources_of(texts)


@router.get(
    "films/",
    response={200: FilmList, **LIST_PROBLEMS},
    openapi_extra=takes(FranchiseFilmFilter().form),
    summary="Films",
)
def film_list(request):
    """The published films, filtered and ordered as on the page of films."""
    films = models.Film.objects.published().with_card()
    return filtered(request, FranchiseFilmFilter, films.prefetch_related(numbered_installments()))


@router.get("films/{slug:slug}/", response={200: FilmDetail, **DETAIL_PROBLEMS}, summary="One film")
def film_detail(request, slug: key_in_path("lost-bullet")):
    """A film with its facts, credits, texts, pictures, reviews and places in franchises."""
    film = get_object_or_404(models.Film.objects.published().with_card(), slug=slug)
    return Whole(film, FilmInFull(film))
