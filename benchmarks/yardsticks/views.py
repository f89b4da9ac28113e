"""The pages that one would write by hand for these tables: plain views and templates, no caching.

They load what they show with select_related and prefetch_related, and nothing is tuned further.
"""

import json
from collections import Counter, defaultdict

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Min, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator

from benchmarks.yardsticks.markdown import Footnotes
from films.models import (
    Country,
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmPicture,
    Genre,
    Language,
    Person,
    PlotSection,
    PlotSectionCharacter,
    Release,
)
from franchise.models import Franchise, Installment
from reviews.models import Review

PAGE_SIZE = 24
BODY = b"<!doctype html><title>Constant</title>" + b"<p>Nothing is asked for this.</p>\n" * 750


def film_detail(request: HttpRequest, slug: str) -> HttpResponse:
    films = Film.objects.published().select_related("poster", "original_language", "text_source")
    credits = Credit.objects.select_related("person", "character", "source")
    appearances = PlotSectionCharacter.objects.select_related("character")
    reviews = Review.objects.published().select_related("publication", "critic", "language")
    film = get_object_or_404(
        films.prefetch_related(
            Prefetch("credits", credits),
            Prefetch("film_companies", FilmCompany.objects.select_related("company")),
            Prefetch("film_countries", FilmCountry.objects.select_related("country")),
            Prefetch("film_languages", FilmLanguage.objects.select_related("language")),
            Prefetch("film_genres", FilmGenre.objects.select_related("genre")),
            Prefetch("releases", Release.objects.select_related("country", "company", "source")),
            Prefetch("figures", Figure.objects.select_related("source")),
            Prefetch(
                "plot_sections",
                PlotSection.objects.prefetch_related(Prefetch("appearances", appearances)),
            ),
            "article_sections",
            Prefetch("film_pictures", FilmPicture.objects.select_related("picture")),
            "links",
            Prefetch("reviews", reviews),
        ),
        slug=slug,
    )
    credits = list(film.credits.all())
    cast = [credit for credit in credits if credit.role == Credit.Role.CAST]
    sections = [*film.plot_sections.all(), *film.article_sections.all()]
    texts = [film.lead, *(section.body for section in sections)]
    texts += [credit.character.description for credit in cast if credit.character]
    footnotes = Footnotes(texts)
    releases = list(film.releases.all())
    year = releases[0].released_on.year if releases else None
    context = {
        "film": film,
        "year": year,
        "lead": footnotes.render(film.lead),
        "places": places(film),
        "makers": by_role(c for c in credits if c.role in ("director", "writer", "screenplay")),
        "stars": [credit for credit in cast if credit.is_starring],
        "companies": by_role(film.film_companies.all()),
        "releases": [(release, footnotes.cite(release.source)) for release in releases],
        "figures": [(figure, footnotes.cite(figure.source)) for figure in film.figures.all()],
        "plot": [
            (number, section, footnotes.render(section.body))
            for number, section in enumerate(film.plot_sections.all(), start=1)
        ],
        "cast": [
            (
                credit,
                footnotes.cite(credit.source),
                footnotes.render(credit.character.description) if credit.character else "",
            )
            for credit in cast
        ],
        "crew": by_role(
            (credit for credit in credits if credit.role != Credit.Role.CAST), footnotes
        ),
        "article": [
            (section, footnotes.render(section.body)) for section in film.article_sections.all()
        ],
        "reviews": [(review, footnotes.render(review.summary)) for review in film.reviews.all()],
        "verdicts": dict(Counter(r.get_verdict_display() for r in film.reviews.all() if r.verdict)),
        "sources": footnotes.cited,
        "description": film.meta_description or film.tagline or Truncator(film.lead).chars(160),
        "data": structured_data(film, credits, year),
        "url": settings.SITE_URL + film.get_absolute_url(),
        "site_url": settings.SITE_URL,
    }
    return render(request, "yardsticks/film_detail.html", context)


def places(film: Film) -> list[dict[str, object]]:
    """The film's place in each of its franchises, with its neighbours."""
    installments = Installment.objects.filter(film__in=Film.objects.published())
    franchises = (
        Franchise.objects.published()
        .filter(installments__film=film)
        .prefetch_related(Prefetch("installments", installments.select_related("film")))
    )
    found = []
    for franchise in franchises:
        films = [installment.film for installment in franchise.installments.all()]
        index = films.index(film)
        found.append(
            {
                "franchise": franchise,
                "number": index + 1,
                "count": len(films),
                "before": films[index - 1] if index else None,
                "after": films[index + 1] if index + 1 < len(films) else None,
            }
        )
    return found


def by_role(rows, footnotes: Footnotes | None = None) -> dict[str, list]:
    """Rows by what their role is called, each with its citation where there are footnotes."""
    groups = defaultdict(list)
    for row in rows:
        cited = footnotes.cite(row.source) if footnotes else ""
        groups[row.get_role_display()].append((row, cited))
    return dict(groups)


