"""Changing the address of a page: its form asks first, and lists what leads to it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from .. import history
from ..addresses import Move, former_addresses, has_address, texts_linking_to, was_seen
from ..differences import Names
from .trials import may_ask

MOST_NAMES = 8


class AddressAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, behind PreviewAdmin.

    The first save of another address for a page that visitors have seen is answered with a
    question. Its editor agrees by sending the new slug once more, as `_moves_to`.
    """

    def before_save(self, request, page):
        super().before_save(request, page)
        if may_ask(request):
            request.slug_before = getattr(page, "slug", "")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self._shows_former(request, obj):
            field = {"former_addresses": FormerAddressesField(obj)}
            kwargs["form"] = type(self.form.__name__, (self.form,), field)
        form = super().get_form(request, obj, change=change, **kwargs)
        before = getattr(request, "slug_before", "")
        if request.method != "POST" or not before or not has_address(self.model):
            return form

        class AddressForm(form):
            def full_clean(self):
                super().full_clean()
                if move := _move(self, before):
                    _ask(self, move, agreed=request.POST.get("_moves_to"))

        return AddressForm

    def response_change(self, request, page):
        before, now = getattr(request, "slug_before", ""), getattr(page, "slug", "")
        if before and request.POST.get("_moves_to") == now != before:
            old, new = _address(page, before), page.get_absolute_url()
            self.message_user(request, f"The page has moved. {old} leads to {new} from now on.")
        return super().response_change(request, page)

    # Former addresses, below the present one

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self._shows_former(request, obj):
            return fieldsets
        return [
            (name, options | {"fields": list(_with_former(options["fields"]))})
            for name, options in fieldsets
        ]

    def save_model(self, request, page, form, change):
        super().save_model(request, page, form, change)
        if dropped := form.cleaned_data.get("former_addresses"):
            former_addresses(page).filter(pk__in=dropped).delete()

    def _shows_former(self, request, page):
        if not page or not has_address(self.model) or not self.has_change_permission(request, page):
            return False
        if not hasattr(page, "former_addresses"):
            page.former_addresses = list(former_addresses(page))
        return bool(page.former_addresses)


class FormerAddressesField(forms.MultipleChoiceField):
    """Those that lead to a page, each with a box to let it go."""

    def __init__(self, page):
        super().__init__(
            choices=[(former.pk, _told(page, former)) for former in page.former_addresses],
            required=False,
            label="Former addresses",
            help_text="They lead visitors here. Tick one and save, and it leads nowhere any more.",
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        )

    def clean(self, value):
        # A form that was merged sends an empty key where no box is ticked.
        return super().clean([key for key in value or () if key])


def _told(page, former):
    return f"{_address(page, former.slug)} (until {former.left_at:%-d %B %Y})"


def _with_former(fields):
    for name in fields:
        yield name
        if name == "slug":
            yield "former_addresses"


def _address(page, slug):
    return type(page)(slug=slug).get_absolute_url()


# The question


def _move(form, before):
    """Return the Move that a form would make of its page, or None."""
    page = form.instance
    # A slug that is left empty is made of the title, which may be to correct first.
    if "slug" in form.errors or (form.errors and not page.slug):
        return None
    move = Move(type(page), page.pk, before, page.slug or page.made_slug())
    return move if move.new != before else None


def _ask(form, move, agreed):
    if move.new == agreed or not was_seen(move.model, move.key):
        return
    texts = texts_linking_to(move)
    pages = list(dict.fromkeys(text.page for text in texts))
    shown = pages[:MOST_NAMES]
    names = Names(history.written(shown))
    question = {
        "move": move,
        "old": _address(form.instance, move.old),
        "new": _address(form.instance, move.new),
        "links": sum(text.links for text in texts),
        "names": [names.of_page(page) for page in shown],
        "more": len(pages) - len(shown),
    }
    error = render_to_string("editorial/_move.html", question)
    form.add_error("slug", ValidationError(error, code="moves"))
