"""The admin's dashboard, which shows what an editor works on and what needs work.

A panel is a function that returns a Panel for those whom it concerns, else None. To add one, write
it and its template, and name it in PANELS.
"""

from .background import background
from .changed import recently_changed
from .drafts import drafts, waiting
from .health import content_health
from .quick_add import quick_add
from .scheduled import scheduled

PANELS = [
    quick_add,
    waiting,
    drafts,
    content_health,
    scheduled,
    background,
    recently_changed,
]


def dashboard_callback(request, context):
    """Fill the dashboard: the interface library's DASHBOARD_CALLBACK."""
    regions = {"top": [], "wide": [], "aside": []}
    for make in PANELS:
        if panel := make(request):
            regions[panel.region].append(panel)
    filled = {region: panels for region, panels in regions.items() if panels}
    return context | {"title": "Dashboard", "regions": filled}
