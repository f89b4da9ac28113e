"""What axe finds wrong in a page: WCAG 2.2 A and AA, and axe's best practices."""

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
CONTRAST = {"runOnly": ["color-contrast"]}
# Width and scheme: all rules on two of the four, and on the others those that they decide.
VIEWS = (
    (1280, "light", RULES),
    (1280, "dark", CONTRAST),
    (320, "dark", RULES),
    (320, "light", CONTRAST),
)
# Telling of all that is in order takes axe as long as finding what is not.
FINDINGS = {"resultTypes": ["violations"]}


def broken_rules(page, part=None, rules=RULES):
    """Return what is wrong in a page, or in the part of it that a selector gives."""
    found = Axe().run(page, context=part, options=rules | FINDINGS).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} | {node.get('failureSummary', '')[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


def in_all_views(page):
    """Show a page wide and narrow, in light and in dark, and yield for each the rules to try."""
    for width, scheme, rules in VIEWS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        yield f"{width}, {scheme}", rules


def broken_in_all_views(page, *parts):
    """Return what is wrong in a page in any view, or in the parts of it that selectors give."""
    return [
        f"{view}: {each}"
        for view, rules in in_all_views(page)
        for part in parts or [None]
        for each in broken_rules(page, part, rules)
    ]
