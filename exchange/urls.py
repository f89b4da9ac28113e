"""Import and export, in the admin."""

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("", admin.site.admin_view(views.transfer), name="content_transfer"),
    path("export/", admin.site.admin_view(views.export), name="content_export"),
    path("<int:upload_id>/", admin.site.admin_view(views.upload), name="content_upload"),
]
