"""Two editors save one film at the same moment, again and again: is anything lost?

    python benchmarks/parallel_saves.py [PAIRS]

Serves a site of its own, with the database of DATABASE_URL or else a new SQLite file. In half of
the pairs the two change different things, in the other half the same field. Prints what became of
them, and exits with 1 if a text that was taken is not on the page and not asked about.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import html5lib
import requests

ROOT = Path(__file__).resolve().parent.parent
SITE = "http://127.0.0.1:8098"
FORM = f"{SITE}/admin/films/film/1/change/"
AS_SERVED = ("--workers=2", "--threads=4", "--log-level=error")

SET_UP = """
from django.contrib.auth.models import User
from films.models import Film
for name in ("alice", "bob"):
    User.objects.filter(username=name).delete()
    User.objects.create_superuser(name, password="only for this benchmark")
Film.objects.get_or_create(pk=1, defaults={"title": "Lost Bullet", "slug": "lost-bullet"})
"""


def main(pairs):
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "SECRET_KEY": "only for this benchmark",
            "SITE_URL": SITE,
        }
        for command in (["migrate", "-v0"], ["collectstatic", "-v0", "--noinput"]):
            manage(environment, *command)
        manage(environment, "shell", "-v0", "-c", SET_UP)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "franchise.wsgi", "--bind", SITE[7:], *AS_SERVED],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_for_site()
            return report(run(pairs))
        finally:
            server.terminate()
            server.wait()


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def wait_for_site():
    for _ in range(100):
        try:
            requests.get(f"{SITE}/readyz", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.2)
    sys.exit("The site does not answer.")


def run(pairs):
    """Return (what became of it, seconds) for each pair."""
    editors = [logged_in(name) for name in ("alice", "bob")]
    results = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(pairs):
            fields = ("tagline", "lead") if number % 2 else ("tagline", "tagline")
            typed = [f"{name} {number}" for name in ("alice", "bob")]
            forms = [opened(editor) for editor in editors]
            sent = [
                form | {field: text} for form, field, text in zip(forms, fields, typed, strict=True)
            ]
            started = time.perf_counter()
            answers = list(pool.map(save, editors, sent))
            took = time.perf_counter() - started
            results.append((outcome(opened(editors[0]), answers, fields, typed), took))
    return results


def outcome(now, answers, fields, typed):
    """What became of two texts: each is on the page, or asked about in its editor's form."""
    kept = [now[field] == text for field, text in zip(fields, typed, strict=True)]
    asked = [
        answer.status_code == 200 and "changed this too" in answer.text and text in answer.text
        for answer, text in zip(answers, typed, strict=True)
    ]
    if any(answer.status_code >= 500 for answer in answers):
        return "FAULT"
    if not all(one or other for one, other in zip(kept, asked, strict=True)):
        return "LOST"
    return "both kept" if all(kept) else "one kept, the other asked"


def logged_in(name):
    session = requests.Session()
    # The server closes a connection that rests for two seconds, perhaps as it is used again.
    session.headers["Connection"] = "close"
    page = f"{SITE}/admin/login/"
    token = fields_of(session.get(page).text, "login-form")["csrfmiddlewaretoken"]
    fields = {"username": name, "password": "only for this benchmark", "csrfmiddlewaretoken": token}
    session.post(page, fields, headers={"Referer": page}).raise_for_status()
    return session


def opened(session):
    return fields_of(session.get(FORM).text, "film_form")


def save(session, fields):
    return session.post(FORM, fields, headers={"Referer": FORM}, allow_redirects=False, timeout=60)


def fields_of(page, form_id):
    form = html5lib.parse(page, namespaceHTMLElements=False).find(f".//form[@id='{form_id}']")
    fields = {}
    for element in form.iter():
        name = element.get("name", "")
        if not name or "__prefix__" in name or element.get("type") in ("submit", "checkbox"):
            continue
        if element.tag == "textarea":
            fields[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            chosen = [o.get("value") for o in element.iter("option") if "selected" in o.attrib]
            fields[name] = chosen[0] if chosen else ""
        elif element.tag == "input":
            fields[name] = element.get("value", "")
    return fields


def report(results):
    for name, count in sorted(Counter(name for name, _ in results).items()):
        print(f"{count:5} pairs: {name}")
    print(
        f"      median {1000 * median(took for _, took in results):.0f} ms for both to be answered"
    )
    return any(name.isupper() for name, _ in results)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
