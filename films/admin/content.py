"""What all pages and lists of content in the admin have in common, in every app."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, ValidationError
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from content.dates import PartialDateField
from content.listings import LONGEST_FILTER
from content.prose import ProseField
from content.search_keys import normalize
from editorial.admin import DraftableInline, EditorialAdmin

from .duplicates import ask_about_duplicate
from .forms import ContentForm, PartForm, PartFormSet
from .prose import ProseWidget
from .relations import RelatedField, RelatedSelect
from .translations import translation_fields, with_translations


class ContentFields:
    """Mixed into an admin or an inline: how its fields are written in, and the translations."""

    can_change_related = True

    def __init__(self, *args):
        super().__init__(*args)
        self.form = with_translations(self.form, self.model)

    def translations_shown(self, request, obj):
        """The fields for translations, for those who may write into them."""
        if obj and not self.has_change_permission(request, obj):
            return []
        return [field for _, _, field in translation_fields(self.model)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Choose rows by autocomplete."""
        kwargs["widget"] = RelatedSelect(db_field, self.admin_site)
        kwargs["form_class"] = RelatedField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, ProseField):
            kwargs["widget"] = ProseWidget(db_field)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            self.adapt(field.widget)
        return field

    def adapt(self, wrapper):
        wrapper.template_name = "films/admin/related_widget.html"
        wrapper.can_change_related &= self.can_change_related
        # The template has no such links, and each URL would take a while to be made.
        wrapper.can_delete_related = wrapper.can_view_related = False


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
        """Take from the URL what a field would take from its editor, and no more."""
        given = super().get_changeform_initial_data(request)
        fields = [field for field in self.opts.fields if field.name in given]
        return {
            field.name: given[field.name] for field in fields if _is_valid(field, given[field.name])
        }

    def response_action(self, request, *args, **kwargs):
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not _is_valid(self.opts.pk, key):
                raise BadRequest("An action was requested on something that is not a row.")
        return super().response_action(request, *args, **kwargs)


def _is_valid(field, value):
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return True


class ContentAdmin(OddRequestsMixin, ContentFields, EditorialAdmin):
    """The admin of any page of content.

    `counted` is what its list counts of a row, such as credits: it tells namesakes apart.
    """

    questions = [*EditorialAdmin.questions, ask_about_duplicate]
    counted = ""
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
        term = normalize(search_term)[:LONGEST_FILTER]
        return super().get_search_results(request, queryset, term)

    def lookup_allowed(self, lookup, value, request):
        """Refuse regular expressions in a URL: a broken one fails in the database."""
        if lookup.endswith("regex"):
            return False
        return super().lookup_allowed(lookup, value, request)

    def view_on_site(self, obj):
        """Offer the page only where visitors see it, at its URL as it is stored."""
        page = type(obj).objects.published().filter(pk=obj.pk).first()
        return page.get_absolute_url() if page else None


class PartsInline(DraftableInline, ContentFields):
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
