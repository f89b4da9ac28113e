"""Where a film stands in its franchises: the film before it and the film after it."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from films.models import Film

from .models import Franchise, Installment


@dataclass(frozen=True)
class Place:
    """A film's place among the published installments of one franchise, counted from 1."""

    installment: Installment
    number: int
    count: int
    before: Film | None
    after: Film | None

    @property
    def franchise(self) -> Franchise:
        return self.installment.franchise


def places_of(film):
    """Return the Places of a film, one for each published franchise that it belongs to."""
    franchises = Franchise.objects.filter(installments__film=film)
    installments = (
        Installment.objects.published()
        .filter(franchise__in=franchises)
        .select_related("franchise", "film")
        .only("label", "film__slug", "film__title", "franchise__slug", "franchise__title")
        .order_by("franchise__folded", "franchise", *Installment._meta.ordering)
    )
    return [
        _place(film, list(series)) for _, series in groupby(installments, attrgetter("franchise"))
    ]


def _place(film, series):
    films = [installment.film for installment in series]
    index = films.index(film)
    return Place(
        installment=series[index],
        number=index + 1,
        count=len(films),
        before=films[index - 1] if index else None,
        after=films[index + 1] if index + 1 < len(films) else None,
    )
