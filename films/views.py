"""The public pages of films and of those who made them. They show what is published."""

from django.shortcuts import get_object_or_404, render

from .film_page import FilmPage
from .filters import FilmFilter, PersonFilter
from .listings import Listing
from .models import Character, Company, Film, FilmCompany, Person, PlotSection, Source
from .prose import Citations


def film_list(request, filter_class=FilmFilter):
    """List the films. The site's URLs hand in a filter that knows more than a film does."""
    listing = Listing(request, filter_class, Film.objects.published().with_card())
    return render(request, "films/film_list.html", {"listing": listing})


def film_detail(request, slug):
    film = get_object_or_404(Film.objects.published().with_card(), slug=slug)
    return render(request, "films/film_detail.html", {"film": film, "page": FilmPage(film)})


def person_list(request):
    listing = Listing(request, PersonFilter, Person.objects.published().with_credits())
    return render(request, "films/person_list.html", {"listing": listing})


def person_detail(request, slug):
    person = get_object_or_404(Person.objects.published().select_related("portrait"), slug=slug)
    context = {
        "person": person,
        "credits": person.credits.published().select_related("character").newest_first(),
        "citations": Citations(Source.objects.cited_in(person.biography)),
    }
    return render(request, "films/person_detail.html", context)


def character_detail(request, slug):
    character = get_object_or_404(
        Character.objects.published().select_related("picture"), slug=slug
    )
    sections = PlotSection.objects.published().filter(appearances__character=character)
    context = {
        "character": character,
        "credits": character.credits.published().select_related("person").newest_first(),
        "sections": sections.select_related("film").order_by("film", "position"),
        "citations": Citations(Source.objects.cited_in(character.description)),
    }
    return render(request, "films/character_detail.html", context)


def company_detail(request, slug):
    company = get_object_or_404(Company.objects.published(), slug=slug)
    context = {
        "company": company,
        "film_companies": FilmCompany.objects.published().filter(company=company).newest_first(),
        "releases": company.releases.published().newest_first().select_related("country"),
        "citations": Citations(Source.objects.cited_in(company.description)),
    }
    return render(request, "films/company_detail.html", context)
