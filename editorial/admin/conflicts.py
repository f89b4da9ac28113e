"""Two editors at one page: what they changed is merged, and the rest is asked, nothing lost."""

from contextlib import suppress
from copy import copy

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelChoiceField
from django.template.loader import render_to_string
from django.utils.text import get_text_list

from .. import history
from ..differences import summary
from ..merging import Deletion, merge, read_sheet, sheet_of, write_sheet
from ..models import Version
from .keys import key_in


class ConflictAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of HistoryAdmin.

    A form says from which version of its page it began, as `_base`. Where the page is another
    since, the form is merged with it before it is checked as any form is.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Asked before the page is read: what is saved between the two is merged then.
        base = self._last_version(object_id) if request.method == "GET" else None
        context = {"base": base, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def _last_version(self, object_id):
        with suppress(ValidationError):
            key = self.opts.pk.clean(unquote(object_id or ""), None)
            versions = Version.objects.of(self.model, [key]).changes()
            return versions.values_list("pk", flat=True).first()

    def before_save(self, request, page):
        super().before_save(request, page)
        asked = key_in(request.POST.get("_base", ""))
        if asked is not None:
            self._merge(request, page, asked)

    def _merge(self, request, page, asked):
        versions = Version.objects.of(self.model, [page.pk]).changes().select_related("revision")
        if not versions.filter(pk__gt=asked).exists():
            return
        latest = versions.first()
        # A form that began before there was any history began with the oldest version.
        base = versions.filter(pk__lte=asked).first() or versions.last()
        if base == latest:
            return
        theirs = self._sheet(request, page)
        mine = read_sheet(request.POST, theirs)
        merged, conflicts = merge(self._sheet_of_version(request, base), theirs, mine)
        request.POST = write_sheet(merged, request.POST)
        request.POST["_base"] = str(latest.pk)
        request.merge = {
            "conflicts": {},
            "authors": get_text_list(versions.filter(pk__gt=base.pk).authors(), "and"),
            "changes": summary(base.state, latest.state),
        }
        for conflict in conflicts:
            place = (conflict.prefix, conflict.key)
            request.merge["conflicts"].setdefault(place, []).append(conflict)

    def _sheet(self, request, page):
        """The Sheet of the page as it is."""
        # As when the form is opened: what was posted belongs into no form of these.
        opening = copy(request)
        opening.method = "GET"
        form = self.get_form(opening, page, change=True)(instance=page)
        formsets, _ = self._create_formsets(opening, page, change=True)
        return sheet_of(form, formsets)

    def _sheet_of_version(self, request, version):
        """The Sheet of the page as it was, or None where that cannot come back."""
        try:
            with transaction.atomic():
                history.put_back(version, is_whole=False)
                sheet = self._sheet(request, self.get_object(request, str(version.object_id)))
                transaction.set_rollback(True)
        except history.CannotRestore:
            return None
        return sheet

    # What cannot be merged is a mistake in its field, until its editor has decided

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        conflicts = _conflicts(request).get(("", ""))
        if not conflicts:
            return form

        class ConflictForm(form):
            def full_clean(self):
                super().full_clean()
                _tell(self, conflicts, request.merge["authors"])

        return ConflictForm

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            for form in formset.initial_forms if formset.is_bound else ():
                key = form.data.get(form.add_prefix(formset.model._meta.pk.name))
                if conflicts := _conflicts(request).get((formset.prefix, key)):
                    _tell(form, conflicts, request.merge["authors"])
        return formsets, inlines

    def response_change(self, request, page):
        if merged := getattr(request, "merge", None):
            self.message_user(
                request,
                f"{merged['authors']} saved this page while you had it open "
                f"({merged['changes']}). Your changes and theirs are both kept.",
                messages.WARNING,
            )
        return super().response_change(request, page)


def _conflicts(request):
    return getattr(request, "merge", {}).get("conflicts", {})


def _tell(form, conflicts, authors):
    for conflict in conflicts:
        if isinstance(conflict, Deletion):
            form.add_error(None, ValidationError(_told(form, conflict, authors), code="conflict"))
            continue
        field = form.fields.get(conflict.name)
        context = {
            "authors": authors,
            "theirs": _shown(field, conflict.theirs),
            "base": None if conflict.base is None else _shown(field, conflict.base),
            "values": "\n".join(conflict.theirs),
            "name": form.add_prefix(conflict.name),
        }
        message = render_to_string("editorial/_conflict.html", context)
        error = ValidationError(message, code="conflict")
        form.add_error(conflict.name if field else None, error)


def _told(form, deletion, authors):
    labels = [form.fields[name].label for name in deletion.names if name in form.fields]
    return (
        f"{authors} changed this row ({', '.join(labels)}), so it is not deleted yet. "
        "Choose Delete again to delete it all the same."
    )


def _shown(field, texts):
    """A value in words: the name of the row or the choice that it stands for."""
    if isinstance(field, ModelChoiceField):
        rows = field.queryset.model._base_manager.in_bulk([key for key in texts if key.isdecimal()])
        return ", ".join(str(row) for row in rows.values())
    choices = {str(value): label for value, label in getattr(field, "choices", ())}
    return ", ".join(str(choices.get(text, text)) for text in texts)
