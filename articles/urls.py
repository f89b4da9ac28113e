"""What the admin shows of articles: it is asked below the import of content."""

from django.contrib import admin
from django.urls import path

from .views import article_import

urlpatterns = [path("article/", admin.site.admin_view(article_import), name="article_import")]
