"""Previews that are shared with people who have no account."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone

from .drafts import Draft

signer = Signer(salt="editorial.preview")


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that still show something: a link that is revoked is deleted."""
        return self.filter(expires_at__gt=timezone.now())

    def by_token(self, token):
        """The link that a URL names: None unless this site has signed it, and it is open."""
        try:
            return self.open().filter(pk=int(signer.unsign(token))).first()
        except (BadSignature, ValueError):
            return None


class PreviewLink(models.Model):
    """Lets whoever has its URL read a draft, or a page that visitors do not see yet.

    While the draft is there it shows the draft, and from then on the page.
    """

    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField(null=True)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["expires_at", "pk"]

    def __str__(self):
        return f"{self.model} until {self.expires_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("shared_preview", args=[signer.sign(self.pk)])
