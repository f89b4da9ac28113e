"""The admin's forms as a browser has them: what is in the page is what is sent."""

import html5lib
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse


def logged_in(user):
    """Return a browser of its own in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client


def log_in(page, user):
    """Let somebody into a real browser, as the log-in does that test_first_film walks through."""
    name = settings.SESSION_COOKIE_NAME
    session = logged_in(user).cookies[name].value
    cookie = {"name": name, "value": session, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])
    return page


def address(page, name, *args):
    """Return an address in the admin of a page's kind, or of a model's."""
    return reverse(f"admin:{page._meta.label_lower.replace('.', '_')}_{name}", args=args)


def change(page):
    """Return the address of a page's form."""
    return address(page, "change", page.pk)


def form_of(client, page, draft=None):
    """Return what the untouched form of a page, or of a draft of it, would send."""
    query = {"draft": draft.pk} if draft else None
    return sent_by(client.get(change(page), query), f"{page._meta.model_name}_form")


def sent_by(response, form_id):
    """Return the fields that submitting the untouched form of a page would send."""
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = page.find(f".//form[@id='{form_id}']")
    fields = {}
    for element in form.iter():
        if element.tag in {"input", "textarea", "select"} and (name := element.get("name")):
            fields.setdefault(name, []).extend(_values(element))
    return {name: values for name, values in fields.items() if values and "__prefix__" not in name}


def errors_in(response):
    """Return what a form says is wrong, in its fields and beside them."""
    form = response.context["adminform"].form
    rows = [row for formset in response.context["inline_admin_formsets"] for row in formset.forms]
    told = [form.errors, *(row.errors for row in rows)]
    return [message for errors in told for messages in errors.values() for message in messages]


def all_rows():
    """Every row of every table but those that the log-in itself writes."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in {"django_session", "auth_user", "sqlite_sequence"}:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def _values(element):
    if element.tag == "textarea":
        # A browser drops the line break that the page puts first.
        return [(element.text or "").removeprefix("\n")]
    if element.tag == "select":
        return [option.get("value") for option in element.iter("option") if _is_chosen(option)]
    if element.get("type") in {"checkbox", "radio"} and "checked" not in element.attrib:
        return []
    if element.get("type") in {"file", "submit"}:
        return []
    return [element.get("value", "on" if element.get("type") == "checkbox" else "")]


def _is_chosen(option):
    return "selected" in option.attrib
