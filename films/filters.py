"""How visitors narrow and order the lists of films, of people and of characters."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from content.listings import ListFilter, OrderFilter, SearchKeyFilter, UsedFilter, YearFilter

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

# So many people or companies are led from by their keys: their parts are soon read.
FEW = 1000


class PartFilter(SearchKeyFilter):
    """Films with a part, such as a credit, that names somebody by these words.

    A few who are called so lead to their films. Where there are many, each film is asked, until
    the first that is called so: a letter that most names hold would lead to nearly all parts.
    """

    def __init__(self, part, relation, label):
        self.parts, self.relation = part.objects, relation
        self.named = part._meta.get_field(relation).related_model.objects
        super().__init__("folded", label=label)

    def filter(self, rows, value):
        if not value:
            return rows
        named = super().filter(self.named.order_by(), value).values_list("pk", flat=True)
        few = list(named[: FEW + 1])
        if len(few) <= FEW:
            return rows.filter(pk__in=self._naming(few).values("film"))
        return rows.filter(Exists(self._naming(named).filter(film=OuterRef("pk"))))

    def _naming(self, keys):
        return self.parts.filter(**{f"{self.relation}__in": keys})


class FilmFilter(ListFilter):
    title = SearchKeyFilter("folded", label=_("Title"))
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
    name = SearchKeyFilter("folded", label=_("Name"))
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
    name = SearchKeyFilter("folded", label=_("Name"))

    class Meta:
        model = Character
        fields = []
