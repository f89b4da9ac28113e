"""Asks, before a second page of one name is made, whether it is another indeed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.template.defaultfilters import pluralize
from django.utils.html import format_html

from content.search_keys import normalize
from editorial.admin_urls import change_url
from editorial.saving import PageForm

if TYPE_CHECKING:
    from .content import ContentAdmin

# The name to which an editor said that it is another's: the question is asked once.
ANSWER = "_another"


def ask_about_duplicate(model_admin: ContentAdmin, form: PageForm) -> None:
    """Ask about the name of a new page where another has it, unless its editor has answered."""
    field = getattr(model_admin.model, "slug_source", "")
    if not form.is_new or not field:
        return
    name = normalize(form.form.cleaned_data.get(field) or "")
    if not name or form.request.POST.get(ANSWER) == name:
        return
    if duplicate := _duplicate(model_admin, form, name):
        question = format_html(
            '<span class="asked"><strong>There is already a {} {}{}.</strong> '
            '<a class="text-link" href="{}" target="_blank">Open it</a>, or save again to create '
            'another one.<input type="hidden" name="{}" value="{}"></span>',
            model_admin.opts.verbose_name,
            duplicate,
            _count(model_admin, duplicate),
            change_url(duplicate),
            ANSWER,
            name,
        )
        form.form.add_error(field, ValidationError(question, code="duplicate"))


def _duplicate(model_admin: ContentAdmin, form: PageForm, name: str) -> Model | None:
    if not model_admin.has_view_permission(form.request):
        return None
    rows = model_admin.model._default_manager.filter(folded__contains=name).order_by("pk")
    names = rows.values_list("pk", model_admin.model.slug_source)
    key = next((key for key, other in names if normalize(other) == name), None)
    return model_admin.get_queryset(form.request).filter(pk=key).first() if key else None


def _count(model_admin: ContentAdmin, duplicate: Model) -> str:
    """What tells namesakes apart, such as the number of credits."""
    if not model_admin.counted:
        return ""
    number = getattr(duplicate, f"{model_admin.counted}_count")
    return f" ({number} {model_admin.counted}{pluralize(number)})"
