"""What pages of films say about franchises, and what every page says about its own address."""

from django import template
from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from ..models import Installment
from ..places import places_of

register = template.Library()
register.simple_tag(places_of)


@register.simple_tag
def load_installments(rows, relation=""):
    """Give each film its `published_installments`, in one query.

    `rows` are films, or rows that have one in the attribute named by `relation`.
    """
    installments = Installment.objects.published().select_related("franchise")
    path = f"{relation}__installments" if relation else "installments"
    prefetch_related_objects(
        list(rows), Prefetch(path, installments, to_attr="published_installments")
    )
    return ""


@register.simple_tag(takes_context=True)
def canonical_url(context, path=""):
    """The page's own address: a list's pages count, its filters and orders do not."""
    request = context["request"]
    number = request.GET.get("page", "")
    is_page = number.isdecimal() and int(number) > 1 and set(request.GET) == {"page"}
    query = f"?page={int(number)}" if is_page else ""
    return absolute(path or request.path) + query


@register.simple_tag
def absolute(path):
    """A path of this site as an address for other machines, at SITE_URL."""
    return settings.SITE_URL + path
