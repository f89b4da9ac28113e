"""How imported films are checked, and what follows an import; see exchange/hooks.py."""

import re

from django.core.exceptions import ValidationError

from content.natural_keys import NaturallyKeyed
from content.prose import cited_keys, unwritable_told
from content.texts import texts_of
from exchange.hooks import after_apply, finds_references, validates

from .imaging import inspect
from .models import Picture, Source
from .models.sources import is_prose
from .tasks import prepare_on_commit

PICTURES = re.compile(r"pictures/[\w-][\w.-]*\.(jpg|png|webp|avif)", re.ASCII)


@finds_references
def cited_sources(model, rows):
    """Texts name sources by their keys."""
    names = _prose_of(model)
    if names:
        texts = (text.words for text in texts_of(rows, *names, holding=["[^"]))
        yield from Source.objects.cited_in(*texts)


def _prose_of(model):
    return [field.name for field in model._meta.fields if is_prose(field)]


@validates(NaturallyKeyed)
def texts_can_be_shown(rows, opened):
    for row in rows:
        for name, text in _texts(row):
            if told := unwritable_told(text):
                yield row, name, told


def _texts(row):
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, dict):
            yield from ((field.name, text) for texts in value.values() for text in texts.values())
        elif isinstance(value, str):
            yield field.name, value


@validates(NaturallyKeyed)
def citations_have_sources(rows, opened):
    names = _prose_of(rows.model)
    cited = [(text, cited_keys(text.words)) for text in texts_of(rows, *names)]
    unknown = Source.objects.missing({key for _, keys in cited for key in keys})
    for text, keys in cited:
        if missing := [key for key in keys if key in unknown]:
            named = ", ".join(f"[^{key}]" for key in missing)
            yield text.page, text.name, f"No source has the key {named}."


@validates(Picture)
def pictures_are_pictures(rows, opened):
    for picture in rows:
        if not PICTURES.fullmatch(picture.file.name):
            yield picture, "file", "Its name is not that of a picture, such as pictures/a-name.jpg."
            continue
        try:
            with opened(picture, "file") as file:
                size = inspect(file, picture.file.name)
        except ValidationError as error:
            yield picture, "file", " ".join(error.messages)
            continue
        if size != (picture.width, picture.height):
            told = f"{picture.width} by {picture.height}"
            yield picture, "width", f"The picture has {size[0]} by {size[1]} pixels, not {told}."


@after_apply
def pictures_are_prepared(changes, progress):
    prepare_on_commit(changes.written(Picture))
