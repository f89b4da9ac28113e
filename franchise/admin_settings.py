"""How the admin looks, and its sidebar in an editor's words."""

from django.templatetags.static import static
from django.urls import reverse_lazy


def _item(title, icon, model):
    """A link to a model's list, shown to those who may see it."""
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": lambda request: request.user.has_perm(f"{app}.view_{name}"),
    }


def _may_mend(request):
    """Whether there are pages on which rules find something that the user may mend."""
    pages = ("films.change_film", "reviews.change_review", "franchise.change_franchise")
    return any(request.user.has_perm(each) for each in pages)


def _group(*items, separator=True):
    return {"separator": separator, "items": list(items)}


UNFOLD = {
    "SITE_TITLE": "Franchise",
    "SITE_HEADER": "Franchise",
    "SITE_SYMBOL": "movie",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icon.svg")}
    ],
    "SHOW_HISTORY": True,
    "BORDER_RADIUS": "3px",
    # What every page of the admin needs: templates name what theirs alone do.
    "STYLES": [
        lambda request: static("admin/buttons.css"),
        lambda request: static("admin/franchise.css"),
        lambda request: static("admin/keyboard.css"),
    ],
    "SCRIPTS": [lambda request: static("admin/time-zone.js")],
    "COLORS": {
        # Greys without a tint, and the site's one red.
        "base": {
            "50": "#fafafa",
            "100": "#f4f4f4",
            "200": "#e6e6e6",
            "300": "#d2d2d2",
            "400": "#a0a0a0",
            "500": "#717171",
            "600": "#525252",
            "700": "#3d3d3d",
            "800": "#262626",
            "900": "#171717",
            "950": "#0d0d0d",
        },
        "primary": {
            "50": "#fdf3f1",
            "100": "#fbe4e0",
            "200": "#f6c8c0",
            "300": "#ee9f92",
            "400": "#e5705d",
            "500": "#d94b34",
            "600": "#c8321f",
            "700": "#a62817",
            "800": "#872316",
            "900": "#6c1e14",
            "950": "#3b0d07",
        },
    },
    "DASHBOARD_CALLBACK": "dashboard.panels.dashboard_callback",
    "COMMAND": {"search_callback": "dashboard.admin_site.find_rows"},
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            _group(
                {
                    "title": "Calendar",
                    "icon": "calendar_month",
                    "link": reverse_lazy("calendar"),
                    "permission": lambda request: request.user.has_perm("films.view_film"),
                },
                {
                    "title": "Findings",
                    "icon": "checklist",
                    "link": reverse_lazy("finding_list"),
                    "permission": _may_mend,
                },
                separator=False,
            ),
            _group(
                _item("Films", "movie", "films.film"),
                _item("Franchises", "video_library", "franchise.franchise"),
                separator=False,
            ),
            _group(
                _item("People", "person", "films.person"),
                _item("Characters", "theater_comedy", "films.character"),
            ),
            _group(
                _item("Reviews", "rate_review", "reviews.review"),
                _item("Publications", "newspaper", "reviews.publication"),
                _item("Critics", "edit_note", "reviews.critic"),
            ),
            _group(
                _item("Pictures", "image", "films.picture"),
                _item("Sources", "format_quote", "films.source"),
            ),
            _group(
                _item("Companies", "domain", "films.company"),
                _item("Genres", "category", "films.genre"),
                _item("Countries", "public", "films.country"),
                _item("Languages", "translate", "films.language"),
            ),
            _group(
                {
                    "title": "Import and export",
                    "icon": "swap_vert",
                    "link": reverse_lazy("content_transfer"),
                    "permission": lambda request: request.user.has_perm("exchange.apply_content"),
                },
            ),
            _group(
                _item("Users", "group", "auth.user"),
                _item("Groups", "shield_person", "auth.group"),
            ),
        ],
    },
}
