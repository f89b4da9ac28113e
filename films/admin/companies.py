from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from ..counting import row_count
from ..models import Company, FilmCompany, Release
from .content import ContentAdmin


@admin.register(Company)
class CompanyAdmin(ContentAdmin):
    counted = "film"
    list_display = ["name", "film_count", "release_count", "url"]
    list_filter = [("film_companies__role", ChoicesDropdownFilter)]
    fields = ["name", "description", "url", "slug"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                film_count=row_count(FilmCompany.objects, "company"),
                release_count=row_count(Release.objects, "company"),
            )
        )

    @display(description="Films", ordering="film_count")
    def film_count(self, company):
        return company.film_count

    @display(description="Releases", ordering="release_count")
    def release_count(self, company):
        return company.release_count
