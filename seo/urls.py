"""Feeds, pictures of shared links, and what browsers ask for, in the language of the page."""

from django.urls import path

from franchise.caching import for_ten_minutes

from . import installing, share_images
from .feeds import FilmFeed, FranchiseFeed, ReviewFeed

urlpatterns = [
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
]
