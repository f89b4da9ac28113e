"""Make a new copy of the site ready to use. Called by `make run`, each time."""

import secrets
import socket
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from content.site_urls import absolute_url
from exchange.applying import apply
from exchange.packages import open_package
from films.models import Film

from ...models import Franchise


class Command(BaseCommand):
    help = (
        "Bring the database and the static files up to date. If there is no content and no "
        "account yet, load the demonstration content and create an editor's account."
    )
    # It migrates by itself: checks that read the database would come too early.
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="where the site will listen")

    def handle(self, *, port, **options):
        refuse_taken(port)
        refuse_read_only(settings.DATA_DIR)
        call_command("migrate", verbosity=0)
        if not is_collected():
            call_command("collectstatic", verbosity=0, interactive=False)
        # Content and account come together or not at all: an interrupted run starts again.
        with transaction.atomic():
            if is_new():
                self.stdout.write("Loading the demonstration content …")
                self.stdout.flush()
                apply(open_package(Path(settings.FIXTURE_DIRS[0], "lost_bullet.yaml")))
                self.introduce(*make_editor())
        self.stdout.write(f"\n  Site   {absolute_url('/')}")
        self.stdout.write(f"  Admin  {absolute_url(reverse('admin:index'))}\n\n")

    def introduce(self, username, password):
        self.stdout.write(f"\n  Log in as {username} with the password {password}")
        self.stdout.write("  It is shown only once. Change it at:")
        self.stdout.write(f"  {absolute_url(reverse('admin:password_change'))}")
        self.stdout.flush()


def refuse_read_only(folder):
    """Raise CommandError where nothing can be written into the site's folder."""
    try:
        with NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be written to ({error.strerror}). Fix that, or choose another "
            "folder: make run DATA_DIR=/path"
        ) from error


def refuse_taken(port):
    """Raise CommandError where no server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # As servers do: a port whose last server has just stopped is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: make run PORT=8001"
            ) from error


def is_collected():
    """Whether no static file is newer than the last collection, which takes seconds."""
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    sources = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    newest = max(Path(source).stat().st_mtime for source in sources)
    return manifest.exists() and manifest.stat().st_mtime > newest


def is_new():
    return not (User.objects.exists() or Film.objects.exists() or Franchise.objects.exists())


def make_editor():
    """Return the name and the password of a new member of the group Editors."""
    password = secrets.token_urlsafe(12)
    editor = User.objects.create_user("editor", password=password, is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    return editor.username, password
