"""Drafts sent as forms without a browser: shared, or published while their editors sleep."""

import io
from urllib.parse import urlencode

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.handlers.wsgi import WSGIRequest

SERVER = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}


def sent_by(user, draft, server=SERVER, **query):
    """Return the request by which `user` would send a draft to the admin, for a view of its.

    `server` says what is known of the server: the META of a request that is answered.
    """
    environ = {"REQUEST_METHOD": "POST", "QUERY_STRING": urlencode(query)}
    request = WSGIRequest({**server, **environ, "PATH_INFO": "/", "wsgi.input": io.BytesIO()})
    # Read now, as empty: otherwise they are read with a POST that is empty, too.
    request.FILES  # noqa: B018
    request.POST = draft.sent
    request.user = user
    request.sent_draft = draft
    # Nobody reads the messages; no other site can have forged it.
    request._messages = CookieStorage(request)
    request.csrf_processing_done = True
    return request
