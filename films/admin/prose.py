"""How the forms take a text in Markdown: with tools, citations and a count of its words."""

from unfold.widgets import UnfoldAdminTextareaWidget


class ProseWidget(UnfoldAdminTextareaWidget):
    """A textarea that static/admin/prose.js equips: without the script it is one as any."""

    template_name = "films/admin/prose_widget.html"

    def __init__(self, field):
        super().__init__()
        self.field = field

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "field": self.field}
