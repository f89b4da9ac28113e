"""The pages that say that something went wrong, in the site's own design."""

from django.shortcuts import render


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)


def too_many_attempts(request, credentials=None, *args, **kwargs):
    """Answer a log-in that django-axes has locked out."""
    return render(request, "429.html", status=429)
