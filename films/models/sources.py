"""What a fact or a sentence rests on."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from content.constraints import filled
from content.dates import PartialDateField
from content.natural_keys import NaturalKeyQuerySet, NaturallyKeyed
from content.prose import ProseField, cited_keys
from content.search_keys import SearchKeyField
from content.translations import TranslationsField


class SourceQuerySet(NaturalKeyQuerySet):
    def cited_in(self, *texts):
        """The sources that Markdown texts cite."""
        return self.filter(key__in=cited_keys(*texts))

    def missing(self, keys):
        """Return those keys that no source has; without keys the database is not asked."""
        known = set(self.filter(key__in=keys).values_list("key", flat=True)) if keys else ()
        return [key for key in keys if key not in known]


class Source(NaturallyKeyed):
    children = ()

    key = models.SlugField(
        max_length=80,
        unique=True,
        help_text="Texts cite a source by its key: [^variety-2022] for the key variety-2022.",
    )
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True, help_text="For example, Variety.")
    url = models.URLField("URL", max_length=500, blank=True)
    published_on = PartialDateField("published")
    accessed_on = PartialDateField("read", help_text="When an editor last read it.")
    archive_url = models.URLField(
        "archived copy",
        max_length=500,
        blank=True,
        help_text="In case the original page disappears.",
    )
    licence = models.CharField(
        max_length=100,
        blank=True,
        help_text="The licence under which its text may be used, such as CC BY-SA 4.0. Leave "
        "empty if it is only cited.",
    )
    folded = SearchKeyField("title", "authors", "publisher", "key")

    natural_key_fields = ("key",)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            filled(
                "key",
                "title",
                name="source_has_key_and_title",
                message="A source needs a key and a title.",
            )
        ]

    def __str__(self):
        return f"{self.title} [{self.key}]"

    def citing_rows(self):
        """The rows of all content whose texts cite this source: no foreign key tells of them."""
        citation = f"[^{self.key}]"
        for model in apps.get_models():
            texts = [field.name for field in model._meta.fields if _may_cite(field)]
            if texts and issubclass(model, NaturallyKeyed):
                # Translations are JSON, and searched as the text that it is.
                as_text = {f"{name}_text": Cast(name, models.TextField()) for name in texts}
                cited = (Q(**{f"{name}__contains": citation}) for name in as_text)
                yield from model._base_manager.annotate(**as_text).filter(reduce(or_, cited))


def is_prose(field):
    """Whether a model's field is Markdown, in which citations may stand."""
    return isinstance(field, ProseField)


def _may_cite(field):
    return is_prose(field) or isinstance(field, TranslationsField)
