"""What a list takes and gives: parameters, as the pages' forms check them, and a page of rows.

Where a page leaves an unusable value out and says so, a program is refused, and told which.
"""

from django import forms
from django.http import Http404
from pydantic import Field

from content.listings import PAGE_SIZE, ListPaginator
from content.site_urls import absolute_url

from .values import Schema

MAX_PAGE_SIZE = 100


class Refused(Exception):
    """A request whose parameters cannot be used: `problems` has a sentence for each of them."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(problems)


class PageSchema(Schema):
    count: int = Field(description="On all pages together.", examples=[3])
    next: str | None = Field(description="The next page, if there is one.")
    previous: str | None


class PagingForm(forms.Form):
    page = forms.IntegerField(
        min_value=1, required=False, help_text="The page number; the first page by default."
    )
    page_size = forms.IntegerField(
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        required=False,
        help_text=f"Results per page; {PAGE_SIZE} by default.",
    )


class NoFilter(forms.Form):
    pass


def filtered(request, filter_class, rows):
    """Return one page of the `rows` that a FilterSet of the pages leaves, or raise Refused."""
    filters = filter_class(request.GET, queryset=rows)
    paging = checked(request, filters.form)
    return paged(request, filters.qs, paging)


def checked(request, form):
    """Check all that a request asks of a list, and return its PagingForm; or raise Refused."""
    paging = PagingForm(request.GET)
    problems = {
        name: " ".join(errors) for part in (form, paging) for name, errors in part.errors.items()
    }
    known = [*form.fields, *paging.fields]
    for name in request.GET:
        if name not in known:
            problems[name] = (
                f"There is no such parameter. Valid parameters are: {', '.join(known)}."
            )
    if problems:
        raise Refused(problems)
    return paging


def paged(request, rows, paging):
    """Return one page of rows, with the URLs of the next and of the previous."""
    number = paging.cleaned_data["page"] or 1
    paginator = ListPaginator(rows, paging.cleaned_data["page_size"] or PAGE_SIZE)
    if number > paginator.num_pages:
        raise Http404
    page = paginator.page(number)
    return {
        "count": paginator.count,
        "next": _url(request, number + 1) if page.has_next() else None,
        "previous": _url(request, number - 1) if page.has_previous() else None,
        "results": page.object_list,
    }


def _url(request, number):
    query = request.GET.copy()
    query["page"] = number
    return absolute_url(f"{request.path}?{query.urlencode()}")


# Parameters, as the OpenAPI document tells of them

LIMITS = {
    "min_value": ("minimum", max),
    "max_value": ("maximum", min),
    "max_length": ("maxLength", min),
}


def takes(form):
    """Describe the fields of a form, and those of paging, as an operation's parameters."""
    fields = {**form.fields, **PagingForm().fields}
    return {"parameters": [_parameter(name, field) for name, field in fields.items()]}


def _parameter(name, field):
    return {
        "in": "query",
        "name": name,
        "required": field.required,
        "schema": _schema(field),
        "description": str(field.help_text) or f"{field.label}{_hint(field)}.",
    }


def _schema(field):
    limits = _limits(field)
    match field:
        # Its choices are rows, which come and go.
        case forms.ModelChoiceField():
            return {"type": "string"}
        case forms.ChoiceField():
            return {"type": "string", "enum": [value for value, _label in field.choices if value]}
        case forms.IntegerField():
            return {"type": "integer", **limits}
        case _:
            return {"type": "string", **limits}


def _limits(field):
    """What the validators of a field check, in the words of JSON Schema: the tightest of each."""
    limits = {}
    for validator in field.validators:
        if keyword := LIMITS.get(getattr(validator, "code", None)):
            name, tighter = keyword
            limits[name] = tighter(limits.get(name, validator.limit_value), validator.limit_value)
    return limits


def _hint(field):
    match field:
        case forms.ModelChoiceField():
            return f", by its {field.to_field_name}"
        case forms.ChoiceField():
            has_default = "" not in dict(field.choices)
            return ", the first of these by default" if has_default else ""
        case forms.IntegerField():
            return ""
        case _:
            return ": contains each of these words, ignoring accents and case"
