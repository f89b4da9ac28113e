"""Pictures, and where a film shows them. What happens to an uploaded file is in imaging.py."""

import uuid
from pathlib import PurePosixPath

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.natural_keys import Slugged
from content.search_keys import SearchKeyField
from content.translations import TranslationsField

from .film import Film
from .parts import Ordered


def random_name(picture, filename):
    """A path under the media folder that tells nothing and is never given twice."""
    return f"pictures/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


class Picture(Slugged):
    name = models.CharField(
        max_length=200, help_text="The name that editors search for: Lost Bullet, poster."
    )
    file = models.FileField(
        upload_to=random_name,
        max_length=200,
        help_text="JPEG, PNG, WebP or AVIF, at most 10 MB and 40 megapixels.",
    )
    sha256 = models.CharField("checksum", max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="In pixels.")
    height = models.PositiveIntegerField(editable=False, help_text="In pixels.")
    alt = models.TextField(
        "alternative text",
        blank=True,
        help_text="What it shows, for readers who cannot see it: one or two sentences.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It adds nothing to what the text says."
    )
    caption = models.CharField(max_length=300, blank=True, help_text="Shown below the picture.")
    credit = models.CharField(
        max_length=200, blank=True, help_text="Who made it, as they must be credited."
    )
    licence = models.CharField(
        max_length=100,
        blank=True,
        help_text="The licence under which it may be shown, such as CC BY-SA 4.0.",
    )
    source_url = models.URLField(
        "source", max_length=500, blank=True, help_text="The page it was taken from."
    )
    focal_x = models.PositiveSmallIntegerField(
        "focal point, horizontal",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="The point that every crop must keep: per cent from the left.",
    )
    focal_y = models.PositiveSmallIntegerField(
        "focal point, vertical",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="Per cent from the top.",
    )
    translations = TranslationsField("alt", "caption")
    folded = SearchKeyField("name")

    # By them a file is known when content travels, whatever it is called.
    checksums = {"file": "sha256"}

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "slug", "name", name="picture_has_slug_and_name", message="A picture needs a name."
            ),
            models.CheckConstraint(
                name="picture_has_alt_or_is_decorative",
                condition=~Q(alt="") | Q(is_decorative=True),
                violation_error_message="Describe the picture, or mark it as decorative.",
            ),
            models.CheckConstraint(
                name="picture_has_size",
                condition=Q(width__gt=0, height__gt=0),
                violation_error_message="A picture needs a width and a height.",
            ),
            models.CheckConstraint(
                name="picture_focal_point_inside",
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                violation_error_message="A focal point must be between 0 and 100 per cent.",
            ),
        ]
        # The admin's list and its autocomplete, in the order of names.
        indexes = [models.Index(fields=["folded"], name="picture_by_name")]


class PictureRole(models.TextChoices):
    STILL = "still", _("Still")
    POSTER = "poster", _("Other poster")
    BEHIND_THE_SCENES = "behind_the_scenes", _("Behind the scenes")
    ARTWORK = "artwork", _("Artwork")


class FilmPicture(Ordered):
    Role = PictureRole

    film = models.ForeignKey(Film, models.CASCADE, related_name="film_pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="film_pictures")
    role = models.CharField(max_length=20, choices=Role, default=Role.STILL)

    natural_key_fields = ("film__slug", "picture__slug")

    class Meta(Ordered.Meta):
        verbose_name = "film picture"
        verbose_name_plural = "film pictures"
        constraints = [
            one_of(PictureRole, "role", name="film_picture_role_known"),
            models.UniqueConstraint(
                name="picture_once_per_film",
                fields=["film", "picture"],
                violation_error_message="This film already shows that picture.",
            ),
        ]

    def __str__(self):
        return str(self.picture)
