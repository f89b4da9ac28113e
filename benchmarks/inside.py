"""What is asked of Django itself, in a process of its own that pages.py starts.

python benchmarks/inside.py choose    which rows of the database to measure, as JSON
python benchmarks/inside.py count     of requests on standard input, what each takes, as JSON
"""

import json
import os
import sys
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USERNAME = "who measures"
FILMS = 200


def choose() -> dict[str, object]:
    """Rows to measure, alike at every size, and a session of a superuser."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.db.models import Count

    from films.models import Credit, Film, Genre
    from franchise.models import Franchise, Installment

    editor, _is_new = User.objects.get_or_create(
        username=USERNAME, defaults={"is_staff": True, "is_superuser": True, "password": "!"}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(editor.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
    session.create()
    keys = list(Film.objects.published().order_by("pk").values_list("pk", flat=True))
    chosen = keys[:: max(1, len(keys) // FILMS)][:FILMS]
    films = dict(Film.objects.filter(pk__in=chosen).values_list("pk", "slug"))
    credits = Credit.objects.values("person__slug").annotate(number=Count("pk"))
    series = Installment.objects.values("franchise").annotate(number=Count("pk"))
    of_three = series.filter(number=3).order_by("franchise")[:20].values_list("franchise")
    return {
        "session": session.session_key,
        "films": list(films.values()),
        "film": next(iter(films)),
        "franchises": list(
            Franchise.objects.published().filter(pk__in=of_three).values_list("slug", flat=True)
        ),
        "person": credits.order_by("-number", "person__slug").first()["person__slug"],
        "genre": Genre.objects.order_by("slug").first().slug,
    }


def count(requests: list[dict[str, object]]) -> list[dict[str, int]]:
    """Database queries and Python calls of each request, after one that warms the process."""
    from importlib import import_module

    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    application = import_module(settings.WSGI_APPLICATION.rpartition(".")[0]).application
    counted = []
    for request in requests:
        answer(application, request)
        with CaptureQueriesContext(connection) as captured:
            answer(application, request)
            queries = len(captured)
        calls = 0

        def profile(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        sys.setprofile(profile)
        answer(application, request)
        sys.setprofile(None)
        counted.append({"queries": queries, "calls": calls})
    return counted


def answer(application: object, request: dict[str, object]) -> None:
    """Let a WSGI application answer, without a server or a client around it.

    Raises ValueError where it answers with an error: its figures would be those of another page.
    """
    path, _, query = str(request["path"]).partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **{f"HTTP_{name.upper().replace('-', '_')}": v for name, v in request["headers"].items()},
    }
    statuses: list[str] = []
    response = application(environ, lambda status, headers, error=None: statuses.append(status))
    b"".join(response)
    response.close()
    if statuses[0][0] not in "23":
        raise ValueError(f"{request['path']} answers {statuses[0]}")


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franchise.settings")
    django.setup()
    result = choose() if sys.argv[1] == "choose" else count(json.load(sys.stdin))
    json.dump(result, sys.stdout)
