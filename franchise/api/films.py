"""Films: their facts, credits, text, pictures, reviews and places in franchises."""

from functools import cached_property
from typing import Annotated

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BeforeValidator, Field

from films.film_page import FilmPage
from films.models import (
    ArticleSection,
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmPicture,
    PlotSection,
    Release,
    Source,
)
from franchise.filters import FranchiseFilmFilter
from franchise.models import Installment
from franchise.places import places_of
from reviews.reception import Reception

from . import values
from .answers import DETAIL_PROBLEMS, LIST_PROBLEMS, Key
from .lists import Page, filtered, takes
from .reviews import ReviewShape
from .values import (
    CharacterLink,
    Date,
    ExternalLink,
    FilmLink,
    FranchiseLink,
    Markdown,
    Named,
    PageAddress,
    PageLink,
    PersonLink,
    Shape,
    SourceKey,
    Text,
    Thumbnail,
    resource_address,
)

router = Router(tags=["Films"])
