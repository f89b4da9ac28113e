"""Looking at a form as it is: it is saved as it always is, looked at, and the save rolls back."""

from html import unescape

from django.contrib import admin
from django.db import transaction
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.safestring import SafeString


class TrialAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of HistoryAdmin: tries a form and keeps nothing."""

    def try_form(self, request, object_id, look):
        """Answer a form with what `look` makes of the page that it would save.

        What is wrong, with status 422, is the answer to a form that could not be saved: as
        `problems`, too.
        """
        request.is_trial = True
        request.look = look
        # A file would be stored, and no transaction takes it back.
        request.FILES.clear()
        with transaction.atomic():
            response = self.changeform_view(request, object_id)
            if hasattr(response, "context_data"):
                response = _told(request, response.context_data)
            transaction.set_rollback(True)
        return response

    def before_save(self, request, page):
        # The form in a browser is looked at as it is, and a draft as it would be saved now.
        if not is_trial(request) or hasattr(request, "sent_draft"):
            super().before_save(request, page)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if is_trial(request):
            rows = (row for formset in formsets for row in formset.forms)
            request.prefixes = {row.instance: row.prefix for row in rows if row.instance.pk}

    def log_addition(self, request, page, message):
        return None if is_trial(request) else super().log_addition(request, page, message)

    def log_change(self, request, page, message):
        return None if is_trial(request) else super().log_change(request, page, message)

    def response_add(self, request, page, *args, **kwargs):
        if is_trial(request):
            return request.look(page)
        return super().response_add(request, page, *args, **kwargs)

    def response_change(self, request, page):
        if is_trial(request):
            return request.look(page)
        return super().response_change(request, page)


def is_trial(request):
    return getattr(request, "is_trial", False)


def may_ask(request):
    """Whether its editor is asked something about a form: as it is saved, or is about to be."""
    return not is_trial(request) or getattr(request, "is_rehearsal", False)


def _told(request, context):
    problems = problems_in(context)
    response = render(request, "editorial/not_yet.html", {"problems": problems}, status=422)
    response.problems = problems
    return response


def problems_in(context):
    """What keeps a form from being saved: each field's identity and label, and what is wrong."""
    forms, problems = [context["adminform"].form], []
    for formset in context["inline_admin_formsets"]:
        forms += formset.formset.forms
        problems += [("", "", message) for message in formset.formset.non_form_errors()]
    return problems + [
        (*_place(form, name), " ".join(map(_plain, messages)))
        for form in forms
        for name, messages in form.errors.items()
    ]


def _plain(message):
    """A message as words, where it has links and buttons for the form."""
    if isinstance(message, SafeString):
        return " ".join(unescape(strip_tags(message)).split())
    return message


def _place(form, name):
    """The identity and the label of a form's field; two empty texts for the form as a whole."""
    if name not in form.fields:
        return "", ""
    return form[name].id_for_label, form.fields[name].label or name
