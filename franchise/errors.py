"""The pages that say that something went wrong, in the site's own design."""

from django.shortcuts import render


def too_many_attempts(request, credentials=None, *args, **kwargs):
    """Answer a log-in that django-axes has locked out."""
    return render(request, "429.html", status=429)
