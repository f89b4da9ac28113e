"""What the admin's templates ask of the editorial room."""

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_address(context):
    """Where the form of this page is previewed; empty for what has no page, and in a pop-up."""
    opts, page = context["opts"], context.get("original")
    if context.get("is_popup") or not context.get("show_save", True):
        return ""
    name = f"admin:{opts.app_label}_{opts.model_name}_preview"
    try:
        return reverse(name, args=[page.pk]) if page else reverse(f"{name}_new")
    except NoReverseMatch:
        return ""


@register.simple_tag
def site_languages():
    return settings.LANGUAGES
