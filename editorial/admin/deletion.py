"""Deleting in the admin: what would go, and what still needs it."""

from collections import Counter

from django.contrib import admin
from django.db.models import ProtectedError, RestrictedError
from django.utils.html import format_html

from .. import history
from ..admin_pages import form_address
from ..differences import Names


class DeletionAdmin(admin.ModelAdmin):
    """Mixed into the admin of any content: says where it is used, and lets nothing dangle."""

    delete_confirmation_template = "editorial/deletion.html"
    delete_selected_confirmation_template = "editorial/deletion.html"

    def get_deleted_objects(self, objs, request):
        """As the admin asks: what would go, how much of it, what may not, and what holds it."""
        pages = list(objs)
        try:
            rows = list(history.rows_that_go(pages).values())
        except (ProtectedError, RestrictedError) as error:
            users = getattr(error, "protected_objects", None) or error.restricted_objects
            return [], {}, set(), self._places(users)
        kinds = Counter(row._meta.verbose_name_plural for row in rows)
        going = [row for row in rows if history.is_registered(type(row))]
        return self._links(going), kinds, self._refused(going, request), []

    def _places(self, users):
        """The pages that name what is to be deleted, each once, as links to their forms."""
        pages = {(type(page), page.pk): page for page in history.pages_of(users)}
        return self._links(pages.values())

    def _refused(self, rows, request):
        admins = self.admin_site._registry
        return {
            row._meta.verbose_name
            for row in rows
            if not admins[type(row)].has_delete_permission(request, row)
        }

    def _links(self, pages):
        pages = list(pages)
        names = Names(history.written(pages))
        return [
            format_html('{}: <a href="{}">{}</a>', kind, form_address(page), names.of_page(page))
            for page in pages
            for kind in [str(page._meta.verbose_name).capitalize()]
        ]
