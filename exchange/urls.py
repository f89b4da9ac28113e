"""How content travels, in the admin."""

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("", admin.site.admin_view(views.transfer), name="content_transfer"),
    path("export/", admin.site.admin_view(views.export), name="content_export"),
    path("<int:arrival_id>/", admin.site.admin_view(views.arrival), name="content_arrival"),
]
