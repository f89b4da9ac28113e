"""Every URL of the site. Those of an app's own pages are in its urls.py, which is named by text."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from . import errors, views

# The pages that people read: in French under /fr/.
pages = i18n_patterns(
    path("", views.home, name="home"),
    path("franchises/<slug:slug>/", views.franchise_detail, name="franchise_detail"),
    path("films/", views.film_list, name="film_list"),
    path("", include("films.urls")),
    path("", include("reviews.urls")),
    path("", include("search.urls")),
    path("", include("seo.urls")),
    prefix_default_language=False,
)

# What pages and robots read, the same in every language.
files = [
    path("", include("seo.file_urls")),
    re_path(r"^accents/(?P<colour>[0-9a-f]{6})\.css\Z", views.accent, name="accent"),
]

urlpatterns = [
    *files,
    path("", include("api.urls")),
    path("speculation-rules.json", views.speculation_rules, name="speculation_rules"),
    path("", include("editorial.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", include("dashboard.urls")),
    path("admin/content/", include("articles.urls")),
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
