from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from editorial.admin.publishing import ACTIONS, visible
from films.admin.content import ContentAdmin, FactsInline, OddRequestsMixin
from films.admin.pictures import preview, thumbnail

from .models import Franchise, Installment


class InstallmentInline(FactsInline):
    model = Installment
    verbose_name, verbose_name_plural = "film", "films"
    fields = ["film", "relation", "label", "position"]


@admin.register(Franchise)
class FranchiseAdmin(ContentAdmin):
    actions = ACTIONS
    counted = "film"
    list_display = ["headline", "film_count", visible]
    list_filter = [("status", ChoicesDropdownFilter)]
    list_select_related = ["hero"]
    readonly_fields = ["hero_preview"]
    fieldsets = [
        (
            "Basics",
            {
                "classes": ["tab"],
                "fields": [
                    "title",
                    ("original_title", "original_language"),
                    "tagline",
                    "introduction",
                    ("hero", "hero_preview"),
                    "accent",
                ],
            },
        ),
        (
            "Publishing",
            {
                "classes": ["tab"],
                "fields": ["status", ("publish_at", "unpublish_at"), "slug", "meta_description"],
            },
        ),
    ]
    inlines = [InstallmentInline]

    @display(description="Franchise", ordering="folded", header=True)
    def headline(self, franchise):
        return (
            franchise.title,
            franchise.original_title,
            franchise.title[:1],
            thumbnail(franchise.hero),
        )

    @display(description="Preview")
    def hero_preview(self, franchise):
        return preview(franchise.hero)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(OddRequestsMixin, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_superuser"]


@admin.register(Group)
class GroupAdmin(OddRequestsMixin, DjangoGroupAdmin, ModelAdmin):
    pass
