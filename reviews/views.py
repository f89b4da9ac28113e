"""The public pages of reviews, and of those who wrote and printed them."""

from django.shortcuts import get_object_or_404, render

from films.listings import Listing

from .filters import ReviewFilter
from .models import Critic, Publication, Review
from .reception import Reception


def review_list(request):
    listing = Listing(request, ReviewFilter, Review.objects.published().with_byline())
    return render(request, "reviews/review_list.html", {"listing": listing})


def publication_detail(request, slug):
    publication = get_object_or_404(Publication.objects.published(), slug=slug)
    reviews = publication.reviews.published().with_byline().newest_first()
    context = {"publication": publication, "reviews": reviews, "reception": Reception.of(reviews)}
    return render(request, "reviews/publication_detail.html", context)


def critic_detail(request, slug):
    critic = get_object_or_404(Critic.objects.published(), slug=slug)
    reviews = critic.reviews.published().with_byline().newest_first()
    context = {"critic": critic, "reviews": reviews, "reception": Reception.of(reviews)}
    return render(request, "reviews/critic_detail.html", context)
