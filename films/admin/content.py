"""What all content forms and lists of the admin have in common, in every app."""

from itertools import count

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextInputWidget

from editorial.admin import EditorialAdmin, PartOfDraftMixin

from ..dates import PartialDateField
from ..folding import fold
from ..listings import LONGEST_FILTER
from ..models import Source
from ..models.sources import is_prose
from ..prose import cited_keys, unwritable
from .prose import ProseMixin
from .relations import RelatedField, RelatedSelect, fetch_chosen
from .translations import TranslationsMixin, translation_fields, with_translations
from .twins import TwinsAdmin

# Forms


class ContentForm(TranslationsMixin, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RelatedField) and (row := _fetched(self.instance, name)):
                field.remember(row)

    def clean(self):
        for name in self.changed_data:
            value = self.cleaned_data.get(name)
            if isinstance(value, str) and (characters := unwritable(value)):
                self.add_error(name, _not_to_be_shown(characters[0]))
        for name in self._changed_texts():
            missing = _missing_sources(self.cleaned_data[name])
            if missing:
                self.add_error(name, _unknown_citation(missing))
        return super().clean()

    def _changed_texts(self):
        model = self._meta.model
        texts = {field.name for field in model._meta.fields if is_prose(field)}
        texts |= {field for _, name, field in translation_fields(model) if name in texts}
        return [name for name in self.changed_data if name in texts and name in self.cleaned_data]


def _fetched(instance, name):
    return instance._state.fields_cache.get(name)


def _missing_sources(text):
    keys = cited_keys(text)
    if not keys:
        return []
    known = set(Source.objects.filter(key__in=keys).values_list("key", flat=True))
    return [key for key in keys if key not in known]


def _unknown_citation(keys):
    named = ", ".join(f"[^{key}]" for key in keys)
    return ValidationError(
        f"No source has the key {named}. Add the source first, or correct the key.",
        code="unknown_citation",
    )


def _not_to_be_shown(character):
    return ValidationError(
        f"Remove the character U+{ord(character):04X}: no page can show it.", code="unwritable"
    )


class PartForm(ContentForm):
    """A row of an inline."""

    # Asked for in each cell: what is not there is looked for long.
    nested_formsets = ()

    def _get_validation_exclusions(self):
        """A key left empty is made on saving: two new rows without one are no duplicates."""
        exclusions = super()._get_validation_exclusions()
        return exclusions | {"key"} if not self.cleaned_data.get("key") else exclusions

    def clean(self):
        """Let rows with an empty key differ in the eyes of the formset, as two nulls do."""
        cleaned = super().clean()
        return cleaned | {"key": cleaned["key"] or None} if "key" in cleaned else cleaned

    def _clean_form(self):
        """Say in the row what is wrong with its hidden key, where nobody would see it."""
        super()._clean_form()
        if self._errors.pop(self._meta.model._meta.pk.name, None):
            gone = "Another editor has deleted this row. Delete it here too, or add it anew."
            self.add_error(self.visible_fields()[0].name, gone)

    def _post_clean(self):
        """Leave a row alone that is as it was: it is not saved, and was checked when it was.

        Checking it again would take some six queries a row.
        """
        if self.has_changed() or self.instance._state.adding:
            super()._post_clean()


class PartFormSet(PaginationInlineFormSet):
    def get_queryset(self):
        """Give a row for each form that was sent: the admin shows no form without one.

        In the place of a row that is gone stands an empty one, so that its form can say so.
        """
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        if not hasattr(self, "_sent_rows"):
            here = {str(row.pk): row for row in rows}
            self._sent_rows = [
                here.get(self.data.get(f"{self.add_prefix(index)}-{self.model._meta.pk.name}"))
                or self.model()
                for index in range(self.initial_form_count())
            ]
        return self._sent_rows

    @cached_property
    def empty_form(self):
        """Make the row that is added by a script once: a page of the admin asks often for it."""
        return super().empty_form

    def _construct_form(self, index, **kwargs):
        """Let a row know its page, by which some are named: a query a row otherwise."""
        form = super()._construct_form(index, **kwargs)
        self.fk.set_cached_value(form.instance, self.instance)
        return form

    def add_fields(self, form, index):
        """Check a row's hidden key against the row that is here: a query a row otherwise."""
        super().add_fields(form, index)
        name = self.model._meta.pk.name
        if form.instance.pk:
            key = form.fields[name]
            known = RelatedField(
                key.queryset, initial=key.initial, required=False, widget=key.widget
            )
            known.remember(form.instance)
            form.fields[name] = known

    def full_clean(self):
        if self.is_bound:
            fetch_chosen(self.forms)
        super().full_clean()

    def save_new_objects(self, commit=True):
        self._next_positions = count(self._last_position() + 1)
        return super().save_new_objects(commit)

    def save_new(self, form, commit=True):
        """A new row goes behind those that are there: only those can be dragged."""
        if "position" in form.fields:
            form.instance.position = next(self._next_positions)
        return super().save_new(form, commit)

    def _last_position(self):
        return max(
            (getattr(form.instance, "position", 0) for form in self.initial_forms), default=0
        )


