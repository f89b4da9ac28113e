"""A list of rows that a visitor narrows by filters, orders and pages through.

Whatever the URL says, the list answers: a value that cannot be used is left out and named.
"""

from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .counting import count_of, once_a_version
from .release import release
from .search_keys import normalize

PAGE_SIZE = 24
# The first film was shot in 1888.
FIRST_YEAR, LAST_YEAR = 1888, 2200
# A filter is a name, not a text: each of its words makes the database's expression deeper.
LONGEST_FILTER = 100


class SearchKeyFilter(django_filters.CharFilter):
    """Rows whose search key holds each word: accents and case do not matter."""

    def filter(self, rows, value):
        for word in normalize(value or "")[:LONGEST_FILTER].split():
            rows = rows.filter(**{f"{self.field_name}__contains": word})
        return rows


class YearFilter(django_filters.NumberFilter):
    """Rows whose PartialDate lies in a year, from it on, or up to its end."""

    field_class = forms.IntegerField

    def __init__(self, field_name, bound, label):
        self.bound = bound
        super().__init__(
            field_name,
            label=label,
            validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
            # Not type=number, which would lose what was typed where it is no number.
            widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        )

    def filter(self, rows, year):
        if year is None:
            return rows
        # Partial dates sort as text: 2019-12-31 < 2020 < 2020-06 < 2021.
        if self.bound in ("in", "from"):
            rows = rows.filter(**{f"{self.field_name}__gte": str(year)})
        if self.bound in ("in", "to"):
            rows = rows.filter(**{f"{self.field_name}__lt": str(year + 1)})
            rows = rows.exclude(**{self.field_name: ""})
        return rows


class OrderFilter(django_filters.ChoiceFilter):
    """The order of the rows: one of a few, the first where none is asked for.

    `orders` maps the value in the URL to its label and the expressions to sort by.
    """

    def __init__(self, orders):
        self.orders = {value: by for value, (_label, *by) in orders.items()}
        choices = [(value, label) for value, (label, *_by) in orders.items()]
        super().__init__(label=_("Order"), choices=choices, empty_label=None)

    def filter(self, rows, value):
        return rows.order_by(*self.orders[value or next(iter(self.orders))])


class UsedFilter(django_filters.ModelChoiceFilter):
    """One of the few rows that visible rows name, such as the countries of published films.

    `naming` gives those rows as a queryset, which point at the choice by `relation`.
    """

    def __init__(self, field_name, relation, naming, *, key, label):
        model = naming().model._meta.get_field(relation).related_model

        def used(request):
            return model.objects.filter(Exists(naming().filter(**{relation: OuterRef("pk")})))

        super().__init__(field_name, label=label, to_field_name=key, queryset=used)


class ListFilter(django_filters.FilterSet):
    """A FilterSet that says in words which of its filters are active or unusable."""

    @cached_property
    def active(self):
        """Each filter in use: its label, its value in words, and the URL without it."""
        return [
            {
                "label": self.form.fields[name].label,
                "value": self._in_words(name),
                "url": self.url_without(name),
            }
            for name in self.form.changed_data
            if name not in self.form.errors and name != "order"
        ]

    @property
    def choices(self):
        """What can be chosen where no form can be sent: (label, [(value in words, URL)]).

        Each choice is made alone, so that there are no more lists than choices; and all pages of
        the list, however narrowed, have the same.
        """
        name = f"choices {release()} {type(self).__qualname__} {get_language()}"
        return once_a_version(name, self._choices, self.queryset.db)

    def _choices(self):
        choices = (
            (str(field.label), list(self._urls(name, field)))
            for name, field in self.form.fields.items()
            if hasattr(field, "choices")
        )
        return [(label, urls) for label, urls in choices if urls]

    def _urls(self, name, field):
        for value, words in field.choices:
            if value and self._finds(name, value):
                yield str(words), self._url_with(name, value)

    def _finds(self, name, value):
        """Whether a choice leaves any row. Where it is a row itself, others name it."""
        chosen = self.filters[name]
        is_row = isinstance(chosen, django_filters.ModelChoiceFilter)
        return is_row or chosen.filter(self.queryset, value).exists()

    def _url_with(self, name, value):
        # The first order is that of the list without any.
        orders = getattr(self.filters[name], "orders", ())
        return "?" if value == next(iter(orders), None) else f"?{urlencode({name: value})}"

    @property
    def problems(self):
        """A sentence for each value of the URL that could not be used."""
        return [
            _("%(filter)s: %(problem)s This filter was ignored.")
            % {"filter": self.form.fields[name].label, "problem": " ".join(errors)}
            for name, errors in self.form.errors.items()
        ]

    def url_without(self, name):
        """The query of the same list without one of its filters, from its first page."""
        known = self.data.copy()
        for key in list(known):
            if key == name or key not in self.form.fields or not known[key]:
                del known[key]
        return f"?{known.urlencode()}"

    @property
    def url(self):
        """The query of the list, to which a page number is added."""
        query = self.url_without("page")
        return query if query == "?" else f"{query}&"

    def _in_words(self, name):
        value = self.form.cleaned_data[name]
        if isinstance(value, str):
            return dict(getattr(self.form.fields[name], "choices", ())).get(value, value)
        return value


class Listing:
    """One page of a filtered list, with all that its template says about it."""

    def __init__(self, request, filter_class, rows):
        self.filters = filter_class(request.GET, queryset=rows)
        self.page = page_of(self.filters.qs, request)

    @property
    def count(self):
        return self.page.paginator.count


class ListPaginator(Paginator):
    """Pages of a queryset of any length, each found in about the time of the first.

    To skip rows a database reads them, with all that is joined to them. So a page far from the
    first is read from whichever end is nearer, and of the rows that are skipped only their keys.
    The order of the rows must be total.
    """

    # Up to here skipping costs less than a query for the keys.
    FAR = 10 * PAGE_SIZE

    @cached_property
    def count(self):
        is_query = isinstance(self.object_list, QuerySet)
        return count_of(self.object_list) if is_query else len(self.object_list)

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        is_last = number == self.num_pages
        end = self.count if is_last else start + self.per_page
        rows = self.object_list
        if start <= self.FAR or not isinstance(rows, QuerySet):
            return self._get_page(rows[start:end], number, self)
        keys = rows.values_list("pk", flat=True)
        if self.count - end < start:
            keys = keys.reverse()[self.count - end : self.count - start]
        else:
            keys = keys[start:end]
        return self._get_page(rows.filter(pk__in=list(keys)), number, self)


def page_of(rows, request, name="page", *, orphans=0, count=None):
    """Return the page of `rows` that the URL asks for, the nearest where there is no such.

    `name` is that of the number in the URL. So few rows as `orphans` go with those before
    them. `count` is how many rows there are, where that is known. The page's `numbers` are those
    of the pages worth a link, with an ellipsis between.
    """
    paginator = ListPaginator(rows, PAGE_SIZE, orphans)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(request.GET.get(name))
    page.numbers = page.paginator.get_elided_page_range(page.number, on_ends=1)
    return page
