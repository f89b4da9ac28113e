"""How visitors narrow and order the lists of films, of people and of characters."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .listings import FoldedFilter, ListFilter, OrderFilter, UsedFilter, YearFilter
from .models import (
    Character,
    Credit,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    Person,
)
from .models.film import ORDERS


class PartFilter(FoldedFilter):
    """Films with a part, such as a credit, that names somebody by these words."""

    def __init__(self, part, relation, label):
        self.part = part
        super().__init__(f"{relation}__folded", label=label)

    def filter(self, rows, value):
        if not value:
            return rows
        return rows.filter(pk__in=super().filter(self.part.objects.all(), value).values("film"))


class FilmFilter(ListFilter):
    title = FoldedFilter("folded", label=_("Title"))
    year_from = YearFilter("released_on", "from", label=_("From year"))
    year_to = YearFilter("released_on", "to", label=_("To year"))
    country = UsedFilter(
        "film_countries__country",
        "country",
        FilmCountry.objects.published,
        key="code",
        label=_("Country"),
    )
    language = UsedFilter(
        "film_languages__language",
        "language",
        FilmLanguage.objects.published,
        key="code",
        label=_("Language"),
    )
    genre = UsedFilter(
        "film_genres__genre", "genre", FilmGenre.objects.published, key="slug", label=_("Genre")
    )
    person = PartFilter(Credit, "person", label=_("Person"))
    company = PartFilter(FilmCompany, "company", label=_("Company"))
    order = OrderFilter(
        {
            "newest": (_("Newest first"), *ORDERS["newest"]),
            "oldest": (_("Oldest first"), *ORDERS["oldest"]),
            "title": (_("By title"), *ORDERS["title"]),
            "longest": (_("Longest first"), *ORDERS["longest"]),
        }
    )

    class Meta:
        model = Film
        fields = []


class PersonFilter(ListFilter):
    name = FoldedFilter("folded", label=_("Name"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Credit.Role, method="with_role")
    order = OrderFilter(
        {
            "name": (_("By name"), "folded", "pk"),
            "films": (_("Most films first"), "-film_count", "folded", "pk"),
        }
    )

    class Meta:
        model = Person
        fields = []

    def with_role(self, people, name, role):
        return people.with_role(role)


class CharacterFilter(ListFilter):
    name = FoldedFilter("folded", label=_("Name"))

    class Meta:
        model = Character
        fields = []
