"""Texts in other languages than the one they were written in, kept beside the row's own.

A row's own texts are in settings.LANGUAGE_CODE. `translations` holds those of other languages,
`{"fr": {"title": "Balle perdue"}}`, so that they travel with the row and need no join. A page
asks for `row.local.title`: the text in the page's language, or the row's own with its language.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

SOURCE_LANGUAGE = settings.LANGUAGE_CODE
OTHER_LANGUAGES = tuple(
    (code, name) for code, name in settings.LANGUAGES if code != SOURCE_LANGUAGE
)


class TranslatedText(str):
    """A text that knows its language, and whether that is the page's."""

    def __new__(cls, text, lang, is_pages=False):
        translated = super().__new__(cls, text)
        translated.lang, translated.is_pages = lang, is_pages
        return translated

    @property
    def lang_attribute(self):
        """` lang="en"` where it is not in the language of the page around it, else nothing."""
        if self.is_pages or not self:
            return SafeString("")
        return format_html(' lang="{}"', self.lang)


class Translated:
    """The translatable texts of a row, each in the page's language where there is one."""

    def __init__(self, row, names):
        self._row, self._names = row, names

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"{name} is no text that can be translated")
        language = get_language()
        if language == SOURCE_LANGUAGE:
            return TranslatedText(getattr(self._row, name), language, is_pages=True)
        translated = self._row.translations.get(language, {}).get(name)
        if translated:
            return TranslatedText(translated, language, is_pages=True)
        return TranslatedText(getattr(self._row, name), SOURCE_LANGUAGE)


def in_all_languages(row, name):
    """Return a text of a row, then its translations."""
    return [getattr(row, name), *(texts.get(name, "") for texts in row.translations.values())]


class TranslationsField(models.JSONField):
    """The translations of a row's texts: `{language: {field: text}}`, empty texts left out.

    `names` are the fields that can be translated. Gives the row its `local`.
    """

    empty_values = [{}]

    def __init__(self, *names, **kwargs):
        self.names = names
        kwargs.update(default=dict, blank=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("default", "blank", "editable"):
            kwargs.pop(fixed, None)
        return name, path, self.names, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        cls.local = property(lambda row: Translated(row, self.names))

    def validate(self, value, instance):
        super().validate(value, instance)
        self.run_validators(value)

    def run_validators(self, value):
        """Raise ValidationError where the value has another shape, language or field."""
        if not isinstance(value, dict):
            raise ValidationError("Translations are a mapping of languages.", code="shape")
        known = dict(OTHER_LANGUAGES)
        for language, texts in value.items():
            if language not in known:
                raise ValidationError(f"{language} is none of: {list(known)}.", code="language")
            if not isinstance(texts, dict):
                raise ValidationError(f"{language} is a mapping of fields.", code="shape")
            for name, text in texts.items():
                if name not in self.names:
                    raise ValidationError(f"{name} cannot be translated.", code="field")
                if not isinstance(text, str):
                    raise ValidationError(f"{name} in {language} is not a text.", code="shape")
                self.model._meta.get_field(name).run_validators(text)
