"""What a WSGI server runs: `gunicorn franchise.wsgi`."""

import os

import django
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franchise.settings")


class Application(WSGIHandler):
    def request_class(self, environ):
        """Take a Content-Type that cannot be read for one that `utf8_only` refuses.

        Django reads it before any middleware runs: what it raises would be a bare 500.
        """
        try:
            return WSGIRequest(environ)
        except (BadRequest, ValueError):
            return WSGIRequest(environ | {"CONTENT_TYPE": "text/plain; charset=unreadable"})


django.setup(set_prefix=False)
application = Application()
