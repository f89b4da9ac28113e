"""The sitemap: the URL of every published page in each language, for search engines."""

from django.conf import settings
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from content.site_urls import absolute_url
from films.models import Character, Company, Film, Person
from franchise.models import Franchise
from reviews.models import Critic, Publication


class SiteSitemap:
    """The URLs of some pages in each language, at SITE_URL whatever host was asked.

    Django's view needs no more of a Sitemap. Its own class reads all rows to show any, and makes
    each URL anew for every language that names it.
    """

    # Of rows, for a file that is written in well under a second.
    limit = 1000

    @property
    def paginator(self):
        return Paginator(self.items(), self.limit)

    def get_urls(self, page=1, site=None, protocol=None):
        rows = list(self.paginator.page(page).object_list)
        languages = [code for code, _name in settings.LANGUAGES]
        in_languages = zip(*(self._locations(rows, code) for code in languages), strict=True)
        return [
            {"location": location, "lastmod": self.lastmod(row), "alternates": alternates}
            for row, locations in zip(rows, in_languages, strict=True)
            for alternates in [_alternates(dict(zip(languages, locations, strict=True)))]
            for location in locations
        ]

    def _locations(self, rows, language):
        with override(language):
            return [absolute_url(self.location(row)) for row in rows]

    def lastmod(self, row):
        return None

    def get_latest_lastmod(self):
        return None


def _alternates(by_language):
    """The URL without a prefix is also that for readers of other languages."""
    named = {**by_language, "x-default": by_language[settings.LANGUAGE_CODE]}
    return [{"lang_code": code, "location": location} for code, location in named.items()]


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

    def location(self, row):
        return row.get_absolute_url()


class DatedSitemap(PublishedSitemap):
    """The rows that know since when they are as visitors see them."""

    def items(self):
        return super().items().with_updated_at()

    def lastmod(self, row):
        return row.updated_at

    def get_latest_lastmod(self):
        return self.model.objects.published().last_updated_at()


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
        location = absolute_url(reverse("sitemap", args=[section]))
        lastmod = sitemap.get_latest_lastmod()
        for number in sitemap.paginator.page_range:
            query = f"?p={number}" if number > 1 else ""
            items.append(SitemapIndexItem(location + query, lastmod))
    context = {"sitemaps": items}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
