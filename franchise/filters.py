"""The list of films, narrowed by what films themselves do not know."""

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from content.listings import SearchKeyFilter
from films.filters import FilmFilter
from films.models import Film

from .models import Franchise, Installment


class FranchiseFilter(SearchKeyFilter):
    """Films of the franchises that are called so, or of that with this slug."""

    def filter(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        if not value:
            return films
        franchises = Franchise.objects.published()
        named = franchises.filter(slug=value.strip()) or super().filter(franchises, value)
        installments = Installment.objects.filter(franchise__in=named.order_by().values("pk"))
        return films.filter(pk__in=installments.values("film"))


class FranchiseFilmFilter(FilmFilter):
    franchise = FranchiseFilter(
        "folded",
        label=_("Franchise"),
        # Titles are suggested as one types: suggestions.js.
        widget=forms.TextInput(
            attrs={"data-suggests": "franchise", "data-asks": reverse_lazy("api:search")}
        ),
    )

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        filters.move_to_end("franchise", last=False)
        return filters
