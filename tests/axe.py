"""What axe finds wrong in a page: WCAG 2.2 A and AA, and axe's best practices."""

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
CONTRAST = {"runOnly": ["color-contrast"]}
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
