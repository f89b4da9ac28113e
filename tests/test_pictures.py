"""Pictures: what is refused and cleaned at upload, and the renditions that pages show."""

import hashlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from films import imaging
from films.models import Picture

SCRIPT = b"<html><script>alert(1)</script></html>"


def encoded(picture_format="JPEG", size=(60, 40), mode="RGB", colour="red", **options):
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, picture_format, **options)
    return buffer.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def refusal(content, name="photo.jpg"):
    with pytest.raises(ValidationError) as refused:
        imaging.sanitise(upload(content, name))
    return refused.value


def reopened(sanitised):
    return Image.open(io.BytesIO(sanitised.file.read()))


def png_header(width, height):
    """A PNG that only claims a size: 20 KB of nothing stand for its pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(20_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, data, b"IEND")
    )


def make_stored_picture(size=(700, 350), mode="RGB", colour="red", name="still.png"):
    sanitised = imaging.sanitise(upload(encoded("PNG", size, mode, colour), name))
    picture = Picture(
        name="Still",
        is_decorative=True,
        sha256=sanitised.sha256,
        width=sanitised.width,
        height=sanitised.height,
    )
    picture.file.save(sanitised.file.name, sanitised.file, save=False)
    return picture


def stored_files(picture):
    root = picture.file.storage.base_location
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


# What is refused


@pytest.mark.parametrize(
    "content",
    [
        b"Dear editor, here is the poster.",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n",
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x00\x00\x00\x00WEBPVP8X",
        b"\x00\x00\x00\x1cftypavif" + bytes(40),
    ],
    ids=["text", "svg", "eps", "gif", "bmp", "tiff", "bare png", "bare jpeg", "webp", "avif"],
)
@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_what_is_no_web_picture_is_refused_whatever_it_is_called(content, name):
    error = refusal(content, name)
    assert error.code == "unknown_format"
    assert "Save it again" in error.messages[0]


def test_empty_file_is_refused():
    assert refusal(b"").code == "empty"


def test_file_over_ten_megabytes_is_refused_unread():
    error = refusal(encoded() + bytes(11 * 1024 * 1024))
    assert error.code == "too_large"
    assert "10 MB" in error.messages[0]


@pytest.mark.parametrize("size", [(20_000, 20_000), (10_000, 8_000), (6_400, 6_400), (1, 20_000)])
def test_picture_with_too_many_pixels_is_refused_before_it_is_decoded(size, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", never)
    bomb = png_header(*size)
    assert len(bomb) < 25_000
    error = refusal(bomb, "photo.png")
    assert error.code == "too_many_pixels"
    assert "40 megapixels" in error.messages[0]


def test_png_called_jpg_is_refused_with_the_right_name():
    error = refusal(encoded("PNG"), "photo.jpg")
    assert error.code == "wrong_extension"
    assert "contains a PNG picture" in error.messages[0]
    assert ".png" in error.messages[0]


@pytest.mark.parametrize("name", ["photo", "photo.jpg.html", "photo.gif", ".jpg"])
def test_jpeg_needs_the_name_of_one(name):
    assert refusal(encoded(), name).code == "wrong_extension"


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_truncated_picture_is_refused(picture_format):
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, picture_format)
    half = buffer.getvalue()[: len(buffer.getvalue()) // 2]
    error = refusal(half, "photo" + imaging.EXTENSIONS[picture_format])
    assert error.code in {"damaged", "unknown_format"}


def test_png_whose_texts_unpack_to_hundreds_of_megabytes_is_refused():
    texts = PngImagePlugin.PngInfo()
    for _ in range(80):
        texts.add_text("Comment", "a" * 1_000_000, zip=True)
    assert refusal(encoded("PNG", pnginfo=texts), "photo.png").code in {"damaged", "unknown_format"}


# What is kept


@pytest.mark.parametrize(
    ("picture_format", "name", "stored_suffix"),
    [
        ("JPEG", "photo.JPEG", ".jpg"),
        ("PNG", "photo.png", ".png"),
        ("WEBP", "photo.webp", ".webp"),
        ("AVIF", "photo.Avif", ".avif"),
    ],
)
def test_picture_keeps_its_format_and_size(picture_format, name, stored_suffix):
    sanitised = imaging.sanitise(upload(encoded(picture_format), name))
    assert sanitised.file.name == "photo" + stored_suffix
    assert (sanitised.width, sanitised.height) == (60, 40)
    assert reopened(sanitised).format == picture_format


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_pixels_survives(picture_format):
    exif = Image.Exif()
    exif[0x010E] = "GPS: at home"
    content = encoded(picture_format, exif=exif) + SCRIPT
    sanitised = imaging.sanitise(upload(content, "photo" + imaging.EXTENSIONS[picture_format]))
    stored = sanitised.file.read()
    assert b"at home" not in stored
    assert b"script" not in stored
    image = Image.open(io.BytesIO(stored))
    assert not image.getexif()
    assert not {"comment", "xmp", "icc_profile"} & image.info.keys()


def test_comments_texts_and_profiles_are_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = encoded(comment=b"secret", xmp=b"<secret/>", icc_profile=profile)
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "secret")
    png = encoded("PNG", pnginfo=texts, icc_profile=profile)
    for content, name in [(jpeg, "photo.jpg"), (png, "photo.png")]:
        stored = imaging.sanitise(upload(content, name)).file.read()
        assert b"secret" not in stored
        assert "icc_profile" not in Image.open(io.BytesIO(stored)).info


def test_photo_taken_upright_is_stored_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90 degrees
    sanitised = imaging.sanitise(upload(encoded(size=(60, 40), exif=exif)))
    assert (sanitised.width, sanitised.height) == (40, 60)
    assert reopened(sanitised).size == (40, 60)


def test_colours_of_another_profile_become_srgb():
    lab = ImageCms.createProfile("LAB")
    # A profile of another colour space cannot apply: the colours stay, the profile goes.
    broken = encoded("PNG", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    assert reopened(imaging.sanitise(upload(broken, "photo.png"))).getpixel((0, 0)) == (255, 0, 0)
    garbage = encoded("PNG", icc_profile=b"no profile")
    assert reopened(imaging.sanitise(upload(garbage, "photo.png"))).getpixel((0, 0)) == (255, 0, 0)


def test_print_colours_become_screen_colours():
    sanitised = imaging.sanitise(upload(encoded(mode="CMYK", colour=(0, 255, 255, 0))))
    image = reopened(sanitised)
    assert image.mode == "RGB"
    red, green, blue = image.getpixel((5, 5))
    assert red > 240
    assert max(green, blue) < 15


def test_deep_greys_keep_their_brightness():
    sanitised = imaging.sanitise(upload(encoded("PNG", mode="I;16", colour=0x8000), "photo.png"))
    assert reopened(sanitised).getpixel((0, 0)) == (128, 128, 128)


def test_transparency_survives():
    for mode, colour in [("RGBA", (255, 0, 0, 0)), ("LA", (90, 0))]:
        content = encoded("PNG", mode=mode, colour=colour)
        image = reopened(imaging.sanitise(upload(content, "photo.png")))
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0))[3] == 0


def test_animation_becomes_its_first_frame():
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    image = reopened(imaging.sanitise(upload(buffer.getvalue(), "photo.webp")))
    assert image.n_frames == 1
    assert image.convert("RGB").getpixel((5, 5))[0] > 240


def test_checksum_is_that_of_the_stored_file():
    sanitised = imaging.sanitise(upload(encoded()))
    assert sanitised.sha256 == hashlib.sha256(sanitised.file.read()).hexdigest()


def test_picture_is_stored_under_a_random_name():
    one, two = make_stored_picture(), make_stored_picture()
    assert one.file.name.startswith("pictures/")
    assert one.file.name.endswith(".png")
    assert "still" not in one.file.name
    assert one.file.name != two.file.name


# Renditions


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (120, (120,)),
        (320, (320,)),
        (700, (320, 640, 700)),
        (1920, (320, 640, 960, 1440, 1920)),
        (6000, (320, 640, 960, 1440, 1920)),
    ],
)
def test_picture_is_never_shown_wider_than_it_is(width, widths):
    assert imaging.rendition_widths(Picture(width=width, height=10)) == widths


def test_rendition_is_named_after_its_picture():
    picture = Picture(file="pictures/chase.png", sha256="abcdef0123456789")
    assert imaging.rendition_name(picture, 640, "avif") == "renditions/chase-abcdef01-640.avif"
    assert imaging.rendition_url(picture, 640, "avif").endswith("/chase-abcdef01-640.avif")


def test_renditions_come_in_every_width_and_format():
    picture = make_stored_picture(size=(700, 350))
    assert not imaging.has_renditions(picture)
    assert imaging.make_renditions(picture) == 9
    assert imaging.has_renditions(picture)
    for width in (320, 640, 700):
        for extension, picture_format in [("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")]:
            name = imaging.rendition_name(picture, width, extension)
            with picture.file.storage.open(name) as file, Image.open(file) as image:
                assert image.format == picture_format
                assert image.size == (width, width // 2)


def test_only_missing_renditions_are_made():
    picture = make_stored_picture()
    imaging.make_renditions(picture)
    assert imaging.make_renditions(picture) == 0
    picture.file.storage.delete(imaging.rendition_name(picture, 640, "webp"))
    assert imaging.make_renditions(picture) == 1


def test_transparent_picture_stands_on_white_in_jpeg_and_stays_transparent_in_webp():
    picture = make_stored_picture(mode="RGBA", colour=(0, 0, 0, 0))
    imaging.make_renditions(picture)
    storage = picture.file.storage
    with storage.open(imaging.rendition_name(picture, 320, "jpg")) as file:
        assert Image.open(file).getpixel((9, 9)) == (255, 255, 255)
    with storage.open(imaging.rendition_name(picture, 320, "webp")) as file:
        assert Image.open(file).getpixel((9, 9))[3] == 0


def test_panorama_of_a_few_pixels_height_keeps_one():
    picture = make_stored_picture(size=(1000, 1))
    assert imaging.make_renditions(picture) == 12


def test_full_disk_leaves_no_half_rendition(monkeypatch):
    picture = make_stored_picture()

    def full(self, name, content):
        path = self.base_location / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(OSError, match="No space"):
            imaging.make_renditions(picture)
    assert stored_files(picture) == [picture.file.name]
    assert imaging.make_renditions(picture) == 9


def test_file_has_its_name_only_once_it_is_whole(monkeypatch):
    write, seen = FileSystemStorage._save, []

    def watched(self, name, content):
        written = write(self, name, content)
        seen.append(self.exists("cards/1.jpg"))
        return written

    monkeypatch.setattr(FileSystemStorage, "_save", watched)
    imaging.store(default_storage, "cards/1.jpg", b"whole")
    assert seen == [False]
    assert default_storage.open("cards/1.jpg").read() == b"whole"
    assert default_storage.listdir("cards") == ([], ["1.jpg"])


def test_rendition_made_twice_at_once_is_kept_once(monkeypatch):
    picture = make_stored_picture(size=(200, 100))
    imaging.make_renditions(picture)
    before = stored_files(picture)
    monkeypatch.setattr(imaging, "_exists", lambda picture, rendition: False)
    imaging.make_renditions(picture)
    assert stored_files(picture) == before


def test_picture_without_a_file_is_never_shown_and_never_raises():
    assert not imaging.has_renditions(Picture(width=10, height=10))
    assert not imaging.has_renditions(Picture(file="pictures/gone.png", width=10, height=10))


def test_deleting_a_picture_s_renditions_leaves_its_own_file():
    picture, other = make_stored_picture(), make_stored_picture(colour="blue")
    imaging.make_renditions(picture)
    imaging.delete_renditions(picture)
    assert stored_files(picture) == sorted([picture.file.name, other.file.name])
    imaging.delete_renditions(picture)


# The command


@pytest.mark.django_db
def test_command_makes_what_is_missing_and_names_pictures_without_a_file(capsys):
    kept, gone = make_stored_picture(size=(200, 100)), make_stored_picture(size=(200, 100))
    kept.save()
    gone.name = "Gone"
    gone.save()
    gone.file.storage.delete(gone.file.name)
    call_command("make_renditions")
    out, err = capsys.readouterr()
    assert imaging.has_renditions(kept)
    assert err.startswith(f"Gone: {gone.file.name} cannot be read")
    assert len(err.splitlines()) == 1
    assert "3 renditions generated for 1 pictures." in out


def test_damaged_file_in_the_storage_is_told(settings):
    picture = make_stored_picture()
    picture.file.storage.delete(picture.file.name)
    picture.file.storage.save(picture.file.name, ContentFile(b"damaged"))
    with pytest.raises(ValidationError):
        imaging.make_renditions(picture)
