"""What happens to a picture's file: checked and cleaned at upload, then resized for pages.

Nothing that an uploader sends is stored as it came. Pages show renditions: the same picture in
several widths and formats, made once, beside the cleaned original.
"""

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
# WebP, one of the formats of renditions, has no larger sides.
MAX_SIDE = 16_383

EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}
ENCODINGS = {
    "JPEG": {"quality": 90, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 2},
    "AVIF": {"quality": 80, "speed": 8},
}

RENDITION_WIDTHS = (320, 640, 960, 1440, 1920)
# The best first: a page offers them in this order.
RENDITIONS = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", {"quality": 78}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
}


@dataclass(frozen=True)
class Sanitised:
    """A cleaned picture, with what its row stores: pixels after rotation, SHA-256 of the file."""

    file: ContentFile
    width: int
    height: int
    sha256: str


# At upload


def sanitise(upload):
    """Return the uploaded file as a Sanitised picture of the same format.

    It is upright, in sRGB and encoded anew, so nothing but pixels survives. Raises
    ValidationError with what to do about it where the file is not such a picture.
    """
    _check_bytes(upload)
    with _opened(upload) as image:
        picture_format = _known_format(image)
        _check_extension(upload.name, picture_format)
        clean = _decoded(image)
    content = _encoded(clean, picture_format, ENCODINGS[picture_format])
    name = PurePosixPath(upload.name).stem + EXTENSIONS[picture_format]
    return Sanitised(
        file=ContentFile(content, name=name),
        width=clean.width,
        height=clean.height,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def inspect(file, name):
    """Return (width, height) in pixels of a picture that is kept as it is, to the byte.

    Raises ValidationError as sanitise() does, and where the file's name does not tell its format.
    """
    content = ContentFile(file.read(MAX_BYTES + 1), name=name)
    _check_bytes(content)
    with _opened(content) as image:
        _check_extension(name, _known_format(image))
        return _decoded(image).size


def _check_bytes(upload):
    if not upload.size:
        raise ValidationError("The file is empty: choose the picture again.", code="empty")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            "The file is larger than 10 MB: save it smaller, or as JPEG, WebP or AVIF.",
            code="too_large",
        )


