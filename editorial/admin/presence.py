"""Who else has a page's form open, and who saved it meanwhile."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ..models import Presence, Version
from .keys import key_in


class PresenceAdmin(admin.ModelAdmin):
    """Mixed into the admin of content: an open form asks here every few seconds."""

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view(never_cache(self.presence_view))
        return [
            path("add/presence/", view, name="{}_{}_presence_new".format(*info)),
            path("<path:object_id>/change/presence/", view, name="{}_{}_presence".format(*info)),
            *super().get_urls(),
        ]

    def presence_view(self, request, object_id=None):
        """Note that an editor has a form open, and tell what happens to its page elsewhere.

        `others` are the names of who else has it open, `saved_by` those who saved it after the
        version `base`. `token` is the one that the form sends against forgery: after a new log-in
        the old one is refused.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        told = {"others": [], "saved_by": [], "token": get_token(request)}
        if object_id:
            page = self.page_or_404(request, object_id)
            _note(request.user, page)
            told |= {
                "others": [str(user) for user in others_at(page, request.user)],
                "saved_by": _saved_by(page, key_in(request.GET.get("base", ""))),
            }
        return JsonResponse(told)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and not context["is_popup"]:
            context["others"] = others_at(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _note(user, page):
    key = {"user": user, "model": page._meta.label_lower, "object_id": page.pk}
    Presence.objects.update_or_create(**key, defaults={"seen_at": timezone.now()})


def others_at(page, user):
    """The other editors who have a page open now."""
    present = Presence.objects.of(page).now().exclude(user=user).select_related("user")
    return [presence.user for presence in present.order_by("user__username")]


def _saved_by(page, base):
    """The names of who saved a page after a version; what it was at first was saved by nobody."""
    if base is None:
        return []
    changes = Version.objects.of(type(page), [page.pk]).changes()
    first = changes.order_by("pk").values("pk")[:1]
    return changes.filter(pk__gt=base).exclude(pk__in=first).authors()
