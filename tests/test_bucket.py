"""Files in a bucket that speaks S3: moto's server, which stands in for Amazon's."""

import io
import re
import zipfile

import pytest
import requests
from django.core.management import CommandError, call_command

from films.imaging import RENDITIONS
from franchise.bucket_url import bucket_options
from static_site.folder import LIST, RECORD

from .factories import make_film
from .services import Site, bucket_server, csrf_token, editor_at, free_port
from .test_content_admin import sent_by
from .test_content_apply import bundle_of, picture_entry, picture_file

VISITOR = requests.Session()

COMPANY = """
- model: films.company
  fields: {name: Labyrinthe Films, slug: labyrinthe}
"""


@pytest.fixture(scope="module")
def bucket():
    port = free_port()
    with bucket_server(port, "films") as bucket:
        bucket.url = f"s3://key:secret@127.0.0.1:{port}/films?region=us-east-1&tls=off"
        yield bucket


@pytest.fixture(scope="module")
def site(bucket, tmp_path_factory, static_files):
    """A site whose films, pictures included, were loaded with the bucket as their storage."""
    site = Site(tmp_path_factory.mktemp("site"), STORAGE_URL=bucket.url)
    site.set_up()
    return site


@pytest.fixture(scope="module")
def url(site):
    with site.served(free_port()) as url:
        yield url


def names_in(bucket, folder):
    return {each.key for each in bucket.objects.filter(Prefix=folder)}


def pictures_of(page):
    return re.findall(r'<img[^>]* src="([^"]*)"', page)


def test_pictures_and_their_renditions_lie_in_the_bucket_alone(site, bucket):
    assert len(names_in(bucket, "media/pictures/")) == 4
    endings = {name.rpartition(".")[2] for name in names_in(bucket, "media/renditions/")}
    assert endings == set(RENDITIONS)
    assert not (site.folder / "media").exists()


def test_page_shows_pictures_that_the_site_serves_from_the_bucket(url, bucket):
    shown = pictures_of(VISITOR.get(f"{url}/films/lost-bullet/").text)
    assert shown
    for path in shown:
        answer = VISITOR.get(url + path)
        stored = bucket.Object(path.removeprefix("/")).get()
        assert answer.content == stored["Body"].read()
        assert answer.headers["Content-Type"] == stored["ContentType"]
        assert "immutable" in answer.headers["Cache-Control"]
        assert "immutable" in stored["CacheControl"]


@pytest.mark.parametrize("path", ["none.jpg", "../arrivals/a.yaml", "%2e%2e/arrivals/a.yaml"])
def test_nothing_else_of_the_bucket_is_served(url, bucket, path):
    bucket.put_object(Key="arrivals/a.yaml", Body=b"secret")
    request = requests.Request("GET", url).prepare()
    request.url = f"{url}/media/{path}"
    answer = requests.Session().send(request)
    assert answer.status_code in {400, 404}
    assert "secret" not in answer.text


def test_pictures_may_come_from_a_host_of_their_own(site):
    with site.served(free_port(), MEDIA_URL="https://pictures.example/") as url:
        page = VISITOR.get(f"{url}/films/lost-bullet/")
        shown = pictures_of(page.text)
        assert shown
        assert all(path.startswith("https://pictures.example/renditions/") for path in shown)
        policy = page.headers["Content-Security-Policy"]
        assert "img-src 'self' https://pictures.example/;" in policy


def test_pages_answer_while_the_bucket_is_away(site):
    nobody = f"s3://key:secret@127.0.0.1:{free_port()}/films?tls=off&region=us-east-1"
    with site.served(free_port(), STORAGE_URL=nobody) as url:
        page = VISITOR.get(f"{url}/films/lost-bullet/")
        assert page.status_code == 200
        assert pictures_of(page.text)


def test_share_image_is_drawn_once_and_kept_in_the_bucket(url, bucket):
    first = VISITOR.get(f"{url}/cards/films/lost-bullet.jpg").content
    (name,) = names_in(bucket, "media/cards/")
    assert bucket.Object(name).get()["Body"].read() == first
    bucket.put_object(Key=name, Body=b"kept")
    # A query that the page reads: another page to the cache of pages, of the same image.
    assert VISITOR.get(f"{url}/cards/films/lost-bullet.jpg?v=other").content == b"kept"


def send(browser, url, name, content):
    token = csrf_token(browser.get(f"{url}/admin/content/").text)
    return browser.post(f"{url}/admin/content/", token, files={"file": (name, content)})


def test_file_that_is_sent_waits_in_the_bucket_until_it_is_applied(url, bucket):
    browser = editor_at(url)
    waiting = names_in(bucket, "arrivals/")
    plan = send(browser, url, "companies.yaml", COMPANY)
    assert len(names_in(bucket, "arrivals/") - waiting) == 1
    told = browser.post(plan.url, sent_by(plan))
    assert "companies.yaml was applied: 1 created" in told.text
    assert names_in(bucket, "arrivals/") == waiting


def test_bundle_brings_a_picture_into_the_bucket_and_takes_it_out(site, url, bucket, tmp_path):
    content = picture_file()
    bundle = bundle_of([picture_entry(content)], [("pictures/a.png", content)])
    browser = editor_at(url)
    plan = send(browser, url, "a.zip", bundle.getvalue())
    told = browser.post(plan.url, sent_by(plan))
    assert "a.zip was applied" in told.text
    assert bucket.Object("media/pictures/a.png").get()["Body"].read() == content
    site.manage("content", "export", "--output", str(tmp_path / "all.zip"))
    with zipfile.ZipFile(tmp_path / "all.zip") as exported:
        assert exported.read("pictures/a.png") == content


@pytest.fixture
def to_the_bucket(bucket, settings):
    folder = {"location": "site", **bucket_options(bucket.url)}
    backend = {"BACKEND": "franchise.bucket.BucketStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"static_site": backend}


def export(folder):
    told = io.StringIO()
    # Other processes see nothing of a test's transaction.
    call_command("export_site", folder, upload=True, processes=1, stdout=told)
    return told.getvalue()


@pytest.mark.django_db
def test_static_site_is_uploaded_and_only_what_has_changed_again(bucket, tmp_path, to_the_bucket):
    bucket.put_object(Key="site/films/long-gone/index.html", Body=b"")
    film = make_film("Lost Bullet", slug="lost-bullet")
    folder = tmp_path / "static-site"
    told = export(folder)
    names = names_in(bucket, "site/")
    assert f"Bucket: {len(names)} files sent, 1 removed." in told
    here = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names == {f"site/{name}" for name in here - {LIST, RECORD}}
    page = bucket.Object("site/films/lost-bullet/index.html").get()
    assert page["ContentType"] == "text/html"
    assert page["Body"].read() == (folder / "films/lost-bullet/index.html").read_bytes()
    assert "Bucket: 0 files sent, 0 removed." in export(folder)
    film.delete()
    assert "0 removed" not in export(folder)
    assert "site/films/lost-bullet/index.html" not in names_in(bucket, "site/")


@pytest.mark.django_db
def test_upload_without_a_bucket_is_refused(tmp_path):
    with pytest.raises(CommandError, match="there is no bucket"):
        export(tmp_path)
