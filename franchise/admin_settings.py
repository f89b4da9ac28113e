"""How the admin looks, and its sidebar in an editor's words."""

UNFOLD = {
    "SITE_TITLE": "Franchise",
    "SITE_HEADER": "Franchise",
}
