"""The picture that stands for a page where its URL is shared: 1200 by 630 pixels.

A title in the site's own type on its paper, a line above it and one below, and a picture at one
side. It is drawn once and kept in the storage under a name made of what it shows.
"""

import hashlib
import io
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, ImageOps

from content.palette import ACCENT, HAIRLINE, INK, PAPER, SOFT_INK

from . import imaging
from .models import Picture

WIDTH, HEIGHT = 1200, 630
# To be raised with every change of the drawing: what was drawn before is drawn anew.
DRAWING = 1

# Where things stand, in pixels from the left and from the top: the text's left edge, the baseline
# of the line above, the room of the title, the rule and the baseline of the line below it.
EDGE = 64
ABOVE = 90
TITLE_TOP, TITLE_BOTTOM = 132, 488
RULE = 524
BELOW = 574
# How far text keeps from the picture, and from the site's name behind it.
GAP, MARK_GAP = 56, 32
# The square before the line above, its distance from the words, and the band where no picture is.
SQUARE, SQUARE_GAP = 21, 16
BAND = 28
# A picture keeps its shape within these widths, at the full height.
NARROWEST, WIDEST = 400, 560
# The sizes of letters: of the lines, and of the title from the largest down to the smallest.
SIZE = 30
LARGEST, SMALLEST, STEP = 148, 40, 4
# From a line of the title to the next, in em.
LEADING = 0.98
# No image has room for more letters; a text that is longer would take minutes to be fitted.
LONGEST = 1000

FONTS = [
    settings.BASE_DIR / "static/fonts" / f"archivo-{part}.woff2" for part in ("latin", "latin-ext")
]
# Letters are measured at this size, in pixels, and scaled: a font is slow to open.
MEASURE = 200


@dataclass(frozen=True)
class Style:
    """A cut of Archivo: its weight, its width in per cent, and the letters' distance in em."""

    weight: int
    width: int
    tracking: float


TITLE = Style(weight=850, width=125, tracking=-0.035)
WORDMARK = Style(weight=800, width=120, tracking=-0.02)
LINE = Style(weight=560, width=100, tracking=0)


@dataclass(frozen=True)
class ShareImage:
    """What the image shows: a line above the title and one below, the site's name as `mark`.

    `accent` is a colour such as #b3290f, and empty for the site's own.
    """

    title: str
    above: str = ""
    below: str = ""
    mark: str = ""
    picture: Picture | None = None
    accent: str = ""

    @property
    def version(self):
        """A checksum of what the image shows: another version is another image."""
        picture = self.picture
        shown = picture and (picture.sha256, picture.focal_x, picture.focal_y)
        texts = (self.title, self.above, self.below, self.mark, self.accent)
        return hashlib.sha256(repr((DRAWING, *map(str, texts), shown)).encode()).hexdigest()[:20]

    @property
    def alt(self):
        """Its words, for those who do not see it."""
        return ". ".join(str(text) for text in (self.title, self.above, self.below) if text)

    def content(self):
        """Return the image as a JPEG, drawn where the storage has none of this version."""
        name = f"cards/{self.version}.jpg"
        try:
            with default_storage.open(name) as file:
                return file.read()
        except OSError:
            picture = self._pixels()
        content = _encoded(self._drawn(picture))
        # Kept for good under this name: not while its picture cannot be read. On a full disk the
        # image is shown all the same, and drawn again next time.
        if picture or not self.picture:
            with suppress(OSError):
                imaging.store(default_storage, name, content)
        return content

    def _pixels(self):
        """The picture, or None without one that can be read."""
        try:
            return imaging.pixels_of(self.picture) if self.picture else None
        except (OSError, ValidationError):
            return None

    def _drawn(self, picture):
        canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        draw = ImageDraw.Draw(canvas)
        accent = self.accent or ACCENT
        if picture:
            right = self._place(picture, canvas)
        else:
            right = WIDTH - BAND
            draw.rectangle((right, 0, WIDTH, HEIGHT), fill=accent)
        space = right - EDGE - GAP
        self._write_above(draw, space, accent)
        self._write_title(draw, space)
        self._write_below(draw, space)
        return canvas

    def _place(self, picture, canvas):
        """Put the picture at the right, and return where it begins."""
        width = min(max(round(HEIGHT * picture.width / picture.height), NARROWEST), WIDEST)
        focus = (self.picture.focal_x / 100, self.picture.focal_y / 100)
        cropped = ImageOps.fit(picture, (width, HEIGHT), Image.Resampling.LANCZOS, centering=focus)
        canvas.paste(cropped, (WIDTH - width, 0))
        return WIDTH - width

    def _write_above(self, draw, space, accent):
        if not self.above:
            return
        draw.rectangle((EDGE, ABOVE - SQUARE, EDGE + SQUARE, ABOVE), fill=accent)
        indent = SQUARE + SQUARE_GAP
        above = _shortened(_words(self.above), LINE, SIZE, space - indent)
        _write(draw, (EDGE + indent, ABOVE), above, LINE, SIZE, INK)

    def _write_title(self, draw, space):
        size, lines = _fitted(_words(self.title), space, TITLE_BOTTOM - TITLE_TOP)
        leading = size * LEADING
        for number, line in enumerate(reversed(lines)):
            # Optically on the edge: large letters have air before them.
            _write(
                draw, (EDGE - size * 0.05, TITLE_BOTTOM - number * leading), line, TITLE, size, INK
            )

    def _write_below(self, draw, space):
        draw.line((EDGE, RULE, EDGE + space, RULE), fill=HAIRLINE, width=2)
        mark_width = _length(self.mark, WORDMARK, SIZE)
        _write(draw, (EDGE + space - mark_width, BELOW), self.mark, WORDMARK, SIZE, INK)
        below = _shortened(_words(self.below), LINE, SIZE, space - mark_width - MARK_GAP)
        _write(draw, (EDGE, BELOW), below, LINE, SIZE, SOFT_INK)


