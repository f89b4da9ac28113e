"""What pages of films say about franchises, and what every page says about its own address."""

from django import template
from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from ..models import Installment
from ..places import places_of

register = template.Library()


@register.simple_tag
def load_places(rows, relation=""):
    """Give each film its `places`, the published installments it is, in one query.

    `rows` are films, or rows that have one in the attribute named by `relation`.
    """
    installments = Installment.objects.published().select_related("franchise")
    path = f"{relation}__installments" if relation else "installments"
    prefetch_related_objects(list(rows), Prefetch(path, installments, to_attr="places"))
    return ""


@register.simple_tag(name="places_of")
def film_places(film):
    """The film's Place in each of its franchises."""
    return places_of(film)


@register.simple_tag
def absolute(path):
    """A path of this site as an address for other machines, at SITE_URL."""
    return settings.SITE_URL + path
