from django.conf import settings
from django.urls import path

from .api import api
from .documentation import api_documentation

urlpatterns = [
    path("api/", api_documentation, name="api_documentation"),
    path(settings.API_ROOT, api.urls),
]
