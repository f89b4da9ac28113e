from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from content.row_counts import row_count
from editorial.admin.publishing import ACTIONS, visible

from ..models import (
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmLink,
    FilmPicture,
    Release,
)
from .content import ContentAdmin, FactsInline
from .pictures import preview, thumbnail
from .relations import RelatedFilter
from .sections import ArticleSectionInline, PlotSectionInline


class CreditInline(FactsInline):
    model = Credit
    verbose_name_plural = "cast and crew"
    fields = ["role", "person", "character", "credited_as", "is_starring", "source", "position"]


class ReleaseInline(FactsInline):
    model = Release
    fields = ["kind", "released_on", "country", "event", "company", "source"]
    # Releases are in the order of their dates.
    ordering_field = None


class CompanyInline(FactsInline):
    model = FilmCompany
    verbose_name, verbose_name_plural = "company", "companies"
    fields = ["role", "company", "position"]


class CountryInline(FactsInline):
    model = FilmCountry
    verbose_name, verbose_name_plural = "country", "countries"
    fields = ["country", "position"]


class LanguageInline(FactsInline):
    model = FilmLanguage
    verbose_name, verbose_name_plural = "language", "languages"
    fields = ["language", "position"]


class GenreInline(FactsInline):
    model = FilmGenre
    verbose_name, verbose_name_plural = "genre", "genres"
    fields = ["genre", "position"]


class FigureInline(FactsInline):
    model = Figure
    fields = ["kind", "amount", "is_minimum", "unit", "period", "as_of", "source", "position"]


class PictureInline(FactsInline):
    model = FilmPicture
    verbose_name, verbose_name_plural = "picture", "pictures"
    fields = ["picture_preview", "picture", "role", "position"]
    readonly_fields = ["picture_preview"]

    @display(description="Preview")
    def picture_preview(self, film_picture):
        return preview(film_picture.picture if film_picture.picture_id else None)


class LinkInline(FactsInline):
    model = FilmLink
    verbose_name, verbose_name_plural = "link", "links"
    fields = ["label", "url", "position"]


@admin.register(Film)
class FilmAdmin(ContentAdmin):
    actions = ACTIONS
    counted = "credit"
    list_display = ["headline", "release", "stage", "credit_count", visible]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("production_status", ChoicesDropdownFilter),
        ("film_genres__genre", RelatedFilter),
        ("film_countries__country", RelatedFilter),
        ("credits__person", RelatedFilter),
    ]
    readonly_fields = ["poster_preview"]
    fieldsets = [
        (
            "Basics",
            {
                "classes": ["tab"],
                "fields": [
                    "title",
                    ("original_title", "original_language"),
                    "tagline",
                    "lead",
                    ("runtime_minutes", "production_status"),
                    ("poster", "poster_preview"),
                ],
            },
        ),
        (
            "Publishing",
            {
                "classes": ["tab"],
                "fields": [
                    "status",
                    ("publish_at", "unpublish_at"),
                    "slug",
                    "sort_title",
                    "meta_description",
                    "text_source",
                ],
            },
        ),
    ]
    inlines = [
        CreditInline,
        PlotSectionInline,
        ArticleSectionInline,
        ReleaseInline,
        CompanyInline,
        CountryInline,
        LanguageInline,
        GenreInline,
        FigureInline,
        PictureInline,
        LinkInline,
    ]

    def get_queryset(self, request):
        films = super().get_queryset(request).with_card()
        return films.annotate(credit_count=row_count(Credit.objects, "film"))

    @display(description="Film", ordering="folded", header=True)
    def headline(self, film):
        return film.title, film.original_title, film.title[:1], thumbnail(film.poster)

    @display(description="Released", ordering="released_on")
    def release(self, film):
        return film.released_on.label if film.released_on else None

    @display(description="Production", ordering="production_status")
    def stage(self, film):
        return film.get_production_status_display()

    @display(description="Credits", ordering="credit_count")
    def credit_count(self, film):
        return film.credit_count

    @display(description="Preview")
    def poster_preview(self, film):
        return preview(film.poster)
