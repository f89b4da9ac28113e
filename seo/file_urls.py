"""What browsers and search engines ask for, the same in every language."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from content.parameters import reads
from franchise.caching import for_an_hour

from . import installing, views
from .sitemaps import SITEMAPS, sitemap_index

urlpatterns = [
    path("favicon.ico", installing.favicon, name="favicon"),
    path("sitemap.xml", for_an_hour(sitemap_index), name="sitemap_index"),
    path(
        "sitemap-<section>.xml",
        reads("p")(for_an_hour(sitemap)),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    path("robots.txt", views.robots, name="robots"),
]