def _opened(file):
    """Open a picture by its header: no pixel is decoded yet, however many it claims to have."""
    file.seek(0)
    try:
        image = Image.open(file, formats=list(EXTENSIONS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow's readers raise nearly anything on a hostile file, MemoryError included.
    except Exception as error:
        raise ValidationError(
            "This is not a JPEG, PNG, WebP or AVIF picture, or it is damaged. Save it again in "
            "one of these formats.",
            code="unknown_format",
        ) from error
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise _too_many_pixels()
    return image


def _too_many_pixels():
    return ValidationError(
        "The picture has more than 40 megapixels, or a side of more than 16,383 pixels: "
        "save it smaller.",
        code="too_many_pixels",
    )


def _known_format(image):
    # Phones write a JPEG with a second picture behind the first one.
    return "JPEG" if image.format == "MPO" else image.format


def _check_extension(name, picture_format):
    suffix = PurePosixPath(name).suffix.lower()
    expected = EXTENSIONS[picture_format]
    if (".jpg" if suffix == ".jpeg" else suffix) != expected:
        raise ValidationError(
            "The file contains a %(format)s picture, but its name does not end in %(expected)s. "
            "Rename it, or save it again.",
            code="wrong_extension",
            params={"format": picture_format, "expected": expected},
        )


def _decoded(image):
    """The first frame's pixels in RGB or RGBA: upright, in sRGB, with no metadata."""
    try:
        image.load()
        clean = _in_srgb(ImageOps.exif_transpose(image))
    # As above: the decoders read what a stranger wrote.
    except Exception as error:
        raise ValidationError(
            "The picture is damaged or incomplete: export it again and choose the new file.",
            code="damaged",
        ) from error
    # Encoders fall back on an image's own profile and comments.
    clean.info = {}
    return clean


def _in_srgb(image):
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # Converted as it is, a grey of 16 bits would turn white.
        image = image.point(lambda grey: grey / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            return ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A broken profile says nothing: the colours stay as they are.
    return image.convert(mode)


def _encoded(image, picture_format, options):
    buffer = io.BytesIO()
    image.save(buffer, format=picture_format, **options)
    return buffer.getvalue()


# For pages


def rendition_widths(picture):
    """The widths in pixels that a picture is shown in: never wider than it is itself."""
    widest = min(picture.width, RENDITION_WIDTHS[-1])
    return (*(width for width in RENDITION_WIDTHS if width < widest), widest)


def rendition_name(picture, width, extension):
    """Where the storage holds a rendition.

    The checksum is part of it: another picture under the same file name has renditions of its own.
    """
    stem = PurePosixPath(picture.file.name).stem
    return f"renditions/{stem}-{picture.sha256[:8]}-{width}.{extension}"


def rendition_url(picture, width, extension):
    return picture.file.storage.url(rendition_name(picture, width, extension))


def has_renditions(picture):
    """Whether pages can show the picture: the smallest JPEG is there, and it is made last."""
    if not picture.file:
        return False
    try:
        return picture.file.storage.exists(
            rendition_name(picture, rendition_widths(picture)[0], "jpg")
        )
    except OSError:
        # A bucket does not answer. Browsers may reach it, or have the picture.
        return True


def shown_renditions(picture):
    """Return (MIME type, [(width in pixels, URL) …]) for each format, the best first.

    Empty where pages cannot show the picture.
    """
    if not has_renditions(picture):
        return []
    widths = rendition_widths(picture)
    return [
        (
            f"image/{picture_format.lower()}",
            [(width, rendition_url(picture, width, extension)) for width in widths],
        )
        for extension, (picture_format, _options) in RENDITIONS.items()
    ]


def smallest_jpeg(picture):
    """Return the URL of a small rendition; None where there is no picture to show."""
    if picture is None or not has_renditions(picture):
        return None
    return rendition_url(picture, rendition_widths(picture)[0], "jpg")


def make_renditions(picture):
    """Write the renditions that the storage lacks, and return how many.

    Raises FileNotFoundError where the picture's own file is gone, and ValidationError where it
    is not a picture.
    """
    missing = [item for item in _renditions(picture) if not _exists(picture, item)]
    if not missing:
        return 0
    original = _decoded_file(picture)
    for width, extension in missing:
        picture_format, options = RENDITIONS[extension]
        resized = _resized(original, width)
        if picture_format == "JPEG":
            resized = _on_white(resized)
        content = _encoded(resized, picture_format, options)
        store(picture.file.storage, rendition_name(picture, width, extension), content)
    return len(missing)


def pixels_of(picture):
    """Return a picture's own pixels, upright, in sRGB and on white.

    Raises FileNotFoundError where its file is gone, and ValidationError where it is not a picture.
    """
    return _on_white(_decoded_file(picture))


def delete_renditions(picture):
    """Remove a picture's renditions from the storage; its own file stays, for history."""
    for width, extension in _renditions(picture):
        picture.file.storage.delete(rendition_name(picture, width, extension))


def _renditions(picture):
    """All (width, extension), the widest first: the smallest JPEG comes last, as a mark."""
    widths = reversed(rendition_widths(picture))
    return [(width, extension) for width in widths for extension in RENDITIONS]


def _decoded_file(picture):
    with picture.file.storage.open(picture.file.name) as file, _opened(file) as image:
        return _decoded(image)


def _exists(picture, rendition):
    return picture.file.storage.exists(rendition_name(picture, *rendition))


def _resized(image, width):
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(image):
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def store(storage, name, content):
    """Keep a file under a name made of its content, whoever else keeps or reads it by then.

    In a folder it is written aside and renamed: under a name that pages trust, nobody finds half
    a picture. A bucket shows no half ones.
    """
    if not isinstance(storage, FileSystemStorage):
        storage.put(name, ContentFile(content))
        return
    aside = f"{name}.{get_random_string(8)}"
    try:
        storage.save(aside, ContentFile(content))
        os.replace(storage.path(aside), storage.path(name))
    except OSError:
        storage.delete(aside)
        raise
