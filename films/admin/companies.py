from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from ..models import Company
from .content import ContentAdmin


@admin.register(Company)
class CompanyAdmin(ContentAdmin):
    counted = "film"
    list_display = ["name", "film_count", "url"]
    list_filter = [("film_companies__role", ChoicesDropdownFilter)]
    fields = ["name", "description", "url", "slug"]
