"""The admin's forms as a browser has them: what is in the page is what is sent."""

from html.parser import HTMLParser

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


def admin_url(page, name, *args):
    """Return a URL in the admin of a page's kind, or of a model's."""
    return reverse(f"admin:{page._meta.label_lower.replace('.', '_')}_{name}", args=args)


def change(page):
    """Return the URL of a page's form."""
    return admin_url(page, "change", page.pk)


def form_of(client, page, draft=None):
    """Return what the untouched form of a page, or of a draft of it, would send."""
    query = {"draft": draft.pk} if draft else None
    return sent_by(client.get(change(page), query), f"{page._meta.model_name}_form")


def sent_by(response, form_id):
    """Return the fields that submitting the untouched form of a page would send."""
    form = _Form(form_id)
    form.feed(response.content.decode())
    sent = form.fields.items()
    return {name: values for name, values in sent if name and values and "__prefix__" not in name}


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


class _Form(HTMLParser):
    """Reads the fields of one form, and no tree: html5lib takes longer than the page itself did."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.is_inside, self.fields = form_id, False, {}
        self.values, self.text = [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        if not self.is_inside:
            return
        if tag in {"input", "textarea", "select"}:
            self.values = self.fields.setdefault(given.get("name"), [])
        if tag == "input" and _is_sent(given):
            self.values.append(given.get("value", "on" if given.get("type") == "checkbox" else ""))
        if tag == "option" and "selected" in given:
            self.values.append(given.get("value"))
        if tag == "textarea":
            self.text = ""

    def handle_data(self, data):
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.text is not None:
            # A browser drops the line break that the page puts first.
            self.values.append(self.text.removeprefix("\n"))
            self.text = None


def _is_sent(given):
    if given.get("type") in {"checkbox", "radio"}:
        return "checked" in given
    return given.get("type") not in {"file", "submit"}
