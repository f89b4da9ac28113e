"""The public pages of reviews, and of those who wrote and printed them."""

from django.shortcuts import get_object_or_404, render

from content.listings import Listing, page_of
from content.parameters import reads

from .filters import ReviewFilter
from .models import Critic, Publication, Review
from .reception import Reception


@reads("page", *ReviewFilter.base_filters)
def review_list(request):
    listing = Listing(request, ReviewFilter, Review.objects.published().with_byline().with_film())
    return render(request, "reviews/review_list.html", {"listing": listing})


@reads("page")
def publication_detail(request, slug):
    publication = get_object_or_404(Publication.objects.published(), slug=slug)
    context = {"publication": publication, **_reviews_by(publication, request)}
    return render(request, "reviews/publication_detail.html", context)


@reads("page")
def critic_detail(request, slug):
    critic = get_object_or_404(Critic.objects.published(), slug=slug)
    context = {"critic": critic, **_reviews_by(critic, request)}
    return render(request, "reviews/critic_detail.html", context)


def _reviews_by(reviewer, request):
    reviews = reviewer.reviews.published()
    return {
        "page": page_of(reviews.with_byline().with_film().newest_first(), request),
        "reception": Reception.of(reviews.values_list("verdict", flat=True)),
    }
