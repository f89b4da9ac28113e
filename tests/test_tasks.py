"""Long work: done at once by default, or by a worker of its own."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from content.background import progress_of, teller
from exchange.models import PendingUpload
from films.imaging import has_renditions
from films.models import Picture
from films.tasks import prepare_on_commit, prepare_picture
from search.models import SearchEntry
from static_site.folder import StaticSiteFolder

from .factories import make_film, make_picture
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

QUEUE = """
from django_tasks_db.models import DBTaskResult
for each in DBTaskResult.objects.order_by("enqueued_at"):
    print(each.task_name, each.status)
"""

FORGET_ALL = """
from editorial.models import StoredFinding
from search.models import SearchEntry
SearchEntry.objects.all().delete()
StoredFinding.objects.all().delete()
"""

FOUND = """
from editorial.models import StoredFinding
from search.models import SearchEntry
print("entries:", SearchEntry.objects.exists(), "findings:", StoredFinding.objects.exists())
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

    def test_what_may_be_left_to_a_worker_is_done_where_there_is_none(self, capsys):
        make_film()
        SearchEntry.objects.all().delete()
        call_command("rebuild_search", enqueue=True)
        assert SearchEntry.objects.count() == 1
        call_command("check_content", enqueue=True)
        assert "1 entries in the search index." in (said := capsys.readouterr().out)
        assert "on 1 page." in said

    def test_a_part_of_the_check_is_left_to_no_worker(self):
        with pytest.raises(CommandError, match="A worker always checks everything"):
            call_command("check_content", "film", enqueue=True)

    def test_how_far_a_task_is_is_told_once_a_second(self):
        tell = teller("its-id")
        tell(1, 2000, "rows")
        tell(2, 2000, "rows")
        assert progress_of("its-id") == "1 of 2,000 rows"
        assert progress_of("another") == ""

    def test_task_that_is_unknown_by_now_leaves_the_plan_to_be_read(self, client):
        assert PendingUpload(task_id="").task_result is None
        assert PendingUpload(task_id="unknown").task_result is None


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
        """The browser of an editor who applies a file, and the URL where it waits."""
        with site.served(free_port()) as url:
            browser = editor_at(url)
            upload = f"{url}/admin/content/"
            token = csrf_token(browser.get(upload).text)
            plan = browser.post(upload, token, files={"file": ("films.yaml", CONTENT)})
            progress = browser.post(plan.url, sent_by(plan))
            assert "Waiting for a worker." in progress.text
            assert progress.headers["Refresh"] == "2"
            yield browser, plan.url, progress

    def work(self, site):
        site.manage("db_worker", "--batch", "--no-startup-delay")

    def test_file_is_applied_by_the_worker_and_its_editor_is_told(self, site, sent):
        browser, url, _ = sent
        assert "Waiting for a worker." in browser.get(url).text
        self.work(site)
        told = browser.get(url)
        assert "films.yaml was applied: 2 created" in told.text
        assert told.url.endswith("/admin/content/")
        assert browser.get(url).status_code == 404

    def test_file_that_is_applied_again_meanwhile_changes_nothing_twice(self, site, sent):
        browser, url, progress = sent
        plan = browser.post(url, csrf_token(progress.text) | {"again": "1"})
        assert "Apply selected" in plan.text
        browser.post(url, sent_by(plan))
        self.work(site)
        told = browser.get(url).text
        assert "Content has changed since this plan was made" in told
        assert "Nothing to apply" in told
        assert site.manage("shell", "-c", REVISIONS).split()[-1] == "1"

    def test_file_that_is_discarded_while_it_waits_is_not_applied(self, site, sent):
        browser, url, progress = sent
        told = browser.post(url, csrf_token(progress.text) | {"discard": "1"})
        assert "was discarded. Nothing was changed" in told.text
        self.work(site)
        assert site.manage("shell", "-c", REVISIONS).split()[-1] == "0"
        assert site.manage("shell", "-c", FAILED).split()[-1] == "0"

    def test_file_that_is_being_applied_is_not_discarded(self, site, sent):
        browser, url, progress = sent
        site.manage("shell", "-c", BEGIN)
        answer = browser.post(url, csrf_token(progress.text) | {"discard": "1"})
        assert "In progress." in answer.text
        assert "Discard file" not in answer.text
        assert browser.get(url).status_code == 200

    def test_renditions_are_made_by_the_worker(self, site):
        site.manage("shell", "-c", ENQUEUE)
        assert site.manage("shell", "-c", PREPARED).endswith("0 of 4\n")
        self.work(site)
        assert site.manage("shell", "-c", PREPARED).endswith("4 of 4\n")

    def queue(self, site):
        return site.manage("shell", "-v0", "-c", QUEUE).splitlines()

    def test_what_is_left_to_the_worker_twice_is_done_once(self, site):
        site.manage("shell", "-c", FORGET_ALL)
        for _ in range(2):
            assert "A worker will rebuild the search index." in site.manage(
                "rebuild_search", "--enqueue"
            )
            site.manage("check_content", "--enqueue")
        assert self.queue(site) == ["rebuild_search READY", "check_everything READY"]
        assert "entries: False findings: False" in site.manage("shell", "-c", FOUND)
        self.work(site)
        assert "entries: True findings: True" in site.manage("shell", "-c", FOUND)

    def test_what_is_asked_for_while_it_runs_is_done_again(self, site):
        site.manage("rebuild_search", "--enqueue")
        site.manage("shell", "-c", BEGIN)
        site.manage("rebuild_search", "--enqueue")
        assert self.queue(site) == ["rebuild_search RUNNING", "rebuild_search READY"]

    def test_what_a_fixture_brings_is_indexed_and_checked_by_the_worker(self, site):
        site.manage("shell", "-c", FORGET_ALL)
        site.manage("loaddata", "lost_bullet", "--verbosity=0")
        assert self.queue(site) == ["rebuild_search READY", "check_everything READY"]
        assert "entries: False findings: False" in site.manage("shell", "-c", FOUND)

    def test_static_site_is_made_by_the_worker_and_the_dashboard_tells_of_it(self, site, tmp_path):
        folder = tmp_path / "static-site"
        with site.served(free_port()) as url:
            editor = editor_at(url)
            assert "Background tasks" not in editor.get(f"{url}/admin/").text
            site.manage("export_site", str(folder), "--enqueue")
            assert "Queued," in editor.get(f"{url}/admin/").text
            assert not folder.exists()
            self.work(site)
            assert (folder / "films/lost-bullet/index.html").exists()
            told = editor.get(f"{url}/admin/").text
            assert "Done," in told
            assert "Files: " in told
            [result] = [line for line in told.split('"') if "dbtaskresult" in line]
            assert "static_site.tasks.export_site" in editor.get(url + result).text

    def test_static_site_waits_for_another_that_is_made_in_its_folder(self, site, tmp_path):
        with StaticSiteFolder(tmp_path / "static-site"):
            site.manage("export_site", str(tmp_path / "static-site"), "--enqueue")
            self.work(site)
        assert self.queue(site) == ["export_site SUCCESSFUL", "export_site READY"]

    def test_static_site_that_fails_says_why_on_the_dashboard(self, site, tmp_path):
        (tmp_path / "static-site").mkdir()
        (tmp_path / "static-site/mine.txt").write_text("Mine.")
        site.manage("export_site", str(tmp_path / "static-site"), "--enqueue")
        self.work(site)
        with site.served(free_port()) as url:
            told = editor_at(url).get(f"{url}/admin/").text
        assert "Failed," in told
        assert "is not empty and does not contain an earlier export." in told
