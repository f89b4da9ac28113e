"""How the forms choose other rows: by typing a part of a name, whatever the catalogue's size.

Django's autocomplete asks the database for each row's label while a form is shown, and again
while it is checked: a film of a hundred credits would take some 400 queries. These fields know
the rows that the form's own object has fetched already.
"""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField, ModelMultipleChoiceField


class RelatedField(ModelChoiceField):
    """One other row. `selected` is the one that is known without asking."""

    selected = None

    def to_python(self, value):
        if self.selected is None or str(self.prepare_value(value)) != str(self.selected.pk):
            self.selected = super().to_python(value)
        return self.selected


class RelatedSelect(AutocompleteSelect):
    def optgroups(self, name, value, attr=None):
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        if row := self._chosen(value[0]):
            options.append(self.create_option(name, row.pk, str(row), True, len(options)))
        return [(None, options, 0)]

    def _chosen(self, value):
        try:
            return self.choices.field.to_python(value)
        except ValidationError:
            # What was sent is no row: the field says so, and stays empty.
            return None


class RelatedListField(ModelMultipleChoiceField):
    """Several other rows, in the order in which they were chosen."""

    selected = ()

    def clean(self, value):
        known = {str(row.pk): row for row in self.selected}
        if not set(map(str, value or ())) <= known.keys():
            known = {str(row.pk): row for row in super().clean(value)}
        self.selected = [known[key] for key in dict.fromkeys(map(str, value or ()))]
        return self.selected

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
