"""What a franchise's page shows: its films in order, who returns, how they were received."""

from collections import defaultdict
from functools import cached_property

from films.models import Credit, Source
from films.prose import Citations
from reviews.models import Review
from reviews.reception import Reception


class FranchisePage:
    """A franchise with what its published films share; each kind is read in one query, once."""

    def __init__(self, franchise):
        self.franchise = franchise

    @cached_property
    def installments(self):
        return list(self.franchise.installments.published().with_card())

    @property
    def films(self):
        return [installment.film for installment in self.installments]

    @property
    def years(self):
        """2020–2025: from the first of the films to the last; empty where no year is known."""
        years = sorted({film.year for film in self.films if film.year})
        return "–".join(str(year) for year in dict.fromkeys([*years[:1], *years[-1:]]))

    @cached_property
    def returning(self):
        """Who is credited in more than one of the films: (person, a list of credits a film).

        Those in most films come first, then as they are billed.
        """
        credits = Credit.objects.filter(
            film__in=self.films, film__installments__franchise=self.franchise
        ).select_related("person", "character")
        by_person = defaultdict(lambda: defaultdict(list))
        for credit in credits.order_by("film__installments__position", "position", "pk"):
            by_person[credit.person][credit.film_id].append(credit)
        returning = (item for item in by_person.items() if len(item[1]) > 1)
        return [
            (person, [by_film.get(film.pk, []) for film in self.films])
            for person, by_film in sorted(returning, key=lambda item: -len(item[1]))
        ]

    @cached_property
    def receptions(self):
        """(film, Reception) for each film that has verdicts."""
        reviews = Review.objects.published().filter(film__in=self.films)
        by_film = defaultdict(list)
        for film_id, verdict in reviews.values_list("film_id", "verdict"):
            by_film[film_id].append(verdict)
        receptions = ((film, Reception.of(by_film[film.pk])) for film in self.films)
        return [(film, reception) for film, reception in receptions if reception.total]

    @cached_property
    def citations(self):
        return Citations(Source.objects.cited_in(self.franchise.introduction))
