"""The list of films, narrowed by what films themselves do not know."""

import django_filters
from django.utils.translation import gettext_lazy as _

from films.filters import FilmFilter

from .models import Franchise


class FranchiseFilmFilter(FilmFilter):
    franchise = django_filters.ModelChoiceFilter(
        "installments__franchise",
        label=_("Franchise"),
        to_field_name="slug",
        queryset=lambda request: Franchise.objects.published(),
    )

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        filters.move_to_end("franchise", last=False)
        return filters