# Pages


class TranslatedMixin:
    """Shows the fields for translations, to those who may write into them."""

    def __init__(self, *args):
        super().__init__(*args)
        self.form = with_translations(self.form, self.model)

    def translations_shown(self, request, obj):
        if obj and not self.has_change_permission(request, obj):
            return []
        return [field for _, _, field in translation_fields(self.model)]


class RelatedFieldsMixin:
    """Chooses rows by autocomplete, for every foreign key."""

    can_change_related = True

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = RelatedSelect(db_field, self.admin_site)
        kwargs["form_class"] = RelatedField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            self.adapt(field.widget)
        return field

    def adapt(self, wrapper):
        wrapper.template_name = "films/admin/related_widget.html"
        wrapper.can_change_related &= self.can_change_related


WIDGETS = {
    PartialDateField: {
        "widget": UnfoldAdminTextInputWidget(
            attrs={"placeholder": "2020-06-19", "autocomplete": "off"}
        )
    },
}


class OddRequestsMixin:
    """Answers what no page of the admin sends, where Django's own admin fails on it."""

    def get_changeform_initial_data(self, request):
        """Take from the address what a field would take from its editor, and no more."""
        given = super().get_changeform_initial_data(request)
        fields = [field for field in self.opts.fields if field.name in given]
        return {
            field.name: given[field.name] for field in fields if _is_valid(field, given[field.name])
        }

    def response_action(self, request, *args, **kwargs):
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not _is_valid(self.opts.pk, key):
                raise BadRequest("An action was asked for on what is no row.")
        return super().response_action(request, *args, **kwargs)


def _is_valid(field, value):
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return True


class ContentAdmin(
    TwinsAdmin,
    EditorialAdmin,
    TranslatedMixin,
    OddRequestsMixin,
    ProseMixin,
    RelatedFieldsMixin,
    ModelAdmin,
):
    form = ContentForm
    formfield_overrides = WIDGETS
    # Asked for at each field: what is not there is looked for long.
    conditional_fields = {}
    search_fields = ["folded__contains"]
    list_per_page = 50
    list_filter_submit = True

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        fields = self.translations_shown(request, obj)
        if not fields:
            return fieldsets
        classes = fieldsets[0][1].get("classes", ())
        return [*fieldsets, ("In other languages", {"classes": classes, "fields": fields})]

    def get_search_results(self, request, queryset, search_term):
        """Search as visitors do: without case or accents, so `stefi` finds Stéfi."""
        term = fold(search_term)[:LONGEST_FILTER]
        return super().get_search_results(request, queryset, term)

    def lookup_allowed(self, lookup, value, request):
        """Refuse regular expressions in an address: a broken one fails in the database."""
        if lookup.endswith("regex"):
            return False
        return super().lookup_allowed(lookup, value, request)

    def view_on_site(self, obj):
        """Offer the page only where visitors see it, at its address as it is stored."""
        page = type(obj).objects.published().filter(pk=obj.pk).first()
        return page.get_absolute_url() if page else None

    def changeform_view(self, request, *args, **kwargs):
        """Save; where another editor saved the same a moment before, check again and say so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)


class PartsInline(PartOfDraftMixin, TranslatedMixin, ProseMixin, RelatedFieldsMixin):
    """Rows that belong to the page, in the order in which they are dragged."""

    form = PartForm
    formset = PartFormSet
    formfield_overrides = WIDGETS
    extra = 0
    tab = True
    view_on_site = False
    ordering_field = "position"
    hide_ordering_field = True

    def get_fieldsets(self, request, obj=None):
        [(name, options)] = super().get_fieldsets(request, obj)
        fields = [*options["fields"], *self.translations_shown(request, obj)]
        return [(name, options | {"fields": fields})]

    def get_queryset(self, request):
        """Load the rows that these name: a query each otherwise."""
        related = [field.name for field in self.opts.fields if self._is_shown_relation(field)]
        rows = super().get_queryset(request)
        return rows.select_related(*related) if related else rows

    def _is_shown_relation(self, field):
        return field.many_to_one and field.related_model is not self.parent_model


class FactsInline(PartsInline, TabularInline):
    """One short row each."""

    show_title = False
    # A table has no room for a second link beside each field.
    can_change_related = False


class ProseInline(PartsInline, StackedInline):
    """A passage of text each."""
