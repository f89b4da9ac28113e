"""Fields for the translations of a row's texts.

A form gets one field for each translatable text and other language, `title_fr`; what is typed
there is kept in the row's `translations`.
"""

from functools import cache

from django import forms
from django.db import models
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from content.prose import ProseField
from content.translations import OTHER_LANGUAGES, TranslationsField

from .prose import ProseWidget


@cache
def translated_names(model):
    """The names of a model's texts that can be translated."""
    fields = (field for field in model._meta.fields if isinstance(field, TranslationsField))
    return next((field.names for field in fields), ())


def translation_fields(model):
    """(language, name of the text, name of the form's field) for each translation of a model."""
    return [
        (language, name, f"{name}_{language}")
        for language, _label in OTHER_LANGUAGES
        for name in translated_names(model)
    ]


class TranslationsMixin:
    """Fills a form's translation fields from its row, and the row from what was typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, name, field in translation_fields(self._meta.model):
            if field in self.fields:
                self.initial.setdefault(
                    field, self.instance.translations.get(language, {}).get(name, "")
                )

    def _post_clean(self):
        texts = {}
        for language, name, field in translation_fields(self._meta.model):
            # A form may show some of the fields, or none: what it does not show stays.
            kept = self.instance.translations.get(language, {}).get(name, "")
            if text := self.cleaned_data.get(field, kept):
                texts.setdefault(language, {})[name] = text
        if translated_names(self._meta.model):
            self.instance.translations = texts
        super()._post_clean()


@cache
def with_translations(form, model):
    """Return the form class with a field for each translation of the model's texts."""
    fields = {
        field: _form_field(model._meta.get_field(name), dict(OTHER_LANGUAGES)[language])
        for language, name, field in translation_fields(model)
    }
    return type(form.__name__, (form,), fields) if fields else form


def _form_field(field, language):
    return forms.CharField(
        label=f"{str(field.verbose_name).capitalize()} · {language}",
        max_length=field.max_length,
        required=False,
        widget=_widget(field),
    )


def _widget(field):
    if isinstance(field, ProseField):
        return ProseWidget(field)
    is_long = isinstance(field, models.TextField)
    return UnfoldAdminTextareaWidget() if is_long else UnfoldAdminTextInputWidget()
