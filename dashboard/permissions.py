"""The models of the admin that an editor may see, change or mend."""

from django.contrib.admin import site
from django.db import models

from editorial.checks import checked_models
from editorial.models import Publishable


def models_with(request, permission, among=models.Model):
    """Map each model that the editor has a permission for, such as "change", to its admin."""
    return {
        model: model_admin
        for model, model_admin in site._registry.items()
        if issubclass(model, among)
        and getattr(model_admin, f"has_{permission}_permission")(request)
    }


def visible_models(request):
    """The models whose pages the editor may see, with their admins."""
    return models_with(request, "view")


def scheduled_models(request):
    """The models whose pages are published at times, with their admins, that an editor may see."""
    return models_with(request, "view", Publishable)


def mendable_models(request):
    """The models with rules whose pages the editor may mend."""
    changeable = models_with(request, "change")
    return [model for model in checked_models() if model in changeable]
