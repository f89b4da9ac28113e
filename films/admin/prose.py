"""How the forms take a text in Markdown: with tools, citations and a count of its words."""

from typing import ClassVar

from django.forms.widgets import Script
from unfold.widgets import UnfoldAdminTextareaWidget


class ProseWidget(UnfoldAdminTextareaWidget):
    """A textarea that static/admin/prose.js equips: without the script it is one as any."""

    template_name = "films/admin/prose_widget.html"

    class Media:
        css: ClassVar[dict] = {"all": ["admin/prose.css"]}
        js: ClassVar[list] = [Script("admin/prose.js", type="module")]

    def __init__(self, field):
        super().__init__()
        self.field = field

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "field": self.field}
