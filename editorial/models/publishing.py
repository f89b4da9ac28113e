"""What is published, and from when: the one gate to what visitors see."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import Exact, GreaterThan, IsNull, LessThanOrEqual
from django.utils import timezone

from content.literals import IsTrue

ENDS_TOO_EARLY = "Choose a time later than “publish from”."
# Near the first and the last year that Python knows, a time is no time in another zone.
YEARS = range(1900, 9001)
SETTLED_AT_ONCE = 500
OUT_OF_YEARS = f"Enter a year from {YEARS[0]} to {YEARS[-1]}."


# From these it follows whether visitors see a row.
GATE = ("status", "publish_at", "unpublish_at")


def _is_open(now: datetime, values: dict[str, object]) -> Q:
    """The gate as a condition: of a row's own values, or of those that it is about to have."""
    status, publish_at, unpublish_at = (
        _expression(name, values[name]) if name in values else F(name) for name in GATE
    )
    return (
        Q(Exact(status, Publishable.Status.PUBLISHED))
        & (Q(IsNull(publish_at, True)) | Q(LessThanOrEqual(publish_at, now)))
        & (Q(IsNull(unpublish_at, True)) | Q(GreaterThan(unpublish_at, now)))
    )


def _expression(name: str, value: object) -> Combinable:
    if hasattr(value, "resolve_expression"):
        return value
    return Value(value, output_field=Publishable._meta.get_field(name))


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """What a visitor may see now: the one gate for pages, counts, feeds and search."""
        return self.filter(IsTrue("is_visible"))

    def update(self, **values):
        """Update rows, and with what the gate asks whether visitors see them."""
        if values.keys() & set(GATE):
            is_open = When(_is_open(timezone.now(), values), then=Value(True))
            values["is_visible"] = Case(is_open, default=Value(False))
        return super().update(**values)

    update.alters_data = True

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

    def last_updated_at(self):
        """Return the latest `updated_at` of published rows, or None: from the ends of two indexes.

        Its own maximum would be computed from all rows.
        """
        # The index of the latter begins with the status.
        dated = self.filter(status=Publishable.Status.PUBLISHED, publish_at__isnull=False)
        ends = self.aggregate(end=Max("changed_at")), dated.aggregate(end=Max("publish_at"))
        return max((end["end"] for end in ends if end["end"]), default=None)


class ChangeTimeField(models.DateTimeField):
    """When a row was last written: under loaddata too, which asks no field but for its default."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=timezone.now, editable=False, serialize=False)
        super().__init__(*args, **kwargs)

    def pre_save(self, row, add):
        now = timezone.now()
        setattr(row, self.attname, now)
        return now


class _Visible:
    """The attribute of a VisibleField: read from what the gate asks, whatever is set."""

    def __init__(self, field):
        self.field = field

    def __get__(self, row, owner=None):
        if row is None:
            return self
        now = timezone.now()
        # In a row that is about to be created they may still be texts.
        publish_at, unpublish_at = (
            row._meta.get_field(name).to_python(getattr(row, name)) for name in GATE[1:]
        )
        return (
            row.status == Publishable.Status.PUBLISHED
            and (publish_at is None or publish_at <= now)
            and (unpublish_at is None or unpublish_at > now)
        )

    def __set__(self, row, value):
        # Never read: it tells save() that the field is loaded.
        row.__dict__[self.field.attname] = value


class VisibleField(models.BooleanField):
    """Whether the gate is open to a row: stored as the row is written, so that lists can use it.

    As time passes, settle() writes it anew.
    """

    descriptor_class = _Visible

    def __init__(self, *args, **kwargs):
        kwargs.update(default=False, editable=False, serialize=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """The database knows no difference, so migrations need not."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BooleanField", args, kwargs


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
        help_text="A published page stays hidden until this time. Leave empty to show it at once.",
    )
    unpublish_at = models.DateTimeField(
        "publish until",
        null=True,
        blank=True,
        help_text="A published page is hidden from this time on. Leave empty to keep it visible.",
    )
    changed_at = ChangeTimeField("changed")
    is_visible = VisibleField()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None and set(update_fields) & set(GATE):
            update_fields = {*update_fields, "is_visible"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def is_live(self):
        """Whether `published()` would hold this object now."""
        return self.is_visible

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


def work_indexes(name: str) -> list[models.Index]:
    """Indexes of a Publishable, whose names begin with `name`, for those who work on it."""
    return [
        # The dashboard and the calendar: what is scheduled. And next_change_at().
        models.Index(fields=["status", "publish_at"], name=f"{name}_by_publish_at"),
        models.Index(fields=["status", "unpublish_at"], name=f"{name}_by_unpublish_at"),
        # What was changed last.
        models.Index(fields=["-changed_at"], name=f"{name}_by_change"),
        # Drafts, those first that were changed last.
        models.Index(fields=["status", "-changed_at"], name=f"{name}_by_status"),
    ]


def ends_after_it_begins(name):
    """The constraint that what is published for a time is so for some time."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(publish_at=None)
        | models.Q(unpublish_at=None)
        | models.Q(unpublish_at__gt=models.F("publish_at")),
        violation_error_message=ENDS_TOO_EARLY,
    )


def _publishable() -> Iterator[type[Publishable]]:
    return (model for model in apps.get_models() if issubclass(model, Publishable))


def settle() -> None:
    """Open and close the gate to rows whose time has come or is over since they were written."""
    now = timezone.now()
    for model in _publishable():
        rows, is_open = model._base_manager.all(), _is_open(now, {})
        _set_visible(rows.filter(is_open, is_visible=False), True)
        _set_visible(rows.filter(~is_open, is_visible=True), False)


def _set_visible(wrong: models.QuerySet, is_visible: bool) -> None:
    # Looked for first: on SQLite even an update of no row waits for whoever writes.
    keys = list(wrong.values_list("pk", flat=True))
    for some in batched(keys, SETTLED_AT_ONCE):
        # Asked again: a row may have been given another time since.
        wrong.filter(pk__in=some).update(is_visible=is_visible)


def next_change_at() -> datetime | None:
    """Return the next moment from now at which visitors begin or cease to see a row."""
    now = timezone.now()
    moments = [
        model._base_manager.filter(status=Publishable.Status.PUBLISHED, **{f"{name}__gt": now})
        .order_by(name)
        .values_list(name, flat=True)
        .first()
        for model in _publishable()
        for name in ("publish_at", "unpublish_at")
    ]
    return min((moment for moment in moments if moment), default=None)
