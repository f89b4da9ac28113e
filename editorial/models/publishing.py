"""What is published, and from when: the one gate to what visitors see."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

ENDS_TOO_EARLY = "Give a time after that from which it is published."
# Near the first and the last year that Python knows, a time is no time in another zone.
YEARS = range(1900, 9001)
OUT_OF_YEARS = f"Give a year from {YEARS[0]} to {YEARS[-1]}."


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """What a visitor may see now: the one gate for pages, counts, feeds and search."""
        now = timezone.now()
        return self.filter(
            models.Q(publish_at=None) | models.Q(publish_at__lte=now),
            models.Q(unpublish_at=None) | models.Q(unpublish_at__gt=now),
            status=Publishable.Status.PUBLISHED,
        )

    def changing_between(self, start, end):
        """Published pages that visitors begin or cease to see from `start` to before `end`."""
        return self.filter(
            models.Q(publish_at__gte=start, publish_at__lt=end)
            | models.Q(unpublish_at__gte=start, unpublish_at__lt=end),
            status=Publishable.Status.PUBLISHED,
        )

    def with_updated_at(self):
        """Annotate `updated_at`: since when visitors can see a row as it is."""
        publish_at = Coalesce("publish_at", "changed_at")
        kind = models.DateTimeField()
        return self.annotate(updated_at=Greatest("changed_at", publish_at, output_field=kind))


class ChangeTimeField(models.DateTimeField):
    """When a row was last written: under loaddata too, which asks no field but for its default."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=timezone.now, editable=False, serialize=False)
        super().__init__(*args, **kwargs)

    def pre_save(self, row, add):
        now = timezone.now()
        setattr(row, self.attname, now)
        return now


class Publishable(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    status = models.CharField(
        max_length=9,
        choices=Status,
        default=Status.DRAFT,
        help_text="Visitors see published pages only.",
    )
    publish_at = models.DateTimeField(
        "publish from",
        null=True,
        blank=True,
        help_text="A published page stays hidden until then. Empty: at once.",
    )
    unpublish_at = models.DateTimeField(
        "publish until",
        null=True,
        blank=True,
        help_text="A published page is hidden again from then on. Empty: it stays.",
    )
    changed_at = ChangeTimeField("changed")

    class Meta:
        abstract = True

    @property
    def is_live(self):
        """Whether `published()` would hold this object now."""
        return self.status == self.Status.PUBLISHED and not self.is_to_come and not self.is_over

    @property
    def is_to_come(self):
        return self.publish_at is not None and self.publish_at > timezone.now()

    @property
    def is_over(self):
        return self.unpublish_at is not None and self.unpublish_at <= timezone.now()

    def clean(self):
        super().clean()
        for name in ("publish_at", "unpublish_at"):
            if (moment := getattr(self, name)) and moment.year not in YEARS:
                raise ValidationError({name: OUT_OF_YEARS})
        if self.publish_at and self.unpublish_at and self.unpublish_at <= self.publish_at:
            raise ValidationError({"unpublish_at": ENDS_TOO_EARLY})


def ends_after_it_begins(name):
    """The constraint that what is published for a time is so for some time."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(publish_at=None)
        | models.Q(unpublish_at=None)
        | models.Q(unpublish_at__gt=models.F("publish_at")),
        violation_error_message=ENDS_TOO_EARLY,
    )
