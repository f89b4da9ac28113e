"""How the forms choose other rows: by typing a part of a name, whatever the catalogue's size.

Django's autocomplete asks the database for each row's label while a form is shown, and again
while it is checked: a film of a hundred credits would take some 400 queries. These fields know
the rows that the form's own object has fetched already.
"""

from collections import defaultdict

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.contrib.filters.forms import AutocompleteDropdownForm

from editorial.requests import key_in


class RelatedField(ModelChoiceField):
    """One other row. `known` holds, by key, those that were asked for or fetched before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {}

    def __deepcopy__(self, memo):
        result = super().__deepcopy__(memo)
        result.known = {}
        return result

    def remember(self, row):
        self.known[str(row.pk)] = row

    def row(self, value):
        """Return the row that a key stands for, or None where it is no row's key."""
        key = str(self.prepare_value(value))
        if key not in self.known:
            try:
                self.known[key] = super().to_python(value)
            except ValidationError:
                self.known[key] = None
        return self.known[key]

    def to_python(self, value):
        if value in self.empty_values:
            return None
        row = self.row(value)
        if row is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row


def fetch_chosen(forms):
    """Fetch together the rows that all forms of a formset choose: a query for each otherwise."""
    choices = defaultdict(list)
    for form in forms:
        for name, field in form.fields.items():
            if isinstance(field, RelatedField):
                choices[name].append((field, form[name].data))
    for chosen in choices.values():
        _fetch_together(chosen)


def _fetch_together(chosen):
    """Let fields of one relation know the rows of `chosen`, a list of fields and their keys."""
    queryset = chosen[0][0].queryset
    keys = {key_in(key) for field, key in chosen if key and key not in field.known} - {None}
    if not keys:
        return
    known = {str(row.pk): row for row in queryset.filter(pk__in=keys)}
    for field, _ in chosen:
        field.known |= known


class RelatedSelect(AutocompleteSelect):
    def optgroups(self, name, value, attr=None):
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        if row := self.choices.field.row(value[0]):
            options.append(self.create_option(name, row.pk, str(row), True, len(options)))
        return [(None, options, 0)]


class RelatedFilterForm(AutocompleteDropdownForm):
    field = RelatedField
    widget = RelatedSelect


class RelatedFilter(AutocompleteSelectFilter):
    """Narrows a list to what belongs to one other row."""

    form_class = RelatedFilterForm


class RelatedListField(ModelMultipleChoiceField):
    """Several other rows, in the order in which they were chosen."""

    selected = ()

    def clean(self, value):
        keys = list(dict.fromkeys(map(str, value or ())))
        known = {str(row.pk): row for row in self.selected}
        if not known.keys() >= set(keys):
            known = {str(row.pk): row for row in super().clean(keys)}
        self.selected = [known[key] for key in keys]
        return self.selected

    def _check_values(self, value):
        # A number too large for the database is an error of the database, unless found before.
        for key in value:
            self.queryset.model._meta.pk.clean(key, None)
        return super()._check_values(value)

    def has_changed(self, initial, data):
        """Another order is another list."""
        return [str(key) for key in self.prepare_value(initial or ())] != list(data or ())


class RelatedListSelect(AutocompleteSelectMultiple):
    def optgroups(self, name, value, attr=None):
        try:
            rows = self.choices.field.clean([key for key in value if key])
        except ValidationError:
            rows = ()
        options = [
            self.create_option(name, row.pk, str(row), True, index)
            for index, row in enumerate(rows)
        ]
        return [(None, options, 0)]
