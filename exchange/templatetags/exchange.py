"""A plan in words, for templates."""

from django import template

from .. import report

register = template.Library()
register.filter("in_words", report.in_words)


@register.filter
def opts_of(model):
    """A model's options, which templates may not ask for."""
    return model._meta
