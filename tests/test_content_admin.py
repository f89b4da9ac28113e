"""Editors upload a file, preview what it would change, and select pages to apply."""

from importlib import import_module
from types import SimpleNamespace

import html5lib
import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from editorial.models import Revision
from exchange.exporting import Export
from exchange.models import PendingUpload
from exchange.yaml_fixtures import read_entries
from films.models import Film, Genre, Person
from reviews.models import Review

from .admin_forms import logged_in
from .factories import (
    make_credit,
    make_editor,
    make_film,
    make_genre,
    make_person,
    make_publication,
    make_review,
)
from .test_content_apply import bundle_of, picture_entry, picture_file

pytestmark = pytest.mark.django_db

TRANSFER = reverse("content_transfer")


@pytest.fixture(autouse=True)
def upload_storage(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "arrivals"


def send(client, content, name="films.yaml"):
    """Upload a file; return the answer, which leads to its plan if it is kept."""
    if not isinstance(content, bytes):
        content = "".join(content).encode()
    return client.post(TRANSFER, {"file": SimpleUploadedFile(name, content)})


def plan_of(client, content, name="films.yaml", **options):
    """Upload a file, and return the URL of its plan and the plan's page."""
    url = send(client, content, name)["Location"]
    return url, client.get(url, options)


def sent_by(response):
    """Return what submitting the untouched plan would send."""
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = page.find(".//form[@data-plan]")
    fields = {}
    for each in form.iter("input"):
        if each.get("type") != "checkbox" or each.get("checked") is not None:
            fields.setdefault(each.get("name"), []).append(each.get("value", "on"))
    return fields


@pytest.fixture
def exported():
    """A film and a genre as a file; here both have since been changed by hand."""
    make_credit(make_film("Lost Bullet"), make_person("Alban Lenoir"))
    make_genre("Action")
    text = "".join(Export().text())
    Film.objects.update(title="Balle perdue")
    Genre.objects.update(name="Adventure")
    return text


class TestPlan:
    def test_shows_what_would_change_and_changes_nothing(self, alice, exported):
        _, page = plan_of(alice, exported)
        assertContains(page, "<del>Adventure</del><ins>Action</ins>", html=False)
        assertContains(page, "2 changed")
        assert Genre.objects.get().name == "Adventure"

    def test_is_applied_as_a_change_of_its_reader(self, alice, exported):
        url, page = plan_of(alice, exported)
        done = alice.post(url, sent_by(page), follow=True)
        assertRedirects(done, TRANSFER)
        assertContains(done, "films.yaml was applied: 2 changed, ")
        assert (Film.objects.get().title, Genre.objects.get().name) == ("Lost Bullet", "Action")
        assert Revision.objects.latest("pk").author.username == "alice"

    def test_page_that_is_not_selected_stays_as_it_is(self, alice, exported):
        url, page = plan_of(alice, exported)
        sent = sent_by(page)
        sent["take"] = [token for token in sent["take"] if "genre" in token]
        alice.post(url, sent)
        assert (Film.objects.get().title, Genre.objects.get().name) == ("Balle perdue", "Action")

    def test_new_page_brings_along_those_that_it_names(self, alice, exported):
        Film.objects.all().delete()
        Person.objects.all().delete()
        url, page = plan_of(alice, exported)
        sent = sent_by(page)
        sent["take"] = ['["films.film", "lost-bullet"]']
        alice.post(url, sent)
        assert Film.objects.get().credits.get().person.name == "Alban Lenoir"
        assert Genre.objects.get().name == "Adventure"

    def test_moved_review_is_applied_among_those_that_stay(self, alice):
        film = make_film()
        for position, name in enumerate(["Paste", "Variety", "WCBE"], start=1):
            make_review(film, make_publication(name), position=position)
        text = "".join(Export().text())
        Review.objects.filter(publication__slug="wcbe").update(position=0)
        url, page = plan_of(alice, text)
        alice.post(url, sent_by(page))
        reviews = film.reviews.values_list("publication__slug", flat=True)
        assert list(reviews) == ["paste", "variety", "wcbe"]

    def test_nothing_is_selected(self, alice, exported):
        url, page = plan_of(alice, exported)
        again = alice.post(url, sent_by(page) | {"take": []})
        assertContains(again, "Select at least one page")
        assert Genre.objects.get().name == "Adventure"

    def test_nothing_to_do(self, alice):
        make_genre("Action")
        _, page = plan_of(alice, Export().text())
        assertContains(page, "Nothing to apply")
        assertNotContains(page, "Apply selected")

    def test_what_changed_since_it_was_read_is_read_again(self, alice, exported):
        url, page = plan_of(alice, exported)
        Film.objects.update(title="Changed meanwhile")
        again = alice.post(url, sent_by(page))
        assertContains(again, "Content has changed since this plan was made")
        assert Film.objects.get().title == "Changed meanwhile"
        alice.post(url, sent_by(again))
        assert Film.objects.get().title == "Lost Bullet"

    def test_options_hold_until_it_is_applied(self, alice, exported):
        other = make_genre("Comedy")
        url, page = plan_of(alice, exported, prune="on")
        assertContains(page, "Comedy")
        alice.post(url, sent_by(page))
        assert not Genre.objects.filter(pk=other.pk).exists()

    def test_local_edit_is_kept_and_shown(self, alice, exported):
        url, page = plan_of(alice, exported)
        alice.post(url, sent_by(page))
        Film.objects.update(title="By hand")
        url, page = plan_of(alice, exported)
        assertContains(page, "Local edits that are kept")
        assertContains(page, "apart from the local edits above, this site already matches")
        page = alice.get(url, {"overwrite": "on"})
        alice.post(url, sent_by(page))
        assert Film.objects.get().title == "Lost Bullet"

    def test_all_errors_are_shown_and_nothing_can_be_applied(self, alice):
        content = (
            "- model: films.genre\n  fields: {slug: a, name: A, colour: red}\n"
            "- model: auth.user\n  fields: {username: x}\n"
        )
        url, page = plan_of(alice, content)
        assertContains(page, "2 errors")
        assertContains(page, "a genre has no such field")
        assertContains(page, "auth.user is not content")
        # Nothing is counted of what cannot be.
        assertNotContains(page, 'class="counts"')
        assertNotContains(page, "Apply selected")
        alice.post(url, {"take": ['["films.genre", "a"]'], "read": ""})
        assert not Genre.objects.exists()

    def test_error_in_a_selected_page_shows_the_pages_again(self, alice):
        content = (
            "- model: films.source\n  fields: {key: looper, title: A}\n"
            "- model: films.person\n  fields: {slug: b, name: B, biography: 'C.[^looper]'}\n"
        )
        url, page = plan_of(alice, content)
        sent = sent_by(page)
        again = alice.post(url, sent | {"take": ['["films.person", "b"]']})
        assertContains(again, "No source has the key [^looper]")
        assert not Person.objects.exists()
        alice.post(url, sent_by(again))
        assert Person.objects.exists()

    def test_error_that_only_the_database_finds_is_shown_before(self, alice):
        content = "- model: films.film\n  fields: {slug: a, title: A, runtime_minutes: 9999}\n"
        _, page = plan_of(alice, content)
        assertContains(page, "runtime_minutes")
        assertContains(page, "1 error:")

    def test_file_is_discarded_with_its_plan(self, alice, exported, upload_storage):
        url, _ = plan_of(alice, exported)
        assert len(list(upload_storage.iterdir())) == 1
        alice.post(url, {"discard": "1"})
        assert (PendingUpload.objects.count(), list(upload_storage.iterdir())) == (0, [])
        assert alice.get(url).status_code == 404

    def test_file_is_gone_when_it_is_applied(self, alice, exported, upload_storage):
        url, page = plan_of(alice, exported)
        alice.post(url, sent_by(page))
        assert list(upload_storage.iterdir()) == []

    def test_file_that_was_removed_meanwhile(self, alice, exported, upload_storage):
        url, _ = plan_of(alice, exported)
        [path] = upload_storage.iterdir()
        path.unlink()
        assertContains(alice.get(url), "it no longer exists, upload it again")

    def test_more_pages_than_are_shown_are_selected_together(self, alice, monkeypatch):
        monkeypatch.setattr("exchange.views.PAGES_SHOWN", 2)
        for name in ("A", "B", "C", "D"):
            make_genre(name)
        text = "".join(Export().text())
        Genre.objects.all().delete()
        url, page = plan_of(alice, text)
        assertContains(page, "And 2 more pages")
        sent = sent_by(page)
        sent["take"] = sent["take"][:1]
        alice.post(url, sent)
        assert [genre.name for genre in Genre.objects.all()] == ["A", "C", "D"]


class TestUpload:
    @pytest.mark.parametrize(
        ("content", "name", "problem"),
        [
            (b"", "a.yaml", "The file is empty"),
            (b"x", "a.exe", "Choose a fixture (.yaml) or a bundle (.zip)"),
            (b"x", "a" * 200 + ".yaml", "name is too long"),
        ],
    )
    def test_is_refused_with_a_reason(self, alice, content, name, problem):
        assertContains(send(alice, content, name), problem)
        assert not PendingUpload.objects.exists()

    def test_without_a_file(self, alice):
        assertContains(alice.post(TRANSFER), "Choose a file.")

    @pytest.mark.parametrize(
        ("content", "name", "problem"),
        [
            (b"no zip", "a.zip", "is not a .zip, or it is damaged"),
            (b"\xff\xfe- \x00", "a.yaml", "it is in UTF-16"),
            (b"- caf\xe9", "a.yaml", "not YAML in UTF-8"),
            (b"- &a [x]\n- *a", "a.yaml", "is an anchor: remove it"),
            (b"[" * 10_000, "a.yaml", "nested too deeply"),
            (b"{}", "a.yaml", "not a list of entries"),
        ],
    )
    def test_hostile_file_is_refused_on_its_plan(self, alice, content, name, problem):
        _, page = plan_of(alice, content, name)
        assertContains(page, problem)
        assertNotContains(page, "Apply selected")

    def test_bundle_that_reaches_outside(self, alice):
        bundle = bundle_of([], [("../x", "x")]).getvalue()
        assertContains(plan_of(alice, bundle, "a.zip")[1], "points outside the bundle")

    def test_bundle_brings_its_pictures(self, alice):
        content = picture_file()
        bundle = bundle_of([picture_entry(content)], [("pictures/a.png", content)]).getvalue()
        url, page = plan_of(alice, bundle, "a.zip")
        alice.post(url, sent_by(page))
        page = alice.get(reverse("admin:films_picture_changelist"))
        assertContains(page, ">A<")

    def test_old_files_are_deleted(
        self, alice, exported, upload_storage, django_assert_num_queries
    ):
        plan_of(alice, exported)
        PendingUpload.objects.update(uploaded_at="2020-01-01T00:00:00Z")
        plan_of(alice, exported)
        assert PendingUpload.objects.count() == len(list(upload_storage.iterdir())) == 1


def test_editors_of_an_earlier_version_keep_the_permission(alice):
    content_type = ContentType.objects.get_for_model(PendingUpload)
    ContentType.objects.filter(pk=content_type.pk).update(model="arrival")
    permissions = Permission.objects.filter(content_type=content_type)
    permissions.filter(codename__endswith="_pendingupload").delete()
    Permission.objects.create(content_type=content_type, codename="add_arrival", name="Can add")
    migration = import_module("exchange.migrations.0003_pending_upload")
    migration.rename_content_types(apps, SimpleNamespace(connection=connection))
    content_type.refresh_from_db()
    assert content_type.model == "pendingupload"
    assert set(permissions.values_list("codename", flat=True)) == {
        "apply_content",
        "add_pendingupload",
    }


class TestExport:
    def download(self, client, **query):
        response = client.get(reverse("content_export"), query)
        return response, b"".join(response.streaming_content)

    def test_is_the_file_of_the_command(self, alice):
        make_film()
        response, content = self.download(alice, **{"as": "yaml"})
        assert content.decode() == "".join(Export().text())
        assert response["Content-Disposition"] == 'attachment; filename="everything.yaml"'

    def test_of_one_film(self, alice):
        make_film("Lost Bullet")
        make_film("Other")
        assertContains(alice.get(TRANSFER), 'value="film:lost-bullet"')
        _, content = self.download(alice, what="film:lost-bullet", **{"as": "yaml"})
        [film] = [each["fields"]["slug"] for each in read_entries(content)]
        assert film == "lost-bullet"

    def test_of_what_is_gone(self, alice):
        response = alice.get(reverse("content_export"), {"what": "film:none"}, follow=True)
        assertContains(response, "There is no film with the key none")

    def test_in_a_form_that_there_is_not(self, alice):
        assert alice.get(reverse("content_export"), {"as": "exe"}).status_code == 400


class TestWhoMay:
    def test_others_are_refused(self, client, wanda, exported):
        for url in (TRANSFER, reverse("content_export")):
            assert wanda.get(url).status_code == 403
            assert client.get(url).status_code == 302
        assert send(wanda, exported).status_code == 403
        assertNotContains(wanda.get(reverse("admin:index")), TRANSFER)

    def test_other_methods_are_refused(self, alice):
        assert alice.put(TRANSFER).status_code == 405

    def test_editors_find_it_in_the_sidebar(self, alice):
        assertContains(alice.get(reverse("admin:index")), f'href="{TRANSFER}"')

    def test_another_editors_file_is_theirs(self, alice, bob, exported):
        url, _ = plan_of(alice, exported)
        assert bob.get(url).status_code == 404

    def test_superuser(self, exported):
        root = logged_in(make_editor("root", is_superuser=True))
        assert send(root, exported).status_code == 302
