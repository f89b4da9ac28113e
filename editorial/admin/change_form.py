"""The form of a page: shown as the page is or as a draft has it, saved, or kept as a draft."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, SOURCE_MODEL_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from unfold.forms import AdminForm, Fieldline

from .. import saving
from ..admin_urls import admin_url
from ..drafts import drafts_of
from ..models import Draft, Publishable
from ..requests import key_in
from ..time_zones import current_zone, zone_of_form
from . import drafts, findings, presence, redirects, sharing
from .publishing import what_visitors_see

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin

SAVES = ("save", "save_and_continue", "save_and_add_another")
# As the admin's library does it in its own view of a form.
helpers.AdminForm, helpers.Fieldline = AdminForm, Fieldline


def change_form(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    object_id: str | None,
    form_url: str = "",
    extra_context: dict | None = None,
) -> HttpResponse:
    """Show the form of a page, or of one to be created; by POST, save it.

    What is sent by who may only draft is kept as a draft. `draft` in the URL names one to be shown.
    """
    is_new, user = object_id is None, request.user
    to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
    if to_field and not model_admin.to_field_allowed(request, to_field):
        raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
    version = None
    if not is_new and request.method == "GET":
        # Asked before the page is read: what is saved between the two is merged when this is sent.
        version = saving.last_version(model_admin.model, key_in(unquote(object_id)))
    page = None if is_new else model_admin.get_object(request, unquote(object_id), to_field)
    if model_admin.may_draft(user, is_new):
        model_admin = model_admin.for_user(user, is_new)
    elif is_new or not model_admin.has_view_permission(request, page):
        raise PermissionDenied
    if request.method == "POST" and model_admin.only_drafts:
        return drafts.keep_draft(request, model_admin, object_id)
    if page is None and not is_new:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if request.method == "POST":
        if not model_admin.may_save(user, is_new):
            raise PermissionDenied
        submission = saving.Submission(
            model_admin, user, page and page.pk, request.POST, request.FILES
        )
        try:
            form = saving.save(submission)
        except saving.PageIsGone:
            return model_admin._get_obj_does_not_exist_redirect(
                request, model_admin.opts, object_id
            )
        if form.is_saved:
            return _saved(request, model_admin, form)
        draft = None
    elif draft := _asked_for(request, model_admin.model, page):
        with timezone.override(zone_of_form(draft.sent)):
            form = saving.prepare(saving.submission_of(model_admin, draft, user))
    else:
        initial = model_admin.get_changeform_initial_data(request) if is_new else None
        form = saving.bind(model_admin, request, page, initial)
        form.version = version
    context = _context(request, model_admin, form, draft) | (extra_context or {})
    return model_admin.render_change_form(
        request,
        context | {"to_field": to_field, "object_id": object_id},
        add=is_new,
        change=not is_new,
        obj=None if is_new else form.page,
        form_url=form_url,
    )


def _asked_for(
    request: HttpRequest, model: type[models.Model], page: models.Model | None
) -> Draft | None:
    """The draft that the URL of a form names."""
    key = key_in(request.GET.get("draft", ""))
    if key is None or request.method != "GET":
        return None
    return drafts_of(model).filter(pk=key, object_id=page and page.pk).first()


def _saved(
    request: HttpRequest, model_admin: EditorialAdmin, saved: saving.PageForm
) -> HttpResponse:
    """Say what was saved, and go where the editor wanted to go next."""
    page = saved.page
    if saved.edits:
        model_admin.message_user(
            request,
            f"{saved.edits.authors} saved this page while you were editing "
            f"({saved.edits.changes}). Both your changes and theirs are saved.",
            messages.WARNING,
        )
    if not saved.is_new and (told := redirects.told_of_move(saved)):
        model_admin.message_user(request, told)
    responding = copy(model_admin)
    responding.message_user = partial(_say_what_visitors_see, model_admin, page)
    respond = responding.response_add if saved.is_new else responding.response_change
    return respond(request, page)


def _say_what_visitors_see(
    model_admin: EditorialAdmin,
    page: models.Model,
    request: HttpRequest,
    message: str,
    level: int = messages.INFO,
    **options: object,
) -> None:
    """Give the message that Django words of a saved page, and what visitors see of it now."""
    if isinstance(page, Publishable) and level == messages.SUCCESS:
        message = format_html("{} {}", message, what_visitors_see(page))
    model_admin.message_user(request, message, level, **options)


def _context(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    form: saving.PageForm,
    draft: Draft | None,
) -> dict:
    """What Django's own view hands to the template of a form, and what is above and below it."""
    page = None if form.is_new else form.page
    may_change = form.is_new or model_admin.has_change_permission(request, page)
    admin_form = helpers.AdminForm(
        form.form,
        form.fieldsets,
        model_admin.get_prepopulated_fields(request, page) if may_change else {},
        model_admin.get_readonly_fields(request, page)
        if may_change
        else flatten_fieldsets(form.fieldsets),
        model_admin=model_admin,
    )
    inlines = model_admin.get_inline_formsets(request, form.formsets, form.inlines, page)
    media = model_admin.media + admin_form.media
    for inline in inlines:
        media += inline.media
    if page and form.form.is_bound:
        # A form with errors, or that shows a draft, has put into the page what is not saved.
        page = model_admin.model._base_manager.get(pk=page.pk)
    verb = "Add" if form.is_new else "Change" if may_change else "View"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{verb} {model_admin.opts.verbose_name}",
        "subtitle": page and str(page),
        "adminform": admin_form,
        "original": page,
        "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
        "source_model": request.GET.get(SOURCE_MODEL_VAR),
        "media": media,
        "inline_admin_formsets": inlines,
        "errors": helpers.AdminErrorList(form.form, form.formsets),
        "preserved_filters": model_admin.get_preserved_filters(request),
    }
    with timezone.override(zone_of_form(form.request.POST)):
        return context | _around(request, model_admin, form, draft, context["is_popup"])


