"""How visitors narrow and order the list of reviews."""

import django_filters
from django.db.models import Case, When

from films.listings import FoldedFilter, ListFilter, OrderFilter, UsedFilter, YearFilter

from .models import Review


class ReviewFilter(ListFilter):
    film = FoldedFilter("film__folded", label="Film")
    publication = FoldedFilter("publication__folded", label="Publication")
    critic = FoldedFilter("critic__folded", label="Critic")
    verdict = django_filters.ChoiceFilter(label="Verdict", choices=Review.Verdict)
    year = YearFilter("published_on", "in", label="Year")
    language = UsedFilter(
        "language", "language", Review.objects.published, key="code", label="Language"
    )
    order = OrderFilter(
        {
            "newest": ("Newest first", "-published_on", "pk"),
            "oldest": (
                "Oldest first",
                Case(When(published_on="", then=1), default=0),
                "published_on",
                "pk",
            ),
            "film": ("By film", "film__folded", "position", "pk"),
            "publication": ("By publication", "publication__folded", "pk"),
        }
    )

    class Meta:
        model = Review
        fields = []
