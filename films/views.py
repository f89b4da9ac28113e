"""The public pages of films and of those who made them. They show what is published."""

from django.shortcuts import get_object_or_404, render

from content.listings import Listing, page_of
from content.parameters import reads
from content.prose import Citations

from .filters import PersonFilter
from .models import Character, Company, Film, Person, Source
from .pages import CharacterPage, FilmPage, PersonPage


def film_detail(request, slug):
    film = get_object_or_404(Film.objects.published().with_card(), slug=slug)
    return render(request, "films/film_detail.html", {"film": film, "page": FilmPage(film)})


@reads("page", *PersonFilter.base_filters)
def person_list(request):
    listing = Listing(request, PersonFilter, Person.objects.published())
    return render(request, "films/person_list.html", {"listing": listing})


@reads("page")
def person_detail(request, slug):
    people = Person.objects.published().select_related("portrait").prefetch_related("links")
    person = get_object_or_404(people, slug=slug)
    page = PersonPage(person)
    context = {
        "person": person,
        "page": page_of(page.credits, request),
        "citations": page.citations,
    }
    return render(request, "films/person_detail.html", context)


@reads("page")
def character_detail(request, slug):
    character = get_object_or_404(
        Character.objects.published().select_related("picture"), slug=slug
    )
    page = CharacterPage(character)
    context = {
        "character": character,
        "page": page_of(page.credits, request),
        "sections": page.plot_sections,
        "citations": page.citations,
    }
    return render(request, "films/character_detail.html", context)


@reads("page", "releases")
def company_detail(request, slug):
    company = get_object_or_404(Company.objects.published(), slug=slug)
    # A distributor's films are listed as such: what remains are releases of other companies' films.
    releases = company.releases.published().exclude(film__film_companies__company=company)
    context = {
        "company": company,
        "page": page_of(company.film_companies.published().newest_first(), request),
        "releases": page_of(releases.newest_first().select_related("country"), request, "releases"),
        "citations": Citations(Source.objects.cited_in(company.local.description)),
    }
    return render(request, "films/company_detail.html", context)
