"""Atom feeds of what is new: films by their release, reviews by their date."""

import datetime
import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from films.models import Film
from films.prose import summary
from reviews.models import Review

LENGTH = 30


# What XML 1.0 has no way to write: one such character would take the whole feed down.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def writable(text):
    return _CONTROL.sub("", text)


class NewestFeed(Feed):
    """The newest published rows, with addresses at SITE_URL."""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE

    def link(self):
        return settings.SITE_URL + reverse(self.page)

    def feed_url(self):
        return settings.SITE_URL + reverse(self.name)

    def item_title(self, row):
        """Plain text: Django would escape it, and the feed does so once more."""
        return writable(str(row))

    def item_link(self, row):
        return settings.SITE_URL + row.get_absolute_url()

    def item_pubdate(self, row):
        day = self.date_of(row).first_day
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


class FilmFeed(NewestFeed):
    title = "New films"
    subtitle = "Films by the date of their release."
    page, name = "film_list", "film_feed"

    def items(self):
        films = Film.objects.published().with_release_date()
        out = films.filter(released_on__lte=timezone.localdate().isoformat())
        return out.order_by("-released_on", "pk")[:LENGTH]

    def item_description(self, film):
        return escape(writable(film.tagline or summary(film.lead)))

    def date_of(self, film):
        return film.released_on


class ReviewFeed(NewestFeed):
    title = "New reviews"
    subtitle = "What critics wrote, newest first."
    page, name = "review_list", "review_feed"

    def items(self):
        reviews = Review.objects.published().with_byline().with_film().exclude(published_on="")
        return reviews.newest_first()[:LENGTH]

    def item_description(self, review):
        return escape(writable(review.quote or summary(review.summary)))

    def item_author_name(self, review):
        return writable(review.byline)

    def date_of(self, review):
        return review.published_on
