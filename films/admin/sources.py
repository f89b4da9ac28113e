from django.contrib import admin
from unfold.decorators import display

from ..models import Source
from .content import ContentAdmin


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ["title", "key", "publisher", "published", "accessed"]
    fields = [
        "key",
        "title",
        ("authors", "publisher"),
        "url",
        "archive_url",
        ("published_on", "accessed_on"),
        "licence",
    ]
    view_on_site = False

    def get_readonly_fields(self, request, obj=None):
        """Texts cite the key: changed here alone, it would drop their citations."""
        return ["key"] if obj else []

    def get_deleted_objects(self, objs, request):
        """Refuse to delete a source that texts cite, as one that facts rest on."""
        *found, protected = super().get_deleted_objects(objs, request)
        citing = (row for source in objs for row in source.citing_rows())
        return *found, [*protected, *(f"{row._meta.verbose_name}: {row}" for row in citing)]

    @display(description="Published", ordering="published_on")
    def published(self, source):
        return source.published_on.label if source.published_on else None

    @display(description="Read", ordering="accessed_on")
    def accessed(self, source):
        return source.accessed_on.label if source.accessed_on else None
