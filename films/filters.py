"""How visitors narrow and order the lists of films and of people."""

import django_filters
from django.db.models import F

from .listings import FoldedFilter, ListFilter, OrderFilter, YearFilter
from .models import Country, Credit, Film, FilmCompany, Genre, Language, Person


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
    title = FoldedFilter("folded", label="Title")
    year_from = YearFilter("released_on", "from", label="From year")
    year_to = YearFilter("released_on", "to", label="To year")
    country = django_filters.ModelChoiceFilter(
        "film_countries__country",
        label="Country",
        to_field_name="code",
        queryset=lambda request: Country.objects.filter(film_countries__isnull=False).distinct(),
    )
    language = django_filters.ModelChoiceFilter(
        "film_languages__language",
        label="Language",
        to_field_name="code",
        queryset=lambda request: Language.objects.filter(film_languages__isnull=False).distinct(),
    )
    genre = django_filters.ModelChoiceFilter(
        "film_genres__genre",
        label="Genre",
        to_field_name="slug",
        queryset=lambda request: Genre.objects.filter(film_genres__isnull=False).distinct(),
    )
    person = PartFilter(Credit, "person", label="Person")
    company = PartFilter(FilmCompany, "company", label="Company")
    order = OrderFilter(
        {
            "newest": ("Newest first", F("released_on").desc(nulls_last=True), "folded", "pk"),
            "oldest": ("Oldest first", F("released_on").asc(nulls_last=True), "folded", "pk"),
            "title": ("By title", "folded", "pk"),
            "longest": (
                "Longest first",
                F("runtime_minutes").desc(nulls_last=True),
                "folded",
                "pk",
            ),
        }
    )

    class Meta:
        model = Film
        fields = []


class PersonFilter(ListFilter):
    name = FoldedFilter("folded", label="Name")
    role = django_filters.ChoiceFilter(label="Role", choices=Credit.Role, method="with_role")
    order = OrderFilter(
        {
            "name": ("By name", "folded", "pk"),
            "films": ("Most films first", "-film_count", "folded", "pk"),
        }
    )

    class Meta:
        model = Person
        fields = []

    def with_role(self, people, name, role):
        credits = Credit.objects.published().filter(role=role)
        return people.filter(pk__in=credits.values("person"))
