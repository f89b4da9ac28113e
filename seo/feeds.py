"""Atom feeds of what is new: films by their release, reviews by their date, a franchise's changes.

A feed speaks the language of its URL.
"""

import datetime
from operator import attrgetter

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.prose import summary, writable
from content.site_urls import absolute_url, absolute_url_of
from films.models import Film
from franchise.models import Franchise
from reviews.models import Review

from .sharing import SITE_NAME

LENGTH = 30
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class SteadyAtomFeed(Atom1Feed):
    """A feed that is the same until an entry is another: Django's tells the time if it has none."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NEVER


class SiteFeed(Feed):
    """Rows of the site, each told by its name, its URL and its first words."""

    feed_type = SteadyAtomFeed
    author_name = SITE_NAME

    def item_title(self, row):
        """Plain text: Django would escape it, and the feed does so once more."""
        return writable(str(row))

    def item_link(self, row):
        return absolute_url_of(row)

    def item_updateddate(self, row):
        return row.updated_at

    def item_description(self, row):
        """HTML, which the feed escapes once more: a line, or the beginning of a Markdown text."""
        line, text = _words_of(row)
        return escape(writable(line or summary(text)))


def _words_of(row):
    match row:
        case Franchise():
            return row.local.tagline, row.local.introduction
        case Film():
            return row.local.tagline, row.local.lead
        case Review():
            return row.quote, row.local.summary


class NewestFeed(SiteFeed):
    """The published rows of one kind that are newest by their own date."""

    def link(self):
        return absolute_url(reverse(self.page))

    def feed_url(self):
        return absolute_url(reverse(self.name))

    # Not its link, which may be an entry's.
    feed_guid = feed_url

    def item_pubdate(self, row):
        day = self.date_of(row).first_day
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


class FilmFeed(NewestFeed):
    title = gettext_lazy("New films")
    subtitle = gettext_lazy("Films by the date of their release.")
    page, name = "film_list", "film_feed"

    def items(self):
        films = Film.objects.published().with_updated_at()
        out = films.filter(released_on__gt="", released_on__lte=_today())
        return out.order_by("-released_on", "pk")[:LENGTH]

    def date_of(self, film):
        return film.released_on


class ReviewFeed(NewestFeed):
    title = gettext_lazy("New reviews")
    subtitle = gettext_lazy("What critics wrote, newest first.")
    page, name = "review_list", "review_feed"

    def items(self):
        reviews = Review.objects.published().with_byline().with_film().with_updated_at()
        out = reviews.exclude(published_on="").filter(published_on__lte=_today())
        return out.newest_first()[:LENGTH]

    def item_author_name(self, review):
        return writable(review.byline)

    def date_of(self, review):
        return review.published_on


class FranchiseFeed(SiteFeed):
    """What has changed last of a franchise: its own page, its films and their reviews."""

    def get_object(self, request, slug):
        return get_object_or_404(Franchise.objects.published().with_updated_at(), slug=slug)

    def title(self, franchise):
        return writable(_("What’s new in %(franchise)s") % {"franchise": franchise})

    def subtitle(self, franchise):
        return _("Updates to its films and their reviews.")

    def link(self, franchise):
        return absolute_url_of(franchise)

    def feed_url(self, franchise):
        return absolute_url(reverse("franchise_feed", args=[franchise.slug]))

    feed_guid = feed_url

    def items(self, franchise):
        films = Film.objects.published().filter(installments__franchise=franchise)
        reviews = Review.objects.published().filter(film__installments__franchise=franchise)
        rows = [
            row
            for kind in (films, reviews.with_byline().with_film())
            for row in kind.with_updated_at().order_by("-updated_at", "pk")[:LENGTH]
        ]
        return sorted([franchise, *rows], key=attrgetter("updated_at"), reverse=True)[:LENGTH]


def _today():
    """Today as a PartialDate is written."""
    return timezone.localdate().isoformat()