def _around(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    form: saving.PageForm,
    draft: Draft | None,
    is_popup: bool,
) -> dict:
    """What stands around the fields: what was sent before, checks, drafts, who else is here."""
    page, sent = None if form.is_new else form.page, form.request.POST
    context = {
        "time_zone": current_zone(),
        "base_version": None if form.is_new else sent.get("_base") or form.version or 0,
        "agreed_slug": sent.get("_moves_to", ""),
        "note": sent.get("_note", ""),
    }
    if is_popup:
        return context
    context |= findings.context(request, model_admin, page)
    if page:
        context["others"] = presence.others_at(page, request.user)
    if model_admin.may_draft(request.user, form.is_new):
        context |= _for_writing(request, model_admin, form, draft)
    return context


def _for_writing(
    request: HttpRequest,
    model_admin: EditorialAdmin,
    form: saving.PageForm,
    draft: Draft | None,
) -> dict:
    """The drafts of a page, and where its form is sent by the buttons that do not save it."""
    page, sent, user = None if form.is_new else form.page, form.request.POST, request.user
    may_save = model_admin.may_save(user, form.is_new)
    named = sent.get("_draft", "")
    others = drafts_of(model_admin.model).filter(object_id=page and page.pk)
    others = others.exclude(pk=key_in(named))
    if form.is_new:
        others = others.filter(author=user)
    context = {
        f"{name}_url": admin_url(model_admin.model, name, page.pk)
        if page
        else admin_url(model_admin.model, f"{name}_new")
        for name in ("draft", "presence", "schedule", "ask")
    }
    context |= {
        "draft": draft,
        "draft_key": named,
        "draft_read": sent.get("_draft_read", ""),
        "drafts": others,
        "edits": form.edits,
        "may_publish": may_save,
    }
    if model_admin.has_preview:
        context |= sharing.context(model_admin, page)
    if not may_save:
        context |= {f"show_{name}": False for name in SAVES}
    elif page:
        # Its place is taken by what is done with a page that is there.
        context["show_save_and_add_another"] = False
    return context
