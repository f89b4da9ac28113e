"""What to begin: links to the forms that editors need most."""

from dashboard.permissions import models_with
from editorial.admin_urls import admin_url
from films.models import Film, Person, Picture
from franchise.models import Franchise
from reviews.models import Review

from .panel import Panel

QUICK_ADD = ((Film, "movie"), (Person, "person"), (Review, "rate_review"))
QUICK_ADD += ((Franchise, "video_library"), (Picture, "image"))


def quick_add(request):
    addable = models_with(request, "add")
    links = [
        {"name": model._meta.verbose_name, "icon": icon, "url": admin_url(model, "add")}
        for model, icon in QUICK_ADD
        if model in addable
    ]
    content = {"links": links}
    return links and Panel("add", "Add", "dashboard/_quick_add.html", "top", content)
