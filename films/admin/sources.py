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
    ]
    view_on_site = False

    @display(description="Published", ordering="published_on")
    def published(self, source):
        return source.published_on.label if source.published_on else None

    @display(description="Read", ordering="accessed_on")
    def accessed(self, source):
        return source.accessed_on.label if source.accessed_on else None
