"""The texts of a film: its plot, with the characters each section tells of, and its article."""

from django.contrib.admin import site
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Prefetch

from ..models import ArticleSection, Character, PlotSection, PlotSectionCharacter
from .content import PartForm, ProseInline
from .relations import RelatedListField, RelatedListSelect

_APPEARANCE = PlotSectionCharacter._meta.get_field("character")


def _characters_widget():
    select = RelatedListSelect(_APPEARANCE, site)
    widget = RelatedFieldWidgetWrapper(select, _APPEARANCE.remote_field, site)
    widget.template_name = "films/admin/related_widget.html"
    return widget


class PlotSectionForm(PartForm):
    """A plot section with its characters in one field, instead of a table inside a table."""

    characters = RelatedListField(
        Character.objects.all(),
        required=False,
        widget=_characters_widget(),
        help_text="Who appears, in the order in which they should be named.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            characters = [appearance.character for appearance in self.instance.appearances.all()]
            self.initial["characters"] = characters
            self.fields["characters"].selected = characters

    def _save_m2m(self):
        super()._save_m2m()
        if "characters" in self.changed_data:
            self.instance.appearances.all().delete()
            PlotSectionCharacter.objects.bulk_create(
                PlotSectionCharacter(section=self.instance, character=character, position=position)
                for position, character in enumerate(self.cleaned_data["characters"])
            )


class PlotSectionInline(ProseInline):
    model = PlotSection
    form = PlotSectionForm
    verbose_name_plural = "plot"
    fields = ["heading", "body", "characters", ("spoiler_level", "key"), "position"]

    def get_queryset(self, request):
        appearances = PlotSectionCharacter.objects.select_related("character")
        return super().get_queryset(request).prefetch_related(Prefetch("appearances", appearances))


class ArticleSectionInline(ProseInline):
    model = ArticleSection
    verbose_name_plural = "article"
    fields = ["heading", "body", ("topic", "key"), "position"]
