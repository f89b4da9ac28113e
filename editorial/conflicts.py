"""What two editors changed in the same place: an error in its field until one of them decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, BaseModelForm, Field, ModelChoiceField
from django.template.loader import render_to_string

from .merging import Conflict, Deletion


@dataclass(frozen=True)
class ConcurrentEdits:
    """What others saved while a form was open: their names, their changes in a line.

    What could not be merged is in `conflicts`.
    """

    authors: str
    changes: str
    conflicts: list[Conflict | Deletion]


def add_to(
    form: BaseModelForm, formsets: Iterable[BaseInlineFormSet], edits: ConcurrentEdits
) -> None:
    """Add each conflict as an error to its field, in the form of the page or of a child."""
    forms = {("", ""): form}
    for formset in formsets:
        key_name = formset.model._meta.pk.name
        for child in formset.initial_forms:
            forms[formset.prefix, child.data.get(child.add_prefix(key_name))] = child
    for conflict in edits.conflicts:
        if form := forms.get((conflict.prefix, conflict.key)):
            _add(form, conflict, edits.authors)


def _add(form: BaseModelForm, conflict: Conflict | Deletion, authors: str) -> None:
    if isinstance(conflict, Deletion):
        labels = [form.fields[name].label for name in conflict.names if name in form.fields]
        message = (
            f"{authors} changed this row ({', '.join(labels)}), so it has not been deleted. "
            "To delete it anyway, choose Delete again."
        )
        form.add_error(None, ValidationError(message, code="conflict"))
        return
    field = form.fields.get(conflict.name)
    context = {
        "authors": authors,
        "theirs": _shown(field, conflict.theirs),
        "base": None if conflict.base is None else _shown(field, conflict.base),
        "values": "\n".join(conflict.theirs),
        "name": form.add_prefix(conflict.name),
    }
    message = render_to_string("editorial/_conflict.html", context)
    form.add_error(conflict.name if field else None, ValidationError(message, code="conflict"))


def _shown(field: Field | None, texts: list[str]) -> str:
    """A value as text: the name of the row or the choice that it stands for."""
    if isinstance(field, ModelChoiceField):
        rows = field.queryset.model._base_manager.in_bulk([key for key in texts if key.isdecimal()])
        return ", ".join(str(row) for row in rows.values())
    choices = {str(value): label for value, label in getattr(field, "choices", ())}
    return ", ".join(str(choices.get(text, text)) for text in texts)
