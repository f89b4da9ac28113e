"""Who else has a page's form open, and who saved it in the meantime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ..models import Presence, Version
from ..requests import key_in

if TYPE_CHECKING:
    from .model_admin import EditorialAdmin


@never_cache
def presence(
    request: HttpRequest, model_admin: EditorialAdmin, object_id: str | None = None
) -> JsonResponse:
    """Note that an editor has a form open, and tell what happens to its page elsewhere.

    An open form asks every few seconds. `others` are the names of who else has it open, `saved_by`
    those who saved it after the version `base`. `token` is the one that the form sends against
    forgery: after a new log-in the old one is refused.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    told = {"others": [], "saved_by": [], "token": get_token(request)}
    if object_id:
        page = model_admin.page_or_404(request, object_id)
        key = {"user": request.user, "model": page._meta.label_lower, "object_id": page.pk}
        Presence.objects.update_or_create(**key, defaults={"seen_at": timezone.now()})
        told |= {
            "others": [str(user) for user in others_at(page, request.user)],
            "saved_by": _saved_by(page, key_in(request.GET.get("base", ""))),
        }
    return JsonResponse(told)


def others_at(page: models.Model, user: AbstractBaseUser) -> list[AbstractBaseUser]:
    """The other editors who have a page open now."""
    present = Presence.objects.of(page).now().exclude(user=user).select_related("user")
    return [presence.user for presence in present.order_by("user__username")]


def _saved_by(page: models.Model, base: int | None) -> list[str]:
    """The names of who saved a page after a version; what it was at first was saved by nobody."""
    if base is None:
        return []
    changes = Version.objects.of(type(page), [page.pk]).changes()
    first = changes.order_by("pk").values("pk")[:1]
    return changes.filter(pk__gt=base).exclude(pk__in=first).authors()


ROUTES = [
    ("add/presence/", presence, "presence_new"),
    ("<path:object_id>/change/presence/", presence, "presence"),
]
