"""Deleting in the admin: what would go, and what still needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.admin import AdminSite
from django.db.models import Model, ProtectedError, RestrictedError
from django.http import HttpRequest
from django.utils.html import format_html

from .. import history
from ..admin_urls import change_url
from ..differences import Names


def deleted_objects(
    admin_site: AdminSite, pages: Iterable[Model], request: HttpRequest
) -> tuple[list, dict, set, list]:
    """As the admin asks: what would go, how much of it, what may not, and what holds it."""
    try:
        rows = list(history.rows_that_go(list(pages)).values())
    except (ProtectedError, RestrictedError) as error:
        users = getattr(error, "protected_objects", None) or error.restricted_objects
        # The pages that name what is to be deleted, each once.
        named = {(type(page), page.pk): page for page in history.pages_of(users)}
        return [], {}, set(), _links(named.values())
    kinds = Counter(row._meta.verbose_name_plural for row in rows)
    going = [row for row in rows if history.is_page(type(row))]
    refused = {
        row._meta.verbose_name
        for row in going
        if not admin_site.get_model_admin(type(row)).has_delete_permission(request, row)
    }
    return _links(going), kinds, refused, []


def _links(pages: Iterable[Model]) -> list[str]:
    """Links to the forms of pages."""
    pages = list(pages)
    names = Names(history.written(pages))
    return [
        format_html('{}: <a href="{}">{}</a>', kind, change_url(page), names.of_page(page))
        for page in pages
        for kind in [str(page._meta.verbose_name).capitalize()]
    ]