def _encoded(canvas):
    buffer = io.BytesIO()
    canvas.save(buffer, "JPEG", quality=88, subsampling=0, optimize=True, progressive=True)
    return buffer.getvalue()


# Text


def _words(text):
    """Return the words of a text in letters that the fonts have: as many as an image may hold."""
    text = unicodedata.normalize("NFC", str(text)[:LONGEST])
    return "".join(_drawable(letter) for letter in " ".join(text.split()))[:LONGEST]


@lru_cache(maxsize=4096)
def _drawable(letter):
    if not letter.isprintable():
        return ""
    return letter if letter == " " or _file_with(letter) else anyascii(letter)


@lru_cache(maxsize=4096)
def _file_with(letter):
    """The first of the fonts that has a letter; None where they would draw an empty box."""
    for file in FONTS:
        font = _font(file, 60, LINE)
        if bytes(font.getmask(letter)) != bytes(font.getmask("\U0010ffff")):
            return file
    return None


@lru_cache(maxsize=64)
def _font(file, size, style):
    # The other layout engine is not on every machine, and an image is the same on each.
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([style.weight, style.width])
    return font


@lru_cache(maxsize=4096)
def _advance(letter, style):
    """How far a letter takes the next one, in em."""
    font = _font(_file_with(letter) or FONTS[0], MEASURE, style)
    return font.getlength(letter) / MEASURE + style.tracking


def _length(text, style, size):
    return size * sum(_advance(letter, style) for letter in text)


def _write(draw, at, text, style, size, colour):
    """Write a line from a point on its baseline."""
    x, y = at
    for letter in text:
        font = _font(_file_with(letter) or FONTS[0], size, style)
        draw.text((x, y), letter, font=font, fill=colour, anchor="ls")
        x += _advance(letter, style) * size


def _shortened(text, style, size, space):
    """Return a text that fits one line, cut with an ellipsis where it must be."""
    if _length(text, style, size) <= space:
        return text
    widths = accumulate(_advance(letter, style) * size for letter in f"…{text}")
    fitting = sum(1 for _ in takewhile(lambda width: width <= space, widths))
    return f"{text[: max(fitting - 1, 0)].rstrip()}…"


def _fitted(text, width, height):
    """Return the largest size at which a title fits, and its lines; the smallest one is cut."""
    for size in range(LARGEST, SMALLEST, -STEP):
        lines = _lines(text, size, width)
        if lines and len(lines) * size * LEADING <= height:
            return size, _balanced(lines, size, width)
    lines = _lines(text, SMALLEST, width) or _lines(_broken(text, width), SMALLEST, width)
    most = int(height / (SMALLEST * LEADING))
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], _shortened(rest, TITLE, SMALLEST, width)]
    return SMALLEST, lines


def _lines(text, size, width):
    """Return the text in lines no wider than `width`; none where a word alone is wider."""
    lines = []
    for word in text.split():
        if _length(word, TITLE, size) > width:
            return []
        if lines and _length(f"{lines[-1]} {word}", TITLE, size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balanced(lines, size, width):
    """Return the same number of lines, as even in length as they can be."""
    text = " ".join(lines)
    narrower = lines
    while len(narrower) == len(lines):
        lines = narrower
        width = max(_length(line, TITLE, size) for line in lines) - 1
        narrower = _lines(text, size, width)
    return lines


def _broken(text, width):
    """Return the text with each word that is wider than a line broken into such that are not."""
    return " ".join(" ".join(_pieces(word, width)) for word in text.split())


def _pieces(word, width):
    piece = ""
    for letter in word:
        if piece and _length(piece + letter, TITLE, SMALLEST) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece
