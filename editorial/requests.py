"""What browsers send to the admin, and the requests that Django's admin wants without a browser."""

from __future__ import annotations

from copy import copy
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

# Any such number fits into the databases' keys.
MOST_DIGITS = 18


def key_in(text: str) -> int | None:
    """Return the primary key that a text is; None where it can be none."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def sent_words(data: QueryDict, name: str) -> str:
    """What an editor says of a change, short enough to be kept, and without what no row can hold.

    It is in no form that would say so: PostgreSQL takes a null character in no text.
    """
    return data.get(name, "").replace("\0", "").strip()[:300]


class FormData(QueryDict):
    """What a form sent. The admin copies it for each of its inlines: the texts need no copies."""

    def copy(self) -> Self:
        copied = type(self)(mutable=True)
        dict.update(copied, {name: [*texts] for name, texts in self.lists()})
        return copied

    @classmethod
    def with_plain_lines(cls, data: QueryDict) -> Self:
        """Take over what a form sent, with lines ended as texts keep them.

        A browser ends them with two characters: every text of a page that was loaded, not typed,
        would change with the first save.
        """
        plain = cls(mutable=True)
        for name, texts in data.lists():
            plain.setlist(name, [text.replace("\r\n", "\n") for text in texts])
        return plain


def form_request(
    user: AbstractBaseUser, data: QueryDict | None = None, files: MultiValueDict | None = None
) -> HttpRequest:
    """Return the request that Django's admin asks for wherever it builds or saves a form.

    It sends `data`, or opens the form where there is none, and knows nothing but its user: so a
    form is the same whether a browser has sent it or a draft is published at night.
    """
    request = HttpRequest()
    request.method = "GET" if data is None else "POST"
    request.user = user
    if data is not None:
        request.POST, request.FILES = data, files if files is not None else MultiValueDict()
    return request


def with_data(request: HttpRequest, data: QueryDict) -> HttpRequest:
    """Return a request that sends other data, such as none that confirms a deletion."""
    sent = copy(request)
    sent.POST = data
    return sent
