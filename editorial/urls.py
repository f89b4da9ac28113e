"""What the editorial room shows outside the admin."""

from django.urls import path

from . import views

urlpatterns = [path("previews/<str:token>/", views.shared_preview, name="shared_preview")]
