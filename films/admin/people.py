from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from ..counting import row_count
from ..models import Character, Credit, Person, PersonLink
from .content import ContentAdmin, FactsInline
from .pictures import preview, thumbnail
from .relations import RelatedFilter


class PersonLinkInline(FactsInline):
    model = PersonLink
    verbose_name, verbose_name_plural = "link", "links"
    fields = ["label", "url", "position"]
    tab = False


@admin.register(Person)
class PersonAdmin(ContentAdmin):
    counted = "credit"
    list_display = ["headline", "born", "died", "credit_count"]
    list_filter = [
        ("credits__role", ChoicesDropdownFilter),
        ("credits__film", RelatedFilter),
    ]
    list_select_related = ["portrait"]
    readonly_fields = ["portrait_preview"]
    fields = [
        "name",
        "sort_name",
        "biography",
        ("born_on", "died_on"),
        ("portrait", "portrait_preview"),
        "slug",
    ]
    inlines = [PersonLinkInline]

    def get_queryset(self, request):
        credits = row_count(Credit.objects, "person")
        return super().get_queryset(request).annotate(credit_count=credits)

    @display(description="Person", ordering="folded", header=True)
    def headline(self, person):
        return person.name, person.sort_name, person.name[:1], thumbnail(person.portrait)

    @display(description="Born", ordering="born_on")
    def born(self, person):
        return person.born_on.label if person.born_on else None

    @display(description="Died", ordering="died_on")
    def died(self, person):
        return person.died_on.label if person.died_on else None

    @display(description="Credits", ordering="credit_count")
    def credit_count(self, person):
        return person.credit_count

    @display(description="Preview")
    def portrait_preview(self, person):
        return preview(person.portrait)


@admin.register(Character)
class CharacterAdmin(ContentAdmin):
    counted = "credit"
    list_display = ["headline", "credit_count"]
    list_filter = [
        ("credits__film", RelatedFilter),
        ("credits__person", RelatedFilter),
    ]
    list_select_related = ["picture"]
    readonly_fields = ["picture_preview"]
    fields = ["name", "description", ("picture", "picture_preview"), "slug"]

    def get_queryset(self, request):
        credits = row_count(Credit.objects, "character")
        return super().get_queryset(request).annotate(credit_count=credits)

    @display(description="Character", ordering="folded", header=True)
    def headline(self, character):
        return character.name, None, character.name[:1], thumbnail(character.picture)

    @display(description="Credits", ordering="credit_count")
    def credit_count(self, character):
        return character.credit_count

    @display(description="Preview")
    def picture_preview(self, character):
        return preview(character.picture)
