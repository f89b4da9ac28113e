"""What search engines may read."""

from django.shortcuts import render


def robots(request):
    return render(request, "seo/robots.txt", content_type="text/plain; charset=utf-8")
