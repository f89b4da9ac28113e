"""Preview links in the admin: made, listed and revoked."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from ..admin_pages import admin_address, draft_form_address, form_address
from ..models import PreviewLink
from .keys import key_in

DAYS = {1: "for a day", 7: "for a week", 30: "for a month"}


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(choices=DAYS, coerce=int)


class SharingAdmin(admin.ModelAdmin):
    """Mixed into the admin of content, in front of DraftAdmin: shares previews by a link."""

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view
        share = view(require_POST(self.share_view))
        return [
            path("links/", view(self.links_view), name="{}_{}_links".format(*info)),
            path("add/share/", share, name="{}_{}_share_new".format(*info)),
            path("<path:object_id>/change/share/", share, name="{}_{}_share".format(*info)),
            *super().get_urls(),
        ]

    def share_view(self, request, object_id=None):
        """Keep the form as a draft, and go to the links by which it is shared."""
        draft = self.keep_draft(request, object_id)
        return redirect(f"{admin_address(self.model, 'links')}?draft={draft.pk}")

    def links_view(self, request):
        """List the open links to what `draft` or `page` in the address name; by POST, change them.

        Those of a page are listed with those of its drafts.
        """
        page, draft = self._shared(request)
        if not self.may_draft(request, page is None):
            raise PermissionDenied
        links = PreviewLink.objects.filter(model=self.opts.label_lower).open()
        links = links.filter(object_id=page.pk) if page else links.filter(draft=draft)
        if request.method == "POST":
            self._change_links(request, links, page, draft)
            return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Who may read “{draft or page}”",
            "links": links.select_related("made_by", "draft__author"),
            "origin": f"{request.scheme}://{request.get_host()}",
            "days": DAYS,
            "draft": draft,
            "back": draft_form_address(draft) if draft else form_address(page),
        }
        return TemplateResponse(request, "editorial/links.html", context)

    def _shared(self, request):
        """The page that links are about, if it is there, and the draft, if it is one."""
        number, key = request.GET.get("draft", ""), request.GET.get("page", "")
        draft = self.drafts().filter(pk=key_in(number)).first()
        page = self.page_of(request, draft) if draft else self.get_object(request, key)
        if not (page or draft):
            raise Http404("Nothing here is shared: the draft is saved or discarded.")
        return page, draft

    def _change_links(self, request, links, page, draft):
        if "revoke" in request.POST:
            links.filter(pk=key_in(request.POST["revoke"])).delete()
            return self.message_user(request, "The link is revoked.", messages.SUCCESS)
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self.message_user(request, "Choose for how long it is open.", messages.ERROR)
        PreviewLink.objects.create(
            model=self.opts.label_lower,
            object_id=page and page.pk,
            draft=draft,
            made_by=request.user,
            expires_at=timezone.now() + timedelta(days=form.cleaned_data["days"]),
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if self.has_preview and not context["is_popup"] and self.may_draft(request, obj is None):
            context["share_address"] = self.form_target("share", obj)
            if obj:
                links = PreviewLink.objects.filter(model=self.opts.label_lower, object_id=obj.pk)
                context["open_links"] = links.open().count()
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def log_addition(self, request, page, message):
        # What was a draft of no page is one of this page now.
        draft = self.draft_named(request.POST.get("_draft", ""), None)
        PreviewLink.objects.filter(draft=draft).exclude(draft=None).update(object_id=page.pk)
        return super().log_addition(request, page, message)
