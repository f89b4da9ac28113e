"""Pages of the admin that belong to no model."""

from django.contrib import admin
from django.urls import path

from .calendar import calendar
from .findings import finding_list

urlpatterns = [
    path("calendar/", admin.site.admin_view(calendar), name="calendar"),
    path("findings/", admin.site.admin_view(finding_list), name="finding_list"),
]
