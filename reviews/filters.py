"""How visitors narrow and order the list of reviews."""

import django_filters
from django.utils.translation import gettext_lazy as _

from content.listings import ListFilter, OrderFilter, SearchKeyFilter, UsedFilter, YearFilter

from .models import ORDERS, Review


class ReviewFilter(ListFilter):
    film = SearchKeyFilter("film_folded", label=_("Film"))
    publication = SearchKeyFilter("publication_folded", label=_("Publication"))
    critic = SearchKeyFilter("critic__folded", label=_("Critic"))
    verdict = django_filters.ChoiceFilter(label=_("Verdict"), choices=Review.Verdict)
    year = YearFilter("published_on", "in", label=_("Year"))
    language = UsedFilter(
        "language", "language", Review.objects.published, key="code", label=_("Language")
    )
    order = OrderFilter(
        {
            "newest": (_("Newest first"), *ORDERS["newest"]),
            "oldest": (_("Oldest first"), *ORDERS["oldest"]),
            "film": (_("By film"), *ORDERS["film"]),
            "publication": (_("By publication"), *ORDERS["publication"]),
        }
    )

    class Meta:
        model = Review
        fields = []
