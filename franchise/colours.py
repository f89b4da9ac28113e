"""The colours that a franchise may bring to its pages, and whether they can be read."""

import re

from django.core.exceptions import ValidationError

PAPER, INK = "#fbfaf7", "#121211"
# WCAG 2.2, success criterion 1.4.3, level AA, for text of ordinary size.
AA = 4.5


def contrast(one, other):
    """The contrast ratio of two colours such as #b3290f, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """The relative luminance of an sRGB colour, from 0 to 1, as WCAG 2.2 defines it."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def validate_accent(colour):
    """Raise ValidationError unless text in this colour can be read on the site's paper."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE):
        raise ValidationError("Write a colour as # and six digits, such as #b3290f.", code="form")
    ratio = contrast(colour, PAPER)
    if ratio < AA:
        raise ValidationError(
            f"Its contrast on the paper is {ratio:.1f} to 1, and text needs {AA}: take it darker.",
            code="contrast",
        )


def on_dark(colour):
    """The colour itself where it can be read on the dark ground, else the nearest lighter one."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    for step in range(0, 101, 4):
        lighter = "#" + "".join(
            f"{round(part + (255 - part) * step / 100):02x}" for part in (red, green, blue)
        )
        if contrast(lighter, INK) >= AA:
            return lighter
    return "#ffffff"
