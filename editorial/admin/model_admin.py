"""The admin of edited content of any kind."""

from __future__ import annotations

from contextlib import nullcontext
from copy import copy
from typing import ClassVar, Self

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import get_text_list
from unfold.admin import ModelAdmin
from unfold.decorators import display

from .. import history, saving
from ..drafts import drafts_of
from ..requests import with_data
from ..time_zones import current_zone
from . import (
    approval,
    change_form,
    concurrent_edits,
    deletion,
    drafts,
    findings,
    presence,
    preview,
    redirects,
    schedule,
    sharing,
    versions,
)

ROUTES = [
    *drafts.ROUTES,
    *approval.ROUTES,
    *schedule.ROUTES,
    *sharing.ROUTES,
    *preview.ROUTES,
    *presence.ROUTES,
    *findings.ROUTES,
    *versions.ROUTES,
]


class EditorialAdmin(ModelAdmin):
    """A model whose rows are pages that editors draft, review, schedule, save and restore.

    A form is saved by the steps in editorial/saving.py. All other views are functions in the
    modules beside this one, which are given this admin as `model_admin`.
    """

    # Asked about a form before it is saved: functions of this admin and a saving.PageForm.
    questions: ClassVar[list] = [redirects.ask_about_move]
    # Set on what for_user() returns to whoever may only draft.
    only_drafts = False
    list_before_template = "editorial/drafts_of_new.html"
    change_form_outer_before_template = "editorial/findings.html"
    delete_confirmation_template = "editorial/deletion.html"
    delete_selected_confirmation_template = "editorial/deletion.html"

    def get_urls(self) -> list:
        info = self.opts.app_label, self.opts.model_name
        return [
            path(
                route,
                self.admin_site.admin_view(view),
                {"model_admin": self},
                name="{}_{}_{}".format(*info, name),
            )
            for route, view, name in ROUTES
        ] + super().get_urls()

    @property
    def has_preview(self) -> bool:
        return hasattr(self.model, "get_absolute_url")

    # Who may do what

    def may_save(self, user: AbstractBaseUser, is_new: bool) -> bool:
        """Whether what an editor sends becomes the page, or a new one."""
        codename = get_permission_codename("add" if is_new else "change", self.opts)
        return user.has_perm(f"{self.opts.app_label}.{codename}")

    def may_draft(self, user: AbstractBaseUser, is_new: bool) -> bool:
        """Whether what they send is kept at least: by the permission editorial.draft_pages."""
        if self.may_save(user, is_new):
            return True
        may_view = any(
            user.has_perm(f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}")
            for action in ("view", "change")
        )
        return may_view and user.has_perm("editorial.draft_pages")

    def for_user(self, user: AbstractBaseUser, is_new: bool) -> Self:
        """Return this admin as it is for an editor who fills in a form.

        Who may only draft gets one whose forms take everything: what they send is not saved.
        Raise PermissionDenied where they may not even draft.
        """
        if self.may_save(user, is_new):
            return self
        if not self.may_draft(user, is_new):
            raise PermissionDenied
        drafting = copy(self)
        drafting.only_drafts = True
        drafting.inlines = [
            type(inline.__name__, (inline,), {"only_drafts": True}) for inline in self.inlines
        ]
        return drafting

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.only_drafts or super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.only_drafts or super().has_change_permission(request, obj)

    # The form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        return change_form.change_form(request, self, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs
    ) -> type:
        if former := redirects.former_urls_field(self, request, obj):
            kwargs["form"] = type(self.form.__name__, (self.form,), {"former_urls": former})
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if redirects.shows_former_urls(self, request, obj):
            return redirects.with_former_urls(fieldsets)
        return fieldsets

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        """Say in which time zone a time is read."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            field.help_text = f"{field.help_text} {current_zone()}.".strip()
        return field

    def save_model(self, request: HttpRequest, obj: models.Model, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        redirects.drop_ticked(obj, form)

    def page_or_404(self, request: HttpRequest, object_id: str) -> models.Model:
        """The page that a URL names, for an editor who may see it."""
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404(f"No {self.opts.verbose_name} has the key {object_id}.")
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    def render(self, request: HttpRequest, template: str, **context) -> TemplateResponse:
        """A page of this admin."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)

    # The list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        # Asked before the rows are read: what is saved between the two is told once too often.
        context = {
            "as_of": concurrent_edits.last_version(),
            "drafts_of_new": drafts_of(self.model).filter(object_id=None),
        }
        if self.may_draft(request.user, is_new=True):
            context["has_add_permission"] = True
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return super().changelist_view(request, context | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest):
        """Show a column for drafts where there are any."""
        changelist = super().get_changelist_instance(request)
        of_pages = drafts_of(self.model).exclude(object_id=None)
        if of_pages.exists():
            changelist.list_display = [*changelist.list_display, "drafted_by"]
            pages = {page.pk: page for page in changelist.result_list}
            for draft in of_pages.filter(object_id__in=pages):
                page = pages[draft.object_id]
                page.drafted_by = [*getattr(page, "drafted_by", ()), draft.author]
        return changelist

    @display(description="Drafts")
    def drafted_by(self, page: models.Model) -> str | None:
        if names := sorted({str(author) for author in getattr(page, "drafted_by", ())}):
            return f"Draft by {get_text_list(names, 'and')}"
        return None

    def response_action(self, request: HttpRequest, queryset: models.QuerySet, **kwargs):
        """Do what was asked for; tell what others did to the pages since the list was opened."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if request.POST.get("select_across") == "1":
            keys = map(str, queryset.values_list("pk", flat=True))
        as_of, edits = concurrent_edits.last_version(), concurrent_edits.of(self, request, keys)
        if any(edit.is_here for edit in edits):
            asked = request.POST.copy()
            # By which the admin knows that its question has been answered.
            asked.pop("post", None)
            request = with_data(request, asked)
        response = super().response_action(request, queryset, **kwargs)
        if hasattr(response, "context_data"):
            response.context_data |= {"as_of": as_of, "concurrent_edits": edits}
        elif edits:
            told = render_to_string("editorial/_concurrent_edits.html", {"concurrent_edits": edits})
            self.message_user(request, told, messages.WARNING)
        return response

    # Deleting

    @transaction.atomic
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Delete a page; ask again where others changed it since its editor was asked."""
        key = unquote(object_id)
        if request.method == "POST":
            saving.lock(self.model, [key])
        as_of, edits = concurrent_edits.last_version(), concurrent_edits.of(self, request, [key])
        if edits:
            request = with_data(request, QueryDict())
        context = {"as_of": as_of, "concurrent_edits": edits, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def get_deleted_objects(self, objs, request: HttpRequest) -> tuple:
        return deletion.deleted_objects(self.admin_site, objs, request)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with history.deletion([obj], author=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        pages = list(queryset)
        saving.lock(self.model, [page.pk for page in pages])
        with history.deletion(pages, author=request.user):
            super().delete_queryset(request, queryset)

    # The history

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        return versions.list_versions(request, self, object_id)

    def page_restored(self, page: models.Model) -> None:
        """Do what a page needs besides its rows when it is restored: nothing, here."""

    def shown_in_history(self, row: models.Model) -> str:
        """Return how a row is shown, besides its name, where a change names it: not at all, here.

        The row may be gone: it is then as it was, and not saved.
        """
        return ""


class DraftableInline:
    """Mixed into an inline: who may draft the page may write its children in the draft."""

    only_drafts = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None) -> bool:
        return self.only_drafts or super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.only_drafts or super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.only_drafts or super().has_delete_permission(request, obj)