def structured_data(film: Film, credits: list[Credit], year: int | None) -> str:
    """The film as JSON-LD."""

    def people(*roles: str) -> list[dict[str, str]]:
        return [
            {
                "@type": "Person",
                "name": credit.person.name,
                "url": settings.SITE_URL + credit.person.get_absolute_url(),
            }
            for credit in credits
            if credit.role in roles
        ]

    data = {
        "@context": "https://schema.org",
        "@type": "Movie",
        "name": film.title,
        "alternateName": film.original_title,
        "url": settings.SITE_URL + film.get_absolute_url(),
        "duration": f"PT{film.runtime_minutes}M",
        "datePublished": year,
        "genre": [row.genre.name for row in film.film_genres.all()],
        "inLanguage": [row.language.code for row in film.film_languages.all()],
        "countryOfOrigin": [row.country.name for row in film.film_countries.all()],
        "director": people("director"),
        "author": people("writer", "screenplay", "story"),
        "producer": people("producer"),
        "musicBy": people("music"),
        "actor": people("cast"),
        "sameAs": [link.url for link in film.links.all()],
        "review": [
            {
                "@type": "CriticReview",
                "author": {"@type": "Person", "name": review.critic.name},
                "publisher": {"@type": "Organization", "name": review.publication.name},
                "reviewBody": review.quote,
                "url": review.url,
            }
            for review in film.reviews.all()
            if review.critic
        ],
    }
    # What would end the script element that it stands in.
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def film_list(request: HttpRequest) -> HttpResponse:
    films = (
        Film.objects.published()
        .select_related("poster")
        .prefetch_related("installments__franchise")
        .annotate(first_on=Min("releases__released_on"))
    )
    values = request.GET
    if title := values.get("title"):
        films = films.filter(Q(title__icontains=title) | Q(original_title__icontains=title))
    if country := values.get("country"):
        films = films.filter(film_countries__country__code=country)
    if language := values.get("language"):
        films = films.filter(film_languages__language__code=language)
    if genre := values.get("genre"):
        films = films.filter(film_genres__genre__slug=genre)
    if person := values.get("person"):
        films = films.filter(credits__person__name__icontains=person)
    if (year := values.get("year_from", "")).isdecimal():
        films = films.filter(first_on__gte=year)
    orders = {"title": "title", "oldest": "first_on", "longest": "-runtime_minutes"}
    films = films.order_by(orders.get(values.get("order", ""), "-first_on"), "pk").distinct()
    context = {
        "page": Paginator(films, PAGE_SIZE).get_page(values.get("page")),
        "countries": Country.objects.all(),
        "languages": Language.objects.all(),
        "genres": Genre.objects.all(),
        "values": values,
    }
    return render(request, "yardsticks/film_list.html", context)


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    people = Person.objects.select_related("portrait").prefetch_related("links")
    person = get_object_or_404(people, slug=slug)
    credits = (
        person.credits.filter(film__in=Film.objects.published())
        .select_related("film", "film__poster", "character")
        .prefetch_related("film__installments__franchise")
        .annotate(released_on=Min("film__releases__released_on"))
        .order_by("-released_on", "film", "position")
    )
    footnotes = Footnotes([person.biography])
    context = {
        "person": person,
        "biography": footnotes.render(person.biography),
        "sources": footnotes.cited,
        "page": Paginator(credits, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "yardsticks/person_detail.html", context)


def review_list(request: HttpRequest) -> HttpResponse:
    reviews = (
        Review.objects.published()
        .filter(film__in=Film.objects.published())
        .select_related("film", "publication", "critic", "language")
        .prefetch_related("film__installments__franchise")
    )
    values = request.GET
    if film := values.get("film"):
        reviews = reviews.filter(film__title__icontains=film)
    if publication := values.get("publication"):
        reviews = reviews.filter(publication__name__icontains=publication)
    if verdict := values.get("verdict"):
        reviews = reviews.filter(verdict=verdict)
    page = Paginator(reviews.order_by("-published_on", "pk"), PAGE_SIZE).get_page(
        values.get("page")
    )
    footnotes = Footnotes([])
    context = {
        "page": page,
        "reviews": [(review, footnotes.render(review.summary)) for review in page],
        "verdicts": Review.Verdict.choices,
        "values": values,
    }
    return render(request, "yardsticks/review_list.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Six of each kind whose names hold every word."""
    words = request.GET.get("q", "").split()
    kinds = {
        "Films": (Film, "title"),
        "Franchises": (Franchise, "title"),
        "People": (Person, "name"),
    }
    groups = []
    for label, (model, field) in kinds.items():
        rows = model.objects.published()
        for word in words:
            rows = rows.filter(**{f"{field}__icontains": word})
        groups.append((label, rows.count(), rows[:6]))
    reviews = Review.objects.published().select_related("film", "publication")
    for word in words:
        reviews = reviews.filter(quote__icontains=word)
    groups.append(("Reviews", reviews.count(), reviews[:6]))
    context = {"query": request.GET.get("q", ""), "groups": groups if words else []}
    return render(request, "yardsticks/search.html", context)


def home(request: HttpRequest) -> HttpResponse:
    franchises = (
        Franchise.objects.published()
        .select_related("hero")
        .annotate(number=Count("installments"))
        .order_by("title")
    )
    page = Paginator(franchises, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "yardsticks/home.html", {"page": page})


def constant(request: HttpRequest, slug: str = "") -> HttpResponse:
    """25 KB, always the same."""
    return HttpResponse(BODY)
