"""Long work: done at once by default, or by a worker of its own."""

import shutil

import pytest

from exchange.models import Arrival
from films.imaging import has_renditions
from films.models import Picture
from films.tasks import prepare_on_commit, prepare_picture

from .factories import make_picture
from .services import Site, csrf_token, editor_at, free_port
from .test_content_admin import sent_by

CONTENT = """
- model: films.genre
  fields: {name: Action, slug: action-thriller}
- model: films.company
  fields: {name: Labyrinthe Films, slug: labyrinthe}
"""

ENQUEUE = """
from films.models import Picture
from films.tasks import prepare_on_commit
from films.imaging import delete_renditions
for picture in Picture.objects.all():
    delete_renditions(picture)
    prepare_on_commit([picture.pk, picture.pk])
"""

PREPARED = """
from films.models import Picture
from films.imaging import has_renditions
print(sum(map(has_renditions, Picture.objects.all())), "of", Picture.objects.count())
"""

REVISIONS = """
from editorial.models import Revision
print(Revision.objects.filter(note="Content of films.yaml").count())
"""


FAILED = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.failed().count())
"""

# As a worker does that then dies.
BEGIN = """
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.get().claim("worker")
"""


@pytest.mark.django_db
class TestAtOnce:
    def test_renditions_are_made_once_the_rows_hold(self, django_capture_on_commit_callbacks):
        picture = make_picture()
        with django_capture_on_commit_callbacks(execute=True):
            prepare_on_commit([picture.pk])
            assert not has_renditions(picture)
        assert has_renditions(picture)

    def test_renditions_are_made_once_however_often_they_are_asked_for(self):
        picture = make_picture(width=40, height=60)
        assert prepare_picture.enqueue(picture.pk).return_value == 3
        assert prepare_picture.enqueue(picture.pk).return_value == 0

    def test_picture_that_is_gone_by_then_needs_none(self):
        picture = make_picture()
        Picture.objects.all().delete()
        assert prepare_picture.enqueue(picture.pk).return_value == 0

    def test_task_that_is_unknown_by_now_leaves_the_plan_to_be_read(self, client):
        assert Arrival(task_id="").task_result is None
        assert Arrival(task_id="unknown").task_result is None


class TestByAWorker:
    @pytest.fixture
    def site(self, tmp_path, demonstration):
        for name in ("db.sqlite3", "media"):
            source = demonstration / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
        site = Site(tmp_path, TASKS_URL="database://")
        site.manage("migrate", "--verbosity=0")
        return site

    @pytest.fixture
    def sent(self, site):
        """The browser of an editor who applies a file, and the address where it waits."""
        with site.served(free_port()) as address:
            browser = editor_at(address)
            upload = f"{address}/admin/content/"
            token = csrf_token(browser.get(upload).text)
            plan = browser.post(upload, token, files={"file": ("films.yaml", CONTENT)})
            progress = browser.post(plan.url, sent_by(plan))
            assert "It waits for a worker." in progress.text
            assert progress.headers["Refresh"] == "2"
            yield browser, plan.url, progress

    def work(self, site):
        site.manage("db_worker", "--batch", "--no-startup-delay")

    def test_file_is_applied_by_the_worker_and_its_editor_is_told(self, site, sent):
        browser, address, _ = sent
        assert "It waits for a worker." in browser.get(address).text
        self.work(site)
        told = browser.get(address)
        assert "films.yaml was applied: 2 created" in told.text
        assert told.url.endswith("/admin/content/")
        assert browser.get(address).status_code == 404

    def test_file_that_is_applied_again_meanwhile_changes_nothing_twice(self, site, sent):
        browser, address, progress = sent
        plan = browser.post(address, csrf_token(progress.text) | {"again": "1"})
        assert "Apply what is taken" in plan.text
        browser.post(address, sent_by(plan))
        self.work(site)
        told = browser.get(address).text
        assert "Content has changed since you read this plan" in told
        assert "There is nothing to do" in told
        assert site.manage("shell", "-c", REVISIONS).split()[-1] == "1"

    def test_file_that_is_dropped_while_it_waits_is_not_applied(self, site, sent):
        browser, address, progress = sent
        told = browser.post(address, csrf_token(progress.text) | {"discard": "1"})
        assert "was dropped: nothing was changed" in told.text
        self.work(site)
        assert site.manage("shell", "-c", REVISIONS).split()[-1] == "0"
        assert site.manage("shell", "-c", FAILED).split()[-1] == "0"

    def test_file_that_is_being_applied_is_not_dropped(self, site, sent):
        browser, address, progress = sent
        site.manage("shell", "-c", BEGIN)
        answer = browser.post(address, csrf_token(progress.text) | {"discard": "1"})
        assert "A worker is at it." in answer.text
        assert "Drop the file" not in answer.text
        assert browser.get(address).status_code == 200

    def test_renditions_are_made_by_the_worker(self, site):
        site.manage("shell", "-c", ENQUEUE)
        assert site.manage("shell", "-c", PREPARED).endswith("0 of 4\n")
        self.work(site)
        assert site.manage("shell", "-c", PREPARED).endswith("4 of 4\n")
