"""Drafts: forms that are kept instead of saved, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.http import QueryDict

from . import history
from .models import Draft, Version
from .requests import form_request, key_in

if TYPE_CHECKING:
    from .admin import EditorialAdmin

# What a form sends besides its content: each form of a page has its own.
NOT_KEPT = {
    "csrfmiddlewaretoken",
    "_draft",
    "_draft_read",
    "_save",
    "_continue",
    "_addanother",
    "_publish_at",
    # A draft is opened, and saved, in a window of its own.
    "_popup",
    "_to_field",
}


def drafts_of(model: type[models.Model]) -> models.QuerySet[Draft]:
    """The drafts of a model's pages."""
    return Draft.objects.filter(model=model._meta.label_lower).select_related("author")


def named(model: type[models.Model], key: int | None, data: QueryDict) -> Draft | None:
    """The draft of a page that a form says it shows, if there is one."""
    return drafts_of(model).filter(object_id=key, pk=key_in(data.get("_draft", ""))).first()


# Keeping


def keep(
    model_admin: EditorialAdmin, user: AbstractBaseUser, key: int | None, data: QueryDict
) -> Draft:
    """Keep what a form sent as a draft of a page, or of one to be created, and return it.

    The page may have been deleted: it can be recovered.
    """
    # Before the transaction: a new page's form is validated for it.
    title = _title(model_admin, user, key, data)
    form = data.copy()
    for name in NOT_KEPT & set(form):
        del form[name]
    with transaction.atomic():
        draft = _draft_for(model_admin.model, user, key, data)
        draft.form, draft.title = form.urlencode(), title[:200]
        draft.save()
    return draft


def _draft_for(
    model: type[models.Model], user: AbstractBaseUser, key: int | None, data: QueryDict
) -> Draft:
    """The draft that a form goes on writing, or another one that begins from that."""
    begun, read = named(model, key, data), data.get("_draft_read", "")
    is_known = begun and begun.stamp == read
    # Written over by none but its author, in the window that knows what is in it.
    if is_known and begun.author == user:
        return begun
    draft = Draft(author=user, model=model._meta.label_lower, object_id=key)
    draft.origin, draft.origin_read = begun, read if is_known else ""
    return draft


def _title(
    model_admin: EditorialAdmin, user: AbstractBaseUser, key: int | None, data: QueryDict
) -> str:
    """What the page is called; one that is not there yet, by what its form says so far."""
    if key is not None:
        page = model_admin.model._base_manager.filter(pk=key).first()
        return str(page) if page else _last_title(model_admin.model, key)
    form = model_admin.get_form(form_request(user, data), change=False)(data)
    form.is_valid()
    try:
        title = str(form.instance)
    except ObjectDoesNotExist:
        title = ""
    return title or f"New {model_admin.opts.verbose_name}"


def _last_title(model: type[models.Model], key: int) -> str:
    """Raise Version.DoesNotExist where there never was such a page."""
    last = Version.objects.of(model, [key]).defer("state").first()
    if last is None:
        raise Version.DoesNotExist
    return last.title


# What becomes of them


def move(
    draft: Draft,
    state: Draft.State,
    action: history.Action,
    user: AbstractBaseUser,
    *,
    history_note: str = "",
    **fields: object,
) -> None:
    """Put a draft into another state, and say so in the history of its page.

    `fields` are others of the draft, which change with it."""
    fields = {"publish_at": None, "problem": "", **fields, "state": state}
    # Not when it was kept last: nobody has written.
    Draft.objects.filter(pk=draft.pk).update(**fields)
    mark(draft, action, author=user, note=history_note)


def mark(
    draft: Draft, action: history.Action, author: AbstractBaseUser | None = None, note: str = ""
) -> None:
    """Note in the history of a draft's page what became of the draft."""
    if page := draft.model_class._base_manager.filter(pk=draft.object_id).first():
        history.mark(action, page, author=author, note=note)


def end(draft: Draft | None, data: QueryDict) -> None:
    """End the draft that was saved, and those of others from which it went on."""
    read = data.get("_draft_read", "")
    # One that was written on since it was read holds words that are not saved yet.
    while draft and draft.stamp == read:
        origin, read = draft.origin, draft.origin_read
        draft.delete()
        draft = origin


def note_of_origin(draft: Draft | None, user: AbstractBaseUser) -> str:
    """Whose words are saved, where an editor saves the draft of another."""
    while draft and draft.origin:
        draft = draft.origin
    if draft is None or draft.author == user:
        return ""
    return f"Draft by {draft.author}" + (f": {draft.note}" if draft.note else "")
