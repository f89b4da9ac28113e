"""What a browser asks for to keep the site as an application or a search engine of its own.

The names of these files do not tell their version: a day is how late a change may come.
"""

from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from content.palette import INK, PAPER
from franchise.caching import for_a_day

from .sharing import SITE_NAME

ICON_SIZES = (192, 512)


@for_a_day
def opensearch(request):
    """Describe the site's search, for a browser's URL bar (OpenSearch 1.1)."""
    return render(
        request,
        "seo/opensearch.xml",
        {"site_name": SITE_NAME},
        content_type="application/opensearchdescription+xml",
    )


@for_a_day
def manifest(request):
    """Name the site, its colours and its icons (W3C Web Application Manifest)."""
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES
    ]
    maskable = icons[-1] | {"src": static("icons/icon-maskable.png"), "purpose": "maskable"}
    vector = {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": SITE_NAME,
        "short_name": SITE_NAME,
        "description": _("Films, franchises and what critics wrote about them."),
        "lang": request.LANGUAGE_CODE,
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [vector, *icons, maskable],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@for_a_day
def favicon(request):
    """Answer browsers and readers of feeds that read no link to the icon."""
    return HttpResponseRedirect(static("icons/favicon.png"))
