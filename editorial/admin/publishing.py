"""Publishing from the admin's lists, for every model that is Publishable."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from django.utils.formats import date_format
from unfold.decorators import action, display

from .. import history
from ..models import Publishable

Status = Publishable.Status


class PublishableAdmin(admin.ModelAdmin):
    """Mixed into the admin of a Publishable, before HistoryAdmin: its state, and two actions."""

    actions = ["publish", "unpublish"]

    @display(
        description="Visible",
        ordering="status",
        label={"live": "success", "scheduled": "info", "draft": "warning"},
    )
    def visibility(self, page):
        if page.status == Status.DRAFT:
            return "draft", "Draft"
        if page.is_over:
            return "draft", f"Until {_time(page.unpublish_at)}"
        if page.is_to_come:
            return "scheduled", f"From {_time(page.publish_at)}"
        if page.is_live and page.unpublish_at:
            return "live", f"Published until {_time(page.unpublish_at)}"
        return ("live", "Published") if page.is_live else ("draft", "Draft")

    @action(description="Publish", permissions=["change"])
    def publish(self, request, queryset):
        self._set_status(request, queryset, Status.PUBLISHED)

    @action(description="Unpublish", permissions=["change"])
    def unpublish(self, request, queryset):
        self._set_status(request, queryset, Status.DRAFT)

    def _set_status(self, request, queryset, status):
        self.lock(pk__in=list(queryset.values_list("pk", flat=True)))
        # Read once they are locked: another editor may have done the same a moment before.
        pages = list(queryset.exclude(status=status))
        history.catch_up(pages)
        rows = self.model._base_manager.filter(pk__in=[page.pk for page in pages])
        rows.update(status=status, changed_at=timezone.now())
        history.record(history.Action.CHANGED, pages, author=request.user)
        done = "published" if status == Status.PUBLISHED else "unpublished"
        LogEntry.objects.log_actions(request.user.pk, pages, CHANGE, done.capitalize())
        self.message_user(request, f"{self._counted(pages)} {done}.", messages.SUCCESS)

    def _counted(self, pages):
        noun = self.opts.verbose_name if len(pages) == 1 else self.opts.verbose_name_plural
        return f"{len(pages)} {noun}"


def _time(moment):
    return date_format(timezone.localtime(moment), "j F Y, H:i e")
