"""The colours that a franchise may bring to its pages, and whether they can be read."""

import re

from django.core.exceptions import ValidationError

from content.palette import DARK_PAPER, PAPER

# WCAG 2.2, success criterion 1.4.3, level AA, for text of ordinary size.
AA = 4.5


def contrast(one, other):
    """The contrast ratio of two colours such as #b3290f, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """The relative luminance of an sRGB colour, from 0 to 1, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour):
    """Red, green and blue, from 0 to 255."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def validate_accent(colour):
    """Raise ValidationError unless text in this colour can be read on the site's paper."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE):
        raise ValidationError("Enter a colour as # and six digits, such as #b3290f.", code="form")
    ratio = contrast(colour, PAPER)
    if ratio < AA:
        raise ValidationError(
            f"Its contrast with the background is {ratio:.1f} to 1, but text needs {AA}. Choose a "
            "darker colour.",
            code="contrast",
        )


def on_dark(colour):
    """The colour itself where it can be read on the dark paper, else the nearest lighter one."""
    lighter = (_lightened(colour, per_cent) for per_cent in range(0, 101, 4))
    return next(each for each in lighter if contrast(each, DARK_PAPER) >= AA)


def _lightened(colour, per_cent):
    """A colour on its way to white."""
    parts = (round(part + (255 - part) * per_cent / 100) for part in _parts(colour))
    return "#" + "".join(f"{part:02x}" for part in parts)
