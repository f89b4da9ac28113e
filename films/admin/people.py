from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from ..models import Character, Person, PersonLink
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
    counted = "film"
    list_display = ["headline", "born", "died", "film_count"]
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

    @display(description="Person", ordering="folded", header=True)
    def headline(self, person):
        return person.name, person.sort_name, person.name[:1], thumbnail(person.portrait)

    @display(description="Born", ordering="born_on")
    def born(self, person):
        return person.born_on.label if person.born_on else None

    @display(description="Died", ordering="died_on")
    def died(self, person):
        return person.died_on.label if person.died_on else None

    @display(description="Preview")
    def portrait_preview(self, person):
        return preview(person.portrait)


@admin.register(Character)
class CharacterAdmin(ContentAdmin):
    counted = "film"
    list_display = ["headline", "film_count"]
    list_filter = [
        ("credits__film", RelatedFilter),
        ("credits__person", RelatedFilter),
    ]
    list_select_related = ["picture"]
    readonly_fields = ["picture_preview"]
    fields = ["name", "description", ("picture", "picture_preview"), "slug"]

    @display(description="Character", ordering="folded", header=True)
    def headline(self, character):
        return character.name, None, character.name[:1], thumbnail(character.picture)

    @display(description="Preview")
    def picture_preview(self, character):
        return preview(character.picture)
