"""Asks, before a second page of one name is made, whether it is another indeed."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template.defaultfilters import pluralize
from django.utils.html import format_html

from editorial.admin.trials import may_ask
from editorial.admin_pages import form_address

from ..folding import fold

# The name to which an editor said that it is another's: the question is asked once.
ANSWER = "_another"


class TwinsAdmin(admin.ModelAdmin):
    """Mixed into the admin of what has a name of its own.

    `counted` is what its list counts of a row, such as credits: it tells namesakes apart.
    """

    asks_for_twins = True
    counted = ""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        name = getattr(self.model, "slug_source", "")
        asks = self.asks_for_twins and name and not change and may_ask(request)
        if not asks or request.method != "POST":
            return form
        model_admin = self

        class NewForm(form):
            def clean(self):
                cleaned = super().clean()
                if question := model_admin.question(request, self.cleaned_data.get(name) or ""):
                    self.add_error(name, ValidationError(question, code="twin"))
                return cleaned

        return NewForm

    def question(self, request, name):
        """What to ask about a new name: nothing where no other has it, or where it was answered."""
        folded = fold(name)
        if not folded or request.POST.get(ANSWER) == folded:
            return ""
        twin = self._twin(request, folded)
        return twin and format_html(
            '<span class="asked"><strong>There is already a {} {}{}.</strong> '
            '<a class="text-link" href="{}" target="_blank">Open it</a>, or save again to make '
            'another one.<input type="hidden" name="{}" value="{}"></span>',
            self.opts.verbose_name,
            twin,
            self._count(twin),
            form_address(twin),
            ANSWER,
            folded,
        )

    def _twin(self, request, folded):
        if not self.has_view_permission(request):
            return None
        rows = self.model._default_manager.filter(folded__contains=folded).order_by("pk")
        names = rows.values_list("pk", self.model.slug_source)
        key = next((key for key, name in names if fold(name) == folded), None)
        return self.get_queryset(request).filter(pk=key).first() if key else None

    def _count(self, twin):
        if not self.counted:
            return ""
        number = getattr(twin, f"{self.counted}_count")
        return f" ({number} {self.counted}{pluralize(number)})"
