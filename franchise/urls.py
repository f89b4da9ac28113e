"""Every address of the site. Those of one app's pages are in its own urls.py."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from content.parameters import reads

from . import errors, installing, share_images, views
from .api import api
from .api.answers import ROOT
from .api.documentation import api_documentation
from .article_page import article_import
from .caching import for_an_hour, for_ten_minutes
from .calendar_page import calendar
from .feeds import FilmFeed, FranchiseFeed, ReviewFeed
from .finding_list import finding_list
from .sitemaps import SITEMAPS, sitemap_index

sitemap_section = reads("p")(for_an_hour(sitemap))

# The pages that people read: in French under /fr/.
pages = i18n_patterns(
    path("", views.home, name="home"),
    path("franchises/<slug:slug>/", views.franchise_detail, name="franchise_detail"),
    path("films/", views.film_list, name="film_list"),
    path("", include("films.urls")),
    path("", include("reviews.urls")),
    path("search/", views.search, name="search"),
    # Told nothing, a cache may guess from a release long ago that nothing changes for weeks.
    path("feeds/films/", for_ten_minutes(FilmFeed()), name="film_feed"),
    path("feeds/reviews/", for_ten_minutes(ReviewFeed()), name="review_feed"),
    path("feeds/franchises/<slug:slug>/", for_ten_minutes(FranchiseFeed()), name="franchise_feed"),
    path("cards/site.jpg", share_images.site_share_image, name="site_share_image"),
    path("cards/films/<slug:slug>.jpg", share_images.film_share_image, name="film_share_image"),
    path(
        "cards/franchises/<slug:slug>.jpg",
        share_images.franchise_share_image,
        name="franchise_share_image",
    ),
    path(
        "cards/people/<slug:slug>.jpg", share_images.person_share_image, name="person_share_image"
    ),
    path("opensearch.xml", installing.opensearch, name="opensearch"),
    path("site.webmanifest", installing.manifest, name="manifest"),
    prefix_default_language=False,
)

# What pages and robots read, the same in every language.
files = [
    path("favicon.ico", installing.favicon, name="favicon"),
    path("sitemap.xml", for_an_hour(sitemap_index), name="sitemap_index"),
    path(
        "sitemap-<section>.xml",
        reads("p")(for_an_hour(sitemap)),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    re_path(r"^accents/(?P<colour>[0-9a-f]{6})\.css\Z", views.accent, name="accent"),
    path("robots.txt", views.robots, name="robots"),
]

urlpatterns = [
    *files,
    path("api/", api_documentation, name="api_documentation"),
    path(ROOT, api.urls),
    path("speculation-rules.json", views.speculation_rules, name="speculation_rules"),
    path("", include("editorial.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/calendar/", admin.site.admin_view(calendar), name="calendar"),
    path("admin/findings/", admin.site.admin_view(finding_list), name="finding_list"),
    path("admin/content/article/", admin.site.admin_view(article_import), name="article_import"),
    path("admin/content/", include("exchange.urls")),
    path("admin/", admin.site.urls),
    *pages,
]

if settings.MEDIA_URL.startswith("/"):
    urlpatterns.append(path(f"{settings.MEDIA_URL[1:]}<path:path>", views.media, name="media"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
