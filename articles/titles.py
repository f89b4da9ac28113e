"""What an article is called, and what the film is."""

import re

# (2020 film), (TV film), (2020 French film), (film, 2020): it tells a film from other pages.
_QUALIFIER = re.compile(
    r"\s*\((?:(?P<before>\d{4})\s+)?(?:[\w-]+\s+){0,2}?(?P<kind>film|movie|telefilm)"
    r"(?:,?\s+(?P<behind>\d{4}))?\)\s*$",
    re.IGNORECASE,
)
_TELEVISION = re.compile(r"\b(TV|television|tele)(?=film|\b)", re.IGNORECASE)


def without_qualifier(title):
    """Return the film's title of an article's: `Lost Bullet (2020 film)` gives `Lost Bullet`."""
    return _QUALIFIER.sub("", title).strip() or title


def year_in(title):
    """Return the year that tells the film from others of its title, or ""."""
    match = _QUALIFIER.search(title)
    return (match["before"] or match["behind"] or "") if match else ""


def is_television(title):
    """Whether the title tells that it is a television film."""
    match = _QUALIFIER.search(title)
    return bool(match and _TELEVISION.search(match[0]))
