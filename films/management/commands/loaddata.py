"""Django's loaddata, which also takes in pictures, says where a fixture is wrong and indexes."""

import hashlib
from functools import cached_property, partial
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError

from content import statistics
from content.background import enqueue_once
from editorial.findings import check_everything, keep_everything
from exchange.yaml_fixtures import FixtureError, in_one_line, named

from ...imaging import delete_renditions, make_renditions
from ...models import Picture

# What a fixture can be guilty of; any other exception is a fault of the code.
WRONG = (DeserializationError, DatabaseError, ValidationError, OSError, ValueError)


class Command(loaddata.Command):
    help = (
        "Load fixtures, all or nothing. Picture files next to a fixture, under the names it "
        "gives, are copied into the storage; the search index is rebuilt, and all content is "
        "checked."
    )

    def handle(self, *fixture_labels, **options):
        serializers.register_serializer("yaml", "exchange.yaml_fixtures")
        self.places, self.loaded_pictures, self.copied = {}, [], []
        try:
            super().handle(*fixture_labels, **options)
        except BaseException as error:
            for picture in self.copied:
                delete_renditions(picture)
                picture.file.storage.delete(picture.file.name)
            if isinstance(error, WRONG):
                raise CommandError(explained(error)) from error
            raise
        if self.loaded_object_count:
            statistics.refresh_after(self.loaded_object_count)
            self.index_and_check()

    def index_and_check(self):
        """Done last, when the rows are committed: it takes long, and editors may save meanwhile."""
        # By its name: it belongs to an app that knows of films.
        call_command("rebuild_search", enqueue=bool(settings.TASKS_URL), stdout=StringIO())
        if settings.TASKS_URL:
            enqueue_once(check_everything)
        else:
            keep_everything()

    @cached_property
    def compression_formats(self):
        """Django's ways to open a fixture, each noting the path: pictures lie beside it."""
        formats = super().compression_formats
        return {name: (partial(self.open, way), mode) for name, (way, mode) in formats.items()}

    def open(self, way, path, *args):
        self.path = Path(path)
        return way(path, *args)

    def loaddata(self, fixture_labels):
        super().loaddata(fixture_labels)
        # Last, when the rows hold: it takes long, and what it writes must go where it fails.
        for place, picture in self.loaded_pictures:
            with named(place):
                make_renditions(picture)

    def save_obj(self, obj):
        obj.path = self.path
        if not super().save_obj(obj):
            return False
        place = getattr(obj, "place", str(obj))
        self.refuse_repeated(obj.object, place)
        if isinstance(obj.object, Picture):
            self.loaded_pictures.append((place, obj.object))
            with named(f"{place}, file"):
                self.take_in(obj.object)
        return True

    def refuse_repeated(self, row, place):
        """Refuse a second entry of one object: it would overwrite the first unseen."""
        key = (type(row), row.pk)
        if key in self.places:
            raise FixtureError(f"{place}: the same object as at {self.places[key]}")
        self.places[key] = place

    def take_in(self, picture):
        """Make sure that the storage holds the picture's file, and that it is the right one."""
        name, storage = picture.file.name, picture.file.storage
        if not name:
            raise ValidationError("a picture needs a file")
        if storage.exists(name):
            require_checksum(picture, storage.open(name), f"the storage's {name}")
        else:
            self.copy_in(picture, self.path.parent / name)

    def copy_in(self, picture, source):
        name = picture.file.name
        if not source.is_file():
            raise ValidationError(f"{name} is neither in the storage nor next to the fixture")
        require_checksum(picture, source.open("rb"), str(source))
        # Noted first: half a copy must go too. The storage holds nothing under that name yet.
        self.copied.append(picture)
        with source.open("rb") as file:
            stored = picture.file.storage.save(name, File(file))
        if stored != name:
            # Another process came first: the file under that name is not ours to remove.
            self.copied.remove(picture)
            picture.file.storage.delete(stored)
            raise ValidationError(f"the storage cannot store a file named {name}")


def explained(error):
    """The error in one line; Django's own readers leave what they found in its cause."""
    text = in_one_line(error)
    if text.endswith(":") and error.__cause__:
        text += f" {in_one_line(error.__cause__)}"
    return text


def require_checksum(picture, opened, label):
    with opened as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != picture.sha256:
        raise ValidationError(
            f"{label} is a different picture: its SHA-256 is {found}, not "
            f"{picture.sha256 or 'empty'}"
        )
