"""The forms of content: of a page, and of the rows that belong to it."""

from functools import cache
from itertools import count

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet

from content.prose import cited_keys, unwritable_told

from ..models import Source
from ..models.sources import is_prose
from .relations import RelatedField, fetch_chosen
from .translations import TranslationsMixin, translation_fields


class ContentForm(TranslationsMixin, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RelatedField) and (row := _fetched(self.instance, name)):
                field.remember(row)

    def clean(self):
        for name in self.changed_data:
            value = self.cleaned_data.get(name)
            if isinstance(value, str) and (told := unwritable_told(value)):
                self.add_error(name, ValidationError(told, code="unwritable"))
        for name in self._changed_texts():
            missing = Source.objects.missing(cited_keys(self.cleaned_data[name]))
            if missing:
                self.add_error(name, _unknown_citation(missing))
        return super().clean()

    def validate_constraints(self):
        """Try the constraints where one names what was changed: each takes three queries."""
        if self.instance._state.adding or constrained(self._meta.model) & set(self.changed_data):
            super().validate_constraints()

    def _changed_texts(self):
        model = self._meta.model
        texts = {field.name for field in model._meta.fields if is_prose(field)}
        texts |= {field for _, name, field in translation_fields(model) if name in texts}
        return [name for name in self.changed_data if name in texts and name in self.cleaned_data]


@cache
def constrained(model):
    """The fields that a model's constraints name: those made of expressions would not tell."""
    names = set()
    for constraint in model._meta.constraints:
        names |= set(getattr(constraint, "fields", ()))
        names |= constraint.condition.referenced_base_fields if constraint.condition else set()
    return names


def _fetched(instance, name):
    return instance._state.fields_cache.get(name)


def _unknown_citation(keys):
    named = ", ".join(f"[^{key}]" for key in keys)
    return ValidationError(
        f"No source has the key {named}. Add the source first, or correct the key.",
        code="unknown_citation",
    )


class PartForm(ContentForm):
    """A row of an inline."""

    # Asked for in each cell: what is not there is looked for long.
    nested_formsets = ()

    def _get_validation_exclusions(self):
        """A key left empty is made on saving: two new rows without one are no duplicates."""
        exclusions = super()._get_validation_exclusions()
        return exclusions | {"key"} if not self.cleaned_data.get("key") else exclusions

    def clean(self):
        """Let rows with an empty key differ in the eyes of the formset, as two nulls do."""
        cleaned = super().clean()
        return cleaned | {"key": cleaned["key"] or None} if "key" in cleaned else cleaned

    def _clean_form(self):
        """Say in the row what is wrong with its hidden key, where nobody would see it."""
        super()._clean_form()
        if self._errors.pop(self._meta.model._meta.pk.name, None):
            gone = "Another editor has deleted this row. Delete it here too, or add it again."
            self.add_error(self.visible_fields()[0].name, gone)

    def _post_clean(self):
        """Leave a row alone that is as it was: it is not saved, and was checked when it was.

        Checking it again would take some six queries a row.
        """
        if self.has_changed() or self.instance._state.adding:
            super()._post_clean()


class PartFormSet(PaginationInlineFormSet):
    def get_queryset(self):
        """Give a row for each form that was sent: the admin shows no form without one.

        In the place of a row that is gone stands an empty one, so that its form can say so.
        """
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        if not hasattr(self, "_sent_rows"):
            here = {str(row.pk): row for row in rows}
            self._sent_rows = [
                here.get(self.data.get(f"{self.add_prefix(index)}-{self.model._meta.pk.name}"))
                or self.model()
                for index in range(self.initial_form_count())
            ]
        return self._sent_rows

    @cached_property
    def empty_form(self):
        """Make the row that is added by a script once: a page of the admin asks often for it."""
        return super().empty_form

    def _construct_form(self, index, **kwargs):
        """Let a row know its page, by which some are named: a query a row otherwise."""
        form = super()._construct_form(index, **kwargs)
        self.fk.set_cached_value(form.instance, self.instance)
        return form

    def add_fields(self, form, index):
        """Check a row's hidden key against the row that is here: a query a row otherwise."""
        super().add_fields(form, index)
        name = self.model._meta.pk.name
        if form.instance.pk:
            key = form.fields[name]
            known = RelatedField(
                key.queryset, initial=key.initial, required=False, widget=key.widget
            )
            known.remember(form.instance)
            form.fields[name] = known

    def full_clean(self):
        if self.is_bound:
            fetch_chosen(self.forms)
        super().full_clean()

    def save_new_objects(self, commit=True):
        self._next_positions = count(self._last_position() + 1)
        return super().save_new_objects(commit)

    def save_new(self, form, commit=True):
        """A new row goes behind those that are there: only those can be dragged."""
        if "position" in form.fields:
            form.instance.position = next(self._next_positions)
        return super().save_new(form, commit)

    def _last_position(self):
        return max(
            (getattr(form.instance, "position", 0) for form in self.initial_forms), default=0
        )
