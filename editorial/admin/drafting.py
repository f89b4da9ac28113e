"""Who may save, and who may only draft."""

from django.contrib import admin


class DraftingAdmin(admin.ModelAdmin):
    """Mixed into the admin of content: whoever may only draft sees forms as one who may save.

    A request whose `drafting` is this admin shows or keeps a form, and saves nothing.
    """

    def may_save(self, request, is_new):
        """Whether what this editor sends becomes the page, or a new one."""
        if is_new:
            return super().has_add_permission(request)
        return super().has_change_permission(request)

    def may_draft(self, request, is_new):
        """Whether what they send is kept at least: by the permission editorial.draft_pages."""
        if self.may_save(request, is_new):
            return True
        return request.user.has_perm("editorial.draft_pages") and self.has_view_permission(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) or is_drafting(request, self.model)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or is_drafting(request, self.model)


class PartOfDraftMixin:
    """Mixed into an inline: who may draft the page may write its parts in the draft."""

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) or is_drafting(request, self.parent_model)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may or is_drafting(request, self.parent_model)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may or is_drafting(request, self.parent_model)


def is_drafting(request, model):
    """Whether the request shows or keeps a form of a model's page, and saves nothing."""
    return getattr(request, "drafting", None) is model
