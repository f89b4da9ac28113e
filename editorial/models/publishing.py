"""What is published, and from when: the one gate to what visitors see."""

from django.db import models
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """What a visitor may see now: the one gate for pages, counts, feeds and search."""
        return self.filter(
            models.Q(publish_at=None) | models.Q(publish_at__lte=timezone.now()),
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
        help_text="A published page stays hidden until then (UTC). Empty: at once.",
    )
    changed_at = ChangeTimeField("changed")

    class Meta:
        abstract = True

    @property
    def is_live(self):
        """Whether `published()` would hold this object now."""
        return self.status == self.Status.PUBLISHED and (
            self.publish_at is None or self.publish_at <= timezone.now()
        )
