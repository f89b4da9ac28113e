"""The short lists that films choose from."""

from django.contrib import admin
from unfold.decorators import display

from content.row_counts import row_count

from ..models import Country, FilmCountry, FilmGenre, FilmLanguage, Genre, Language
from .content import ContentAdmin


class FactAdmin(ContentAdmin):
    """A row that films name, with no page of its own."""

    view_on_site = False
    counted = "film"
    film_rows = None
    film_relation = None

    def get_queryset(self, request):
        films = row_count(self.film_rows.objects, self.film_relation)
        return super().get_queryset(request).annotate(film_count=films)

    @display(description="Films", ordering="film_count")
    def film_count(self, fact):
        return fact.film_count


@admin.register(Genre)
class GenreAdmin(FactAdmin):
    list_display = ["name", "slug", "film_count"]
    fields = ["name", "slug"]
    film_rows, film_relation = FilmGenre, "genre"


@admin.register(Country)
class CountryAdmin(FactAdmin):
    list_display = ["name", "code", "film_count"]
    fields = ["name", "code"]
    film_rows, film_relation = FilmCountry, "country"


@admin.register(Language)
class LanguageAdmin(FactAdmin):
    list_display = ["name", "code", "film_count"]
    fields = ["name", "code"]
    film_rows, film_relation = FilmLanguage, "language"
