"""Times in a form are in the zone in which it was filled in, whoever opens or sends it."""

from django.contrib import admin
from django.db import models
from django.utils import timezone

from ..time_zones import current_zone, zone_of_form


class TimeZoneAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, behind DraftAdmin: reads a form's times as they are meant.

    A draft is opened and published in the zone of whoever wrote it, and says which that is.
    """

    def changeform_view(self, request, *args, **kwargs):
        with timezone.override(zone_of_form(request)):
            return super().changeform_view(request, *args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            field.help_text = f"{field.help_text} {current_zone()}.".strip()
        return field

    def render_change_form(self, request, context, *args, **kwargs):
        context["time_zone"] = current_zone()
        return super().render_change_form(request, context, *args, **kwargs)
