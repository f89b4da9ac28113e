"""The sitemap: the address of every published page in each language, for search engines."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.db.models import Max
from django.shortcuts import render
from django.urls import reverse

from films.models import Character, Company, Film, Person
from reviews.models import Critic, Publication

from .models import Franchise


class SiteSitemap(Sitemap):
    """A sitemap whose addresses are at SITE_URL, whatever host was asked."""

    i18n = True
    alternates = True

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_urls(self, *args, **kwargs):
        """Name the address without a prefix as the one for readers of other languages.

        Django's own `x_default` cuts `/en/` out of an address wherever it stands.
        """
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            by_language = {each["lang_code"]: each["location"] for each in url["alternates"]}
            default = by_language[settings.LANGUAGE_CODE]
            url["alternates"].append({"location": default, "lang_code": "x-default"})
        return urls


class ListSitemap(SiteSitemap):
    def items(self):
        return ["home", "film_list", "person_list", "review_list"]

    def location(self, name):
        return reverse(name)


class PublishedSitemap(SiteSitemap):
    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.published().only("slug").order_by("pk")


class DatedSitemap(PublishedSitemap):
    """The rows that know since when they are as visitors see them."""

    def items(self):
        return super().items().with_updated_at()

    def lastmod(self, row):
        return row.updated_at

    def get_latest_lastmod(self):
        return self.items().aggregate(latest=Max("updated_at"))["latest"]


SITEMAPS = {
    "lists": ListSitemap(),
    **{model._meta.model_name: DatedSitemap(model) for model in (Franchise, Film)},
    **{
        model._meta.model_name: PublishedSitemap(model)
        for model in (Person, Character, Company, Publication, Critic)
    },
}


@x_robots_tag
def sitemap_index(request):
    """List the sitemaps. Django's own view would give them the host that was asked."""
    items = []
    for section, sitemap in SITEMAPS.items():
        location = settings.SITE_URL + reverse("sitemap", args=[section])
        lastmod = sitemap.get_latest_lastmod()
        for number in sitemap.paginator.page_range:
            query = f"?p={number}" if number > 1 else ""
            items.append(SitemapIndexItem(location + query, lastmod))
    context = {"sitemaps": items}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
