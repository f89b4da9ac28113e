"""URLs of the admin's own pages: lists, forms, and what is done with a page or a draft."""

from django.apps import apps
from django.urls import reverse


def admin_url(model, name, *args):
    """The URL of a page of a model's admin, such as its `changelist`; also of a row's model."""
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=args)


def change_url(page):
    return admin_url(page, "change", page.pk)


def draft_url(draft):
    """The form of a draft's page, or of one to be made, filled in as the draft has it."""
    model = apps.get_model(draft.model)
    page = ["add"] if draft.is_new else ["change", draft.object_id]
    return f"{admin_url(model, *page)}?draft={draft.pk}"
