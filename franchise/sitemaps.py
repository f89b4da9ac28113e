"""The sitemap: the address of every published page, for search engines."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from films.models import Character, Company, Film, Person
from reviews.models import Critic, Publication

from .models import Franchise


class SiteSitemap(Sitemap):
    """A sitemap whose addresses are at SITE_URL, whatever host was asked."""

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


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


PUBLISHED = (Franchise, Film, Person, Character, Company, Publication, Critic)
SITEMAPS = {"lists": ListSitemap()} | {
    model._meta.model_name: PublishedSitemap(model) for model in PUBLISHED
}
