"""Pictures in the admin: uploaded, replaced and deleted with their files."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editorial.models import Version
from films import imaging
from films.models import Picture

from .admin_forms import change, errors_in, form_of, sent_by
from .factories import (
    image_file,
    make_editor,
    make_film,
    make_film_picture,
    make_franchise,
    make_person,
    make_picture,
    make_reviewer,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/films/picture/add/"


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(make_editor())


def photo(name="chase.jpg", size=(700, 350), colour="red"):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS: at home"
    Image.new("RGB", size, colour).save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue() + b"<script>", "text/html")


def add(client, **fields):
    page = sent_by(client.get(ADD), "picture_form")
    return client.post(ADD, {**page, "name": "Chase", "alt": "A red car.", **fields})


def files(settings):
    return {path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def test_uploaded_picture_is_cleaned_measured_and_prepared(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert add(client, file=photo()).status_code == 302
    picture = Picture.objects.get(slug="chase")
    stored = picture.file.read()
    assert (picture.width, picture.height) == (700, 350)
    assert picture.sha256 == hashlib.sha256(stored).hexdigest()
    assert b"at home" not in stored
    assert b"script" not in stored
    assert "chase" not in picture.file.name
    assert imaging.has_renditions(picture)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("chase.jpg", b"Dear editor"), "This is not a JPEG, PNG, WebP or AVIF"),
        (SimpleUploadedFile("chase.jpg", b""), "The submitted file is empty."),
        (photo("chase.png"), "does not end in .jpg"),
        (SimpleUploadedFile("chase.svg", b"<svg/>"), "This is not a JPEG, PNG, WebP or AVIF"),
    ],
    ids=["text", "empty", "wrong name", "svg"],
)
def test_broken_upload_is_an_error_of_its_field_and_keeps_what_was_typed(client, file, message):
    file.seek(0)
    response = add(client, file=file, caption="Through the wall")
    assert response.status_code == 200
    assert message in response.context["adminform"].form.errors["file"][0]
    assert b"Through the wall" in response.content
    assert b"A red car." in response.content
    assert not Picture.objects.exists()


def test_picture_needs_a_description_or_is_decorative(client):
    response = add(client, file=photo(), alt="")
    errors = response.context["adminform"].form.errors
    assert errors["alt"] == ["Describe the picture, or mark it as decorative."]
    assert errors["file"] == [
        "Choose the file again: chase.jpg was not uploaded, because the form has errors."
    ]
    assert set(errors) == {"alt", "file"}
    assert add(client, file=photo(), alt="", is_decorative="on").status_code == 302


def test_replaced_picture_leaves_its_old_file_to_history_alone(
    client, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        add(client, file=photo())
    picture = Picture.objects.get()
    before, own_file = files(settings), Path(picture.file.name).name
    fields = form_of(client, picture)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            change(picture), {**fields, "file": photo(size=(400, 200), colour="blue")}
        )
    assert response.status_code == 302, errors_in(response)
    picture.refresh_from_db()
    assert picture.width == 400
    assert before & files(settings) == {own_file}
    assert imaging.has_renditions(picture)


def test_other_changes_keep_the_file(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(client, file=photo())
    picture = Picture.objects.get()
    fields = form_of(client, picture)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(picture), {**fields, "caption": "Through the wall"})
    again = Picture.objects.get()
    assert again.caption == "Through the wall"
    assert (again.file.name, again.sha256) == (picture.file.name, picture.sha256)
    assert imaging.has_renditions(again)


def test_refused_replacement_keeps_the_file(client, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(client, file=photo())
    before = files(settings)
    picture = Picture.objects.get()
    fields = form_of(client, picture)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(picture), {**fields, "file": SimpleUploadedFile("a.jpg", b"no")})
    assert files(settings) == before


@pytest.mark.parametrize("by", ["page", "list"])
def test_deleted_picture_comes_back_with_its_file_and_renditions(
    client, settings, django_capture_on_commit_callbacks, by
):
    with django_capture_on_commit_callbacks(execute=True):
        add(client, file=photo())
    picture = Picture.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        if by == "page":
            client.post(reverse("admin:films_picture_delete", args=[picture.pk]), {"post": "yes"})
        else:
            action = {"action": "delete_selected", "_selected_action": picture.pk, "post": "yes"}
            client.post(reverse("admin:films_picture_changelist"), action)
    assert not Picture.objects.exists()
    assert files(settings) == {Path(picture.file.name).name}
    version = Version.objects.get(action="deleted")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:films_picture_recover", args=[version.pk]))
    assert imaging.has_renditions(Picture.objects.get())


def test_picture_in_use_cannot_be_deleted(client, settings):
    picture = make_film(poster=make_picture()).poster
    response = client.post(
        reverse("admin:films_picture_delete", args=[picture.pk]), {"post": "yes"}
    )
    assert b"Lost Bullet" in response.content
    assert Picture.objects.exists()
    assert files(settings)


def test_picture_says_where_it_is_used(client):
    picture = make_picture()
    film = make_film("Lost Bullet", poster=picture)
    make_film_picture(make_film("Burned Bullet"), picture)
    make_franchise("The whole saga", hero=picture)
    make_person("Alban Lenoir", portrait=picture)
    page = client.get(change(picture)).content.decode()
    for name in ("Lost Bullet", "Burned Bullet", "The whole saga", "Alban Lenoir"):
        assert f">{name}</a>" in page
    assert reverse("admin:films_film_change", args=[film.pk]) in page
    assert f"{picture.width} × {picture.height} pixels" in page
    assert picture.sha256 in page


def test_film_form_shows_the_poster_and_says_where_it_cannot(client):
    poster = make_picture(file=image_file(640, 960), width=640, height=960)
    film = make_film(poster=poster)
    url = reverse("admin:films_film_change", args=[film.pk])
    assert "No preview" in client.get(url).content.decode()
    imaging.make_renditions(poster)
    assert imaging.rendition_url(poster, 320, "jpg") in client.get(url).content.decode()
    listed = client.get(reverse("admin:films_film_changelist")).content.decode()
    assert imaging.rendition_url(poster, 320, "jpg") in listed


def test_chosen_picture_is_shown_before_it_is_saved(client):
    poster = make_picture(file=image_file(640, 960), width=640, height=960)
    imaging.make_renditions(poster)
    shown = reverse("admin:films_picture_shown")
    assert imaging.rendition_url(poster, 320, "jpg") in client.get(shown, {"id": poster.pk}).text
    for key in ("", "0", "abc", "9" * 30, "é"):
        assert client.get(shown, {"id": key}).text == "No picture yet."
    client.force_login(make_reviewer())
    assert client.get(shown, {"id": poster.pk}).status_code == 403
