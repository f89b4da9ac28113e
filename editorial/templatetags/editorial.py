"""What the admin's templates ask of the editorial room."""

from html import escape

from django import template
from django.conf import settings
from django.contrib.admin import site
from django.forms.utils import ErrorList
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ..models import Publishable
from ..visibility import visibility

register = template.Library()

# The codes of what stops a save once, until its editor has decided.
QUESTIONS = {"moves", "duplicate", "conflict"}


@register.filter
def questions_only(errors):
    """Whether the errors of a form ask its editor to decide, and tell of no mistake.

    Of a whole form they are a list of its fields' lists; of fields alone, a dictionary.
    """
    lists = errors.values() if isinstance(errors, dict) else errors
    return all(
        isinstance(each, ErrorList) and all(error.code in QUESTIONS for error in each.as_data())
        for each in lists
    )


@register.simple_tag
def shown_in_history(row):
    """How the admin of a row shows it beside a change; empty for most, and for no row."""
    show = getattr(site._registry.get(type(row)), "shown_in_history", None)
    return show(row) if show else ""


@register.simple_tag
def moment(time):
    """A time in the editor's zone, as words go on behind it: 22 November 2026, 18:37."""
    local = timezone.localtime(time)
    words = date_format(local, "j F Y, H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.simple_tag
def site_languages():
    return settings.LANGUAGES


@register.simple_tag
def saved_state(page):
    """What visitors see of a page whose form is shown, as a Visibility; None of other rows."""
    return visibility(page) if isinstance(page, Publishable) else None


@register.simple_tag
def options(groups):
    """The options of a select in their groups, as Django's templates write them one by one."""
    return mark_safe("".join(_option_group(name, options) for name, options, _index in groups))  # noqa: S308 - made of what is escaped.


def _option_group(name, options):
    html = "".join(
        f'<option value="{_escaped(str(option["value"]))}"{attributes(option["attrs"])}>'
        f"{_escaped(option['label'])}</option>"
        for option in options
    )
    return f'<optgroup label="{_escaped(name)}">{html}</optgroup>' if name else html


@register.simple_tag
def input_tag(widget):
    """An input of a form, as Django's template writes it."""
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    given = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
    return format_html("<input{}>", attributes(given))


@register.simple_tag
def attributes(attrs):
    """The attributes of a form's field, as a template of Django's writes them one by one."""
    return mark_safe(  # noqa: S308 - each value is escaped.
        "".join(
            f" {name}" if value is True else f' {name}="{_escaped(value)}"'
            for name, value in attrs.items()
            if value is not False
        )
    )


def _escaped(value):
    """Escape a text as conditional_escape() does, which asks much about lazy texts."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
