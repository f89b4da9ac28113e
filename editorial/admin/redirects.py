"""Changing the URL of a page: its form asks first, and lists the former URLs that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from .. import history
from ..differences import Names
from ..redirects import Move, has_url, redirects_to, texts_linking_to, was_seen

if TYPE_CHECKING:
    from ..saving import PageForm
    from .model_admin import EditorialAdmin

MOST_NAMES = 8


# The question


def ask_about_move(model_admin: EditorialAdmin, form: PageForm) -> None:
    """Ask before a page that visitors have seen gets another URL, and list what links to it.

    Its editor agrees by sending the new slug once more, as `_moves_to`.
    """
    move = _move(form)
    if move is None or move.new == form.request.POST.get("_moves_to"):
        return
    is_seen = move.model.objects.published().filter(pk=move.key).exists()
    if not is_seen and not was_seen(move.model, move.key):
        return
    texts = texts_linking_to(move)
    pages = list(dict.fromkeys(text.page for text in texts))
    shown = pages[:MOST_NAMES]
    names = Names(history.written(shown))
    question = {
        "move": move,
        "old": _url(form.page, move.old),
        "new": _url(form.page, move.new),
        "links": sum(text.links for text in texts),
        "names": [names.of_page(page) for page in shown],
        "more": len(pages) - len(shown),
    }
    error = render_to_string("editorial/_move.html", question)
    form.form.add_error("slug", ValidationError(error, code="moves"))


def _move(form: PageForm) -> Move | None:
    """Return the Move that a form would make of its page, or None."""
    page, errors = form.page, form.form.errors
    if form.is_new or not form.slug or not has_url(type(page)):
        return None
    # A slug that is left empty is made of the title, which may be to correct first.
    if "slug" in errors or (errors and not page.slug):
        return None
    move = Move(type(page), page.pk, form.slug, page.slug or page.made_slug())
    return move if move.new != move.old else None


def told_of_move(saved: PageForm) -> str:
    """Say that a page has moved, where its editor agreed to it."""
    now = getattr(saved.page, "slug", "")
    if not saved.slug or not saved.request.POST.get("_moves_to") == now != saved.slug:
        return ""
    old, new = _url(saved.page, saved.slug), saved.page.get_absolute_url()
    return f"The page has moved. {old} now redirects to {new}."


def _url(page: models.Model, slug: str) -> str:
    return type(page)(slug=slug).get_absolute_url()


# Former URLs, below the present one


class FormerURLsField(forms.MultipleChoiceField):
    """Those that lead to a page, each with a box to let it go."""

    def __init__(self, page: models.Model) -> None:
        super().__init__(
            choices=[
                (
                    former.pk,
                    f"{_url(page, former.slug)} (until {former.left_at:%-d %B %Y})",
                )
                for former in page.former_urls
            ],
            required=False,
            label="Redirects",
            help_text="These old URLs redirect here. To remove one, tick it and save.",
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        )

    def clean(self, value: list[str] | None) -> list[str]:
        # A form that was merged sends an empty key where no box is ticked.
        return super().clean([key for key in value or () if key])


def shows_former_urls(
    model_admin: EditorialAdmin, request: HttpRequest, page: models.Model | None
) -> bool:
    if not page or not has_url(model_admin.model):
        return False
    if not model_admin.has_change_permission(request, page):
        return False
    # Asked for several times while a form is built.
    if not hasattr(page, "former_urls"):
        page.former_urls = list(redirects_to(page))
    return bool(page.former_urls)


def former_urls_field(
    model_admin: EditorialAdmin, request: HttpRequest, page: models.Model | None
) -> FormerURLsField | None:
    return FormerURLsField(page) if shows_former_urls(model_admin, request, page) else None


def with_former_urls(fieldsets: list) -> list:
    """Put the field below that of the slug."""
    return [
        (name, options | {"fields": list(_with_former(options["fields"]))})
        for name, options in fieldsets
    ]


def _with_former(fields):
    for name in fields:
        yield name
        if name == "slug":
            yield "former_urls"


def drop_ticked(page: models.Model, form: forms.BaseForm) -> None:
    """Let go the former URLs that an editor ticked."""
    if dropped := form.cleaned_data.get("former_urls"):
        redirects_to(page).filter(pk__in=dropped).delete()
