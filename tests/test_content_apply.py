"""Content is taken in as a whole or not at all, and hostile files are refused."""

import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from PIL import Image

from editorial.models import Revision, Version
from exchange.applying import CannotApply, PlanHasChanged, apply
from exchange.exporting import Export, write
from exchange.models import ImportRecord
from exchange.packages import Bundle, Package, open_package
from exchange.planning import plan
from exchange.yaml_fixtures import FixtureError
from films.imaging import has_renditions
from films.models import Film, Person, Picture
from search.query import Search

from .factories import make_credit, make_editor, make_film, make_person, make_picture
from .test_content_plan import File
from .test_fixtures import stored_files

pytestmark = pytest.mark.django_db


def entry(label, **fields):
    return {"model": label, "fields": fields}


def film_entries(count):
    for number in range(count):
        yield entry("films.person", slug=f"person-{number}", name=f"Person {number}")
        yield entry("films.film", slug=f"film-{number}", title=f"Film {number}", status="published")
        yield entry("films.credit", film=[f"film-{number}"], person=[f"person-{number}"])


class TestApplying:
    def test_is_one_revision_by_its_author(self):
        make_film("Old", slug="film-0")
        editor = make_editor()
        apply(Package("films.yaml", film_entries(2)), author=editor)
        found, made = Revision.objects.order_by("pk")
        assert (found.author, made.author) == (None, editor)
        assert made.note == "Content of films.yaml"
        told = made.versions.order_by("title").values_list("title", "action")
        assert list(told) == [
            ("Film 0", "changed"),
            ("Film 1", "added"),
            ("Person 0", "added"),
            ("Person 1", "added"),
        ]
        assert Version.objects.get(title="Film 0", revision=made).summary.startswith("Title")

    def test_deletion_is_recorded_and_can_be_taken_back(self):
        file = File()
        make_credit(make_film("Other"))
        file.covers = ["everything"]
        apply(file, prune=True)
        assert set(Version.objects.filter(action="deleted").values_list("title", flat=True)) == {
            "Other",
            "Alban Lenoir",
        }

    def test_search_finds_what_came_and_not_what_went(self):
        make_film("Gone")
        apply(File(), prune=True)
        file = File()
        file.drop("films.film", slug="gone")
        file.add("films.film", slug="new", title="Nouveau", status="published")
        apply(file, prune=True)
        assert (Search("nouveau").count, Search("gone").count) == (1, 0)

    def test_page_counts_as_changed_when_its_parts_do(self):
        film = make_film()
        before = film.changed_at
        file = File()
        file.add("films.plotsection", film=["lost-bullet"], key="a", heading="A", body="B")
        apply(file)
        film.refresh_from_db()
        assert film.changed_at > before

    def test_what_was_not_agreed_to_is_not_done(self):
        with pytest.raises(PlanHasChanged):
            apply(
                Package("films.yaml", film_entries(2)),
                agreed=lambda whole: whole.counts["create"] == 5,
                only={("films.film", ("film-0",))},
            )
        assert not Film.objects.exists()
        apply(
            Package("films.yaml", film_entries(2)),
            agreed=lambda whole: whole.counts["create"] == 6,
            only={("films.film", ("film-0",))},
        )
        assert Film.objects.get().slug == "film-0"

    def test_progress_is_told(self):
        told = []
        apply(Package("films.yaml", film_entries(700)), progress=lambda *words: told.append(words))
        assert (2100, 2100, "rows written") in told
        assert told[-1] == (1400, 1400, "pages recorded")
        assert len(told) > 5

    def test_many_rows_take_few_queries(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(250):
            apply(Package("films.yaml", film_entries(400)))

    def test_error_in_the_last_row_leaves_nothing(self):
        rows = [*film_entries(5), entry("films.person", slug="x", name="X", biography="[^none]")]
        with pytest.raises(CannotApply):
            apply(Package("films.yaml", rows))
        assert not Film.objects.exists()
        assert not ImportRecord.objects.exists()
        assert not Revision.objects.exists()
        assert Search("film").count == 0

    def test_killed_in_the_middle_it_leaves_nothing(self, tmp_path):
        """A process of its own, on a database of its own."""
        there = {"DATA_DIR": str(tmp_path), "DEBUG": "1", "PATH": os.environ["PATH"]}
        content = tmp_path / "films.yaml"
        content.write_text(json.dumps(list(film_entries(3000))))

        def run(*words):
            command = [sys.executable, "manage.py", *map(str, words)]
            return subprocess.Popen(
                command, cwd=site.BASE_DIR, env=there, stdout=subprocess.PIPE, text=True
            )

        run("migrate", "-v0").communicate()
        process = run("content", "apply", content)
        database = tmp_path / "db.sqlite3-wal"
        deadline = time.monotonic() + 60
        # It has begun to write when its log of writes grows.
        while process.poll() is None and time.monotonic() < deadline:
            if database.exists() and database.stat().st_size > 400_000:
                break
            time.sleep(0.01)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        told = json.loads(run("content", "plan", content, "--json").communicate()[0])
        assert told["counts"]["create"] == 9000


# Pictures


def picture_file(colour="red", size=(40, 60), image_format="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, image_format)
    return buffer.getvalue()


def picture_entry(content, name="pictures/a.png", **fields):
    checksum = hashlib.sha256(content).hexdigest()
    sizes = {"width": 40, "height": 60}
    return entry(
        "films.picture",
        **{
            "slug": "a",
            "name": "A",
            "file": name,
            "sha256": checksum,
            "alt": "Red.",
            **sizes,
            **fields,
        },
    )


def bundle_of(entries, files=(), manifest=None, **options):
    """A bundle as a file: `files` are (name or ZipInfo, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as bundle:
        content = entries if isinstance(entries, str | bytes) else json.dumps(list(entries))
        bundle.writestr("content.yaml", content)
        default = {"format": 1, "schema": {}}
        bundle.writestr("manifest.json", json.dumps(default if manifest is None else manifest))
        for name, content in files:
            bundle.writestr(name, content)
    buffer.seek(0)
    return buffer


def opened(*args, **options):
    return Bundle(bundle_of(*args, **options), "a.zip")


class TestPictures:
    def test_arrives_and_has_its_renditions_once_it_is_written(
        self, django_capture_on_commit_callbacks
    ):
        content = picture_file()
        with django_capture_on_commit_callbacks(execute=True):
            apply(opened([picture_entry(content)], [("pictures/a.png", content)]))
            picture = Picture.objects.get()
            assert picture.file.read() == content
            assert not has_renditions(picture)
        assert has_renditions(picture)

    def test_another_file_under_the_same_name_is_taken_in(self):
        for colour in ("red", "blue"):
            content = picture_file(colour)
            apply(opened([picture_entry(content)], [("pictures/a.png", content)]))
            assert Picture.objects.get().file.read() == content

    def test_is_taken_back_when_a_later_step_fails(self):
        content = picture_file()
        rows = [picture_entry(content), entry("films.film", slug="a", title="A", lead="[^none]")]
        with pytest.raises(CannotApply):
            apply(opened(rows, [("pictures/a.png", content)]))
        assert stored_files() == []
        assert not Picture.objects.exists()

    def test_file_of_that_name_with_another_content_stays(self):
        make_picture("B", width=40, height=60)
        taken = Picture.objects.get()
        content = picture_file("blue")
        apply(opened([picture_entry(content, taken.file.name)], [(taken.file.name, content)]))
        new = Picture.objects.get(slug="a")
        assert new.file.name != taken.file.name
        assert new.file.read() == content
        assert Picture.objects.get(slug=taken.slug).file.read() != content
        # Known by its checksum: there is nothing more to do.
        package = opened([picture_entry(content, taken.file.name)], [(taken.file.name, content)])
        assert plan(package).is_empty

    @pytest.mark.parametrize(
        ("content", "name", "fields", "error"),
        [
            (
                b"<html>",
                "pictures/a.png",
                {},
                "file: This is not a JPEG, PNG, WebP or AVIF picture",
            ),
            (b"", "pictures/a.png", {}, "file: The file is empty"),
            (picture_file(), "pictures/a.jpg", {}, "file: The file contains a PNG picture"),
            (picture_file()[:80], "pictures/a.png", {}, "file: "),
            (
                picture_file(),
                "pictures/a.png",
                {"width": 400},
                "width: The picture has 40 by 60 pixels",
            ),
            (
                picture_file(),
                "pictures/a.png",
                {"sha256": "0" * 64},
                "file: pictures/a.png is a different file",
            ),
            (picture_file(), "pictures/a.png", {"alt": ""}, "Describe the picture"),
            (picture_file(), "renditions/a.png", {}, "file: Its name is not that of a picture"),
            (picture_file(), "pictures/a.html", {}, "file: Its name is not that of a picture"),
        ],
    )
    def test_what_is_no_picture_is_refused(self, content, name, fields, error):
        with pytest.raises(CannotApply, match=error):
            apply(opened([picture_entry(content, name, **fields)], [(name, content)]))
        assert stored_files() == []

    def test_picture_that_is_not_in_the_bundle(self):
        with pytest.raises(CannotApply, match=r"is neither in the storage nor in a\.zip"):
            apply(opened([picture_entry(picture_file())]))

    def test_picture_here_whose_file_was_lost(self):
        picture = make_picture("A")
        file = File()
        file.fields("films.picture")["alt"] = "Changed."
        picture.file.storage.delete(picture.file.name)
        with pytest.raises(CannotApply, match=r"is neither in the storage nor in site\.yaml"):
            apply(file)

    def test_pixel_bomb(self):
        content = picture_file(size=(20_000, 2_100))
        with pytest.raises(CannotApply, match="more than 40 megapixels"):
            apply(opened([picture_entry(content)], [("pictures/a.png", content)]))


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


class TestHostileBundles:
    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("../../etc/cron.d/x", "points outside the bundle"),
            ("/etc/passwd", "points outside the bundle"),
            ("pictures/../../x", "points outside the bundle"),
            ("..\\x", "points outside the bundle"),
            ("C:\\x", "points outside the bundle"),
            (link("pictures/a.jpg"), "is a link, not a file"),
        ],
    )
    def test_member_that_lies_elsewhere(self, name, error):
        with pytest.raises(FixtureError, match=error):
            opened([], [(name, "x")])

    def test_bomb(self):
        with pytest.raises(FixtureError, match="unpacks to far more than its size"):
            opened([], [("pictures/a.jpg", b"\0" * 50_000_000)], compression=zipfile.ZIP_DEFLATED)

    def test_more_than_it_says(self):
        """A member whose directory entry lies about its size ends where it said."""
        buffer = bundle_of([], [("pictures/a.png", b"A" * 1000)])
        data = buffer.getvalue().replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        bundle = Bundle(io.BytesIO(data), "a.zip")
        with pytest.raises(FixtureError, match="is damaged"), bundle.open("pictures/a.png") as file:
            file.read()

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b"PK\x03\x04", b"PK\x03\x05"),
            # In the directory: the way in which a member is packed.
            (b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63"),
        ],
        ids=["no-member", "unknown-packer"],
    )
    def test_member_that_cannot_be_opened(self, old, new):
        data = bundle_of([]).getvalue().replace(old, new)
        with pytest.raises(FixtureError, match="is damaged"):
            Bundle(io.BytesIO(data), "a.zip")

    @pytest.mark.parametrize("content", [b"", b"PK", b"\0" * 100_000, b"PK\x03\x04" + b"x" * 1000])
    def test_no_zip(self, content):
        with pytest.raises(FixtureError, match=r"is not a \.zip, or it is damaged"):
            Bundle(io.BytesIO(content), "a.zip")

    @pytest.mark.parametrize(
        ("manifest", "error"),
        [
            ([], "is not valid"),
            ({}, "is not valid"),
            ("x", "is not valid"),
            ({"format": 2, "schema": {}}, "has format 2, not 1"),
            ({"format": 1, "schema": {"films": "9999_later"}}, "made by a later version"),
            (
                {"format": 1, "schema": {"films": "9999_later"}, "version": "9.8.7"},
                r"made by a later version \(9\.8\.7: films 9999_later, here ",
            ),
            ({"format": 1, "schema": {"books": "0001"}}, "holds content of books"),
        ],
    )
    def test_manifest_of_something_else(self, manifest, error):
        with pytest.raises(FixtureError, match=error):
            opened([], manifest=manifest)

    def test_manifest_from_before_versions_were_named(self):
        assert "version" not in opened([], manifest={"format": 1, "schema": {}}).manifest

    def test_without_content(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as bundle:
            bundle.writestr("manifest.json", "{}")
        with pytest.raises(FixtureError, match=r"has no content\.yaml"):
            Bundle(buffer, "a.zip")

    def test_twice_the_same_member(self):
        with (
            pytest.warns(UserWarning, match="Duplicate name"),
            pytest.raises(FixtureError) as error,
        ):
            opened([], [("content.yaml", "[]")])
        assert "occurs twice" in str(error.value)

    @pytest.mark.parametrize(
        "content",
        [
            "- &a [x, x]\n- &b [*a, *a, *a]\n- [*b, *b, *b]\n",
            "- !!python/object/new:os.system [echo]\n",
            "[" * 100_000,
            b"\xff\xfe" + "- model: films.film".encode("utf-16-le"),
            b"- model: caf\xe9\n",
        ],
    )
    def test_yaml_that_is_more_than_content(self, content):
        found = plan(opened(content))
        assert found.errors
        assert found.is_empty

    def test_a_hundred_megabytes_of_nonsense_are_refused_in_bounded_memory(self, tmp_path):
        path = tmp_path / "nonsense.yaml"
        with path.open("w") as file:
            for _ in range(100):
                file.write("- x\n" * 262_144)
        program = (
            "import resource, django; django.setup()\n"
            "from exchange.packages import open_package\n"
            "from exchange.matching import items_of\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            f"errors = []; items_of(open_package({str(path)!r}).entries(), errors, set())\n"
            "print(len(errors), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        )
        there = {
            "DATA_DIR": str(tmp_path),
            "DEBUG": "1",
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "franchise.settings",
        }
        command = [sys.executable, "-c", program]
        told = subprocess.run(
            command, cwd=site.BASE_DIR, env=there, check=True, capture_output=True, text=True
        )
        errors, kilobytes = map(int, told.stdout.split())
        assert errors < 300
        assert kilobytes < 50_000


class TestCommand:
    def test_bundle_of_another_site(self, tmp_path, capsys):
        picture = make_picture("A")
        make_credit(make_film(poster=picture))
        path = tmp_path / "a.zip"
        write(Export(), path)
        Film.objects.all().delete()
        Person.objects.all().delete()
        content = picture.file.read()
        Picture.objects.all().delete()
        picture.file.delete(save=False)
        call_command("content", "apply", path)
        assert "4 created" in capsys.readouterr().out
        assert Picture.objects.get().file.read() == content

    def test_errors_are_shown_with_the_file_closed(self, tmp_path):
        path = tmp_path / "a.zip"
        path.write_bytes(b"nothing")
        with pytest.raises(CommandError, match=r"is not a \.zip"):
            call_command("content", "apply", path)

    def test_file_of_a_bundle_is_closed_with_it(self, tmp_path):
        write(Export(), tmp_path / "a.zip")
        package = open_package(tmp_path / "a.zip")
        package.close()
        assert package.file.closed

    def test_open_package_knows_a_bundle_by_its_name(self, tmp_path):
        make_person()
        for name in ("a.ZIP", "b.yaml"):
            write(Export(), tmp_path / name)
            assert plan(open_package(tmp_path / name)).is_empty
