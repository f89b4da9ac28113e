"""The texts of a film: its plot, with the characters each section tells of, and its article."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Prefetch

from ..models import ArticleSection, Character, PlotSection, PlotSectionCharacter
from .content import ProseInline
from .forms import PartForm
from .relations import RelatedListField, RelatedListSelect


class PlotSectionForm(PartForm):
    """A plot section with its characters in one field, instead of a table inside a table."""

    characters = RelatedListField(Character.objects.all(), required=False)

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

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if "characters" in formset.form.base_fields:
            fields = formset.form.base_fields
            formset.form.base_fields = fields | {"characters": self.characters_field(request)}
        return formset

    def characters_field(self, request):
        """Choose characters by typing, with a way to add one, for those who may."""
        relation = PlotSectionCharacter._meta.get_field("character")
        can_add = self.admin_site.get_model_admin(Character).has_add_permission(request)
        select = RelatedListSelect(relation, self.admin_site)
        widget = RelatedFieldWidgetWrapper(
            select, relation.remote_field, self.admin_site, can_add_related=can_add
        )
        self.adapt(widget)
        return RelatedListField(
            Character.objects.all(),
            required=False,
            widget=widget,
            help_text="Who appears, in the order in which they should be named.",
        )

    def get_queryset(self, request):
        appearances = PlotSectionCharacter.objects.select_related("character")
        return super().get_queryset(request).prefetch_related(Prefetch("appearances", appearances))


class ArticleSectionInline(ProseInline):
    model = ArticleSection
    verbose_name_plural = "article"
    fields = ["heading", "body", ("topic", "key"), "position"]
