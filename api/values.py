"""The values that schemas are made of: URLs, texts, dates, prose, pictures, sources."""

from typing import Annotated, Literal

from django.urls import reverse
from ninja import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from content import prose
from content.site_urls import absolute_url
from films import imaging


class Schema(BaseModel):
    """What a JSON object holds. Each value is read from the attribute of a row that it names."""

    model_config = ConfigDict(from_attributes=True)


class Whole:
    """A row together with what its page makes of it, which goes before the row's own."""

    def __init__(self, row, page):
        self._row, self._page = row, page

    def __getattr__(self, name):
        return getattr(self._page if hasattr(type(self._page), name) else self._row, name)


# URLs


def key_in_path(example):
    """The type of a slug that stands in a resource's URL."""
    return Annotated[str, Path(pattern="^[-a-zA-Z0-9_]+$", examples=[example])]


def resource_url(operation, example):
    """The type of a resource's own URL here: `operation` takes its slug."""
    return Annotated[
        str,
        Field(
            validation_alias="slug",
            description="Its URL in this API.",
            examples=[f"https://films.example/api/v1/{example}"],
        ),
        AfterValidator(lambda slug: absolute_url(reverse(f"api:{operation}", args=[slug]))),
    ]


def page_url(example):
    """The type of the URL of a row's page."""
    return Annotated[
        str,
        Field(
            validation_alias="get_absolute_url",
            description="Its page for readers.",
            examples=[f"https://films.example/{example}"],
        ),
        BeforeValidator(lambda get_absolute_url: absolute_url(get_absolute_url())),
    ]


class FilmLinkSchema(Schema):
    title: str = Field(examples=["Lost Bullet"])
    url: resource_url("film_detail", "films/lost-bullet/")
    page: page_url("films/lost-bullet/")


class PersonLinkSchema(Schema):
    name: str = Field(examples=["Alban Lenoir"])
    url: resource_url("person_detail", "people/alban-lenoir/")
    page: page_url("people/alban-lenoir/")


class CharacterLink(Schema):
    name: str = Field(examples=["Lino"])
    url: resource_url("character_detail", "characters/lino/")
    page: page_url("characters/lino/")


class FranchiseLink(Schema):
    title: str = Field(examples=["Lost Bullet"])
    url: resource_url("franchise_detail", "franchises/lost-bullet/")
    page: page_url("franchises/lost-bullet/")


class PageLink(Schema):
    """Who has a page for readers, but no resource here: a company, a publication, a critic."""

    name: str = Field(examples=["Netflix"])
    page: page_url("companies/netflix/")


class ExternalLinkSchema(Schema):
    label: str = Field(examples=["Netflix"])
    url: str = Field(examples=["https://www.netflix.com/title/81037076"])


# Texts and dates

Text = Annotated[str | None, BeforeValidator(lambda text: text or None)]


class NamedSchema(Schema):
    code: str = Field(description="By ISO 3166-1 or BCP 47.", examples=["fr"])
    name: str = Field(examples=["French"])


class PartialDateSchema(Schema):
    """A date as far as it is known, as ISO 8601 writes it."""

    date: str = Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", examples=["2020-06-19"])
    precision: Literal["day", "month", "year"]


def _date(value):
    return {"date": str(value), "precision": value.precision} if value else None


Date = Annotated[PartialDateSchema | None, BeforeValidator(_date)]


class Prose(Schema):
    """A text as its editors write it, and as a page shows it.

    A citation is `[^key]` in Markdown and `<sup data-cites="key"></sup>` in HTML: the key of one
    of the resource's `sources`.
    """

    markdown: str = Field(examples=["*Lost Bullet* is a French film.[^variety-2020]"])
    html: str = Field(
        description="Without scripts and styles.",
        examples=[
            '<p><em>Lost Bullet</em> is a French film.<sup data-cites="variety-2020"></sup></p>'
        ],
    )


def _prose(text):
    return {"markdown": text, "html": prose.render(text)} if text else None


Markdown = Annotated[Prose | None, BeforeValidator(_prose)]

Translations = Annotated[
    dict[str, dict[str, str]],
    Field(
        description="Its texts in other languages: by language, then by name; long ones in "
        "Markdown.",
        examples=[{"fr": {"heading": "Le casse"}}],
    ),
]


# Sources


class SourceSchema(Schema):
    key: str = Field(examples=["variety-2020"])
    title: str = Field(examples=["‘Lost Bullet’: Film Review"])
    authors: Text
    publisher: Text = Field(examples=["Variety"])
    url: Text
    published_on: Date
    accessed_on: Date
    archive_url: Text = Field(description="A copy, in case the original page disappears.")
    licence: Text = Field(
        description="The licence under which its text may be used.", examples=["CC BY-SA 4.0"]
    )


SourceKey = Annotated[
    str | None,
    Field(description="The key of the source it is based on.", examples=["variety-2020"]),
    BeforeValidator(lambda source: source.key if source else None),
]


# Pictures


class Rendition(Schema):
    format: str = Field(examples=["image/avif"])
    width: int = Field(description="In pixels.", examples=[960])
    url: str = Field(examples=["https://films.example/media/renditions/….avif"])


class PictureSchema(Schema):
    alt: Text = Field(
        description="What it shows; null if it adds nothing to what the text says.",
        examples=["A red car leaps over a canal."],
    )
    caption: Text
    credit: Text = Field(description="Who made it, as they must be credited.")
    licence: Text = Field(examples=["CC BY-SA 4.0"])
    source_url: Text = Field(description="The page it was taken from.")
    width: int = Field(description="Of the original, in pixels.", examples=[1920])
    height: int = Field(examples=[1080])
    focal_x: int = Field(
        description="The point that a crop keeps: per cent from the left.", examples=[50]
    )
    focal_y: int = Field(description="Per cent from the top.", examples=[40])
    renditions: list[Rendition] = Field(description="The available files, the best format first.")

    @model_validator(mode="before")
    @classmethod
    def read(cls, picture):
        stored = {name: getattr(picture, name) for name in cls.model_fields if name != "renditions"}
        return {**stored, "renditions": _renditions(picture)}


def _renditions(picture):
    return [
        {"format": mime_type, "width": width, "url": absolute_url(url)}
        for mime_type, sizes in imaging.shown_renditions(picture)
        for width, url in sizes
    ]


def _thumbnail(picture):
    url = imaging.smallest_jpeg(picture)
    return absolute_url(url) if url else None


Thumbnail = Annotated[
    str | None,
    Field(
        description="A small JPEG of its picture; the resource itself names all sizes.",
        examples=["https://films.example/media/renditions/….jpg"],
    ),
    BeforeValidator(_thumbnail),
]
