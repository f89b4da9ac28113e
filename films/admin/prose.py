"""How the forms take a text in Markdown: with tools, citations and a count of its words."""

from unfold.widgets import UnfoldAdminTextareaWidget

from ..prose import ProseField


class ProseWidget(UnfoldAdminTextareaWidget):
    """A textarea that static/admin/prose.js equips: without the script it is one as any."""

    template_name = "films/admin/prose_widget.html"

    def __init__(self, field):
        super().__init__()
        self.field = field

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "field": self.field}


class ProseMixin:
    """Equips the Markdown texts of a page or of its parts."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, ProseField):
            kwargs["widget"] = ProseWidget(db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
