"""What visitors see of a Publishable, as the admin says it; and publishing from its lists."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action, display

from .. import history
from ..models import Publishable
from ..time_zones import in_words

Status = Publishable.Status


def visibility(page):
    """Return what visitors see of a page: a name for its state, a label, and a sentence."""
    if page.status == Status.DRAFT:
        return "draft", "Draft", "It is a draft: no visitor sees it."
    if page.is_over:
        time = in_words(page.unpublish_at)
        return "hidden", f"Until {time}", f"Since {time} no visitor sees it."
    if page.is_to_come:
        time = in_words(page.publish_at)
        return "scheduled", f"From {time}", f"No visitor sees it before {time}."
    if not page.is_live:
        return "hidden", "Hidden", "No visitor sees it: the page that it stands on is hidden."
    if page.unpublish_at:
        time = in_words(page.unpublish_at)
        return "live", f"Published until {time}", f"Visitors see it until {time}."
    return "live", "Published", "Visitors see it."


class PublishableAdmin(admin.ModelAdmin):
    """Mixed into the admin of a Publishable, before HistoryAdmin: its state, and two actions."""

    actions = ["publish", "unpublish"]

    @display(
        description="Visible",
        ordering="status",
        label={"live": "success", "scheduled": "info", "draft": "warning", "hidden": "warning"},
    )
    def visibility(self, page):
        return visibility(page)[:2]

    def response_add(self, request, page, *args, **kwargs):
        request.saved_page = page
        return super().response_add(request, page, *args, **kwargs)

    def response_change(self, request, page):
        request.saved_page = page
        return super().response_change(request, page)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Say of a page that was saved what visitors see of it now."""
        page = getattr(request, "saved_page", None)
        if page and level == messages.SUCCESS:
            message = format_html("{} {}", message, _what_visitors_see(page))
        super().message_user(request, message, level, *args, **kwargs)

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


def _what_visitors_see(page):
    state, _, sentence = visibility(page)
    if state != "live":
        return sentence
    return format_html(
        '{} <a href="{}" target="_blank">Look at it</a>.', sentence, page.get_absolute_url()
    )
