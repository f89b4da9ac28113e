"""Links from a page's form to the forms of what belongs to it."""

from dataclasses import dataclass

from django import template
from django.contrib.admin import site
from django.template.defaultfilters import pluralize

from editorial.admin_urls import admin_url, change_url
from films.models import Film
from franchise.models import Franchise
from reviews.models import Review

register = template.Library()


@dataclass
class RelatedLinks:
    """Links to what belongs to a page, and a way to add to it, for those who may."""

    title: str
    links: list
    add: str = ""
    add_title: str = ""


@register.inclusion_tag("dashboard/_related_links.html", takes_context=True)
def related_links_of_film(context):
    """A film's franchises, and its reviews: how many, and a new one of this film."""
    film, request = _saved(context), context["request"]
    groups = [_franchises(film, request), _reviews(film, request)] if film else []
    return {"groups": [group for group in groups if group.links or group.add]}


@register.inclusion_tag("dashboard/_related_links.html", takes_context=True)
def related_links_of_franchise(context):
    """A franchise's films, in their order."""
    franchise, request = _saved(context), context["request"]
    if not franchise or not site.get_model_admin(Film).has_view_permission(request):
        return {"groups": []}
    installments = franchise.installments.select_related("film")
    films = [(each.film, change_url(each.film)) for each in installments]
    return {"groups": [RelatedLinks("Films", films)] if films else []}


def _saved(context):
    return None if context.get("is_popup") else context.get("original")


def _franchises(film, request):
    if not site.get_model_admin(Franchise).has_view_permission(request):
        return RelatedLinks("Franchises", [])
    franchises = Franchise.objects.filter(installments__film=film)
    return RelatedLinks("Franchises", [(each, change_url(each)) for each in franchises])


def _reviews(film, request):
    admin = site.get_model_admin(Review)
    count = Review.objects.filter(film=film).count()
    links = [(f"{count} review{pluralize(count)}", _list_of_reviews(film))]
    return RelatedLinks(
        "Reviews",
        links if count and admin.has_view_permission(request) else [],
        _new_review(film) if admin.has_add_permission(request) else "",
        "Add a review of this film",
    )


def _list_of_reviews(film):
    return f"{admin_url(Review, 'changelist')}?film__id__exact={film.pk}"


def _new_review(film):
    return f"{admin_url(Review, 'add')}?film={film.pk}"
