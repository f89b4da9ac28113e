"""Panels about reviews, for pages of films and franchises, which know of no review."""

from django import template

from ..reception import reception_of

register = template.Library()
register.simple_tag(reception_of)
