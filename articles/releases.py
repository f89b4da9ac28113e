"""When, where and how a film was released."""

import re

from content.search_keys import normalize

from .article import ParsedRelease
from .dates import dates_in
from .places import country_code

# Services that release films worldwide, normalized.
_STREAMING = {
    *("netflix", "amazon prime video", "prime video", "amazon", "disney+", "hulu", "apple tv+"),
    *("apple tv", "hbo max", "max", "peacock", "paramount+", "shudder", "mubi", "youtube"),
}
_FESTIVAL = re.compile(
    r"\b(festival|fest|mostra|berlinale|biennale|cannes|venice|sundance|tiff|sxsw|tribeca"
    r"|locarno|telluride|sitges)\b",
    re.IGNORECASE,
)
_WORLDWIDE = re.compile(r"\b(worldwide|globally|international(ly)?)\b", re.IGNORECASE)


def read_release(article, value, cites):
    """Add the releases that a value lists; return what it cannot place."""
    dated = dates_in(value)
    if not dated:
        return value
    left = []
    for each in dated:
        release = _release(article, each.place, each.date)
        if release is None or _is_told(article, release):
            left.append(f"{each.date} ({each.place})" if each.place else each.date)
            continue
        release.cites = cites
        article.releases.append(release)
        if each.is_range:
            article.doubts.append(f"{value}: recorded as its first day, {each.date}.")
    return ", ".join(left)


def is_streaming(company):
    return normalize(company) in _STREAMING


def _is_told(article, release):
    key = (release.kind, release.country, release.event)
    return key in ((each.kind, each.country, each.event) for each in article.releases)


def _release(article, place, date):
    """Return the ParsedRelease at a place, or None where it is unknown what the place is."""
    if code := country_code(place):
        return ParsedRelease(date, _kind(article), country=code, company=_company(article))
    if _FESTIVAL.search(place):
        return ParsedRelease(date, "festival", event=place[:200])
    if is_streaming(place):
        return ParsedRelease(date, "streaming", company=place)
    if place and not _WORLDWIDE.search(place):
        return None
    return ParsedRelease(date, _kind(article), company=_company(article))


def _kind(article):
    if article.is_television:
        return "television"
    return "streaming" if _service(article) else "theatrical"


def _company(article):
    return article.network if article.is_television else _service(article)


def _service(article):
    """The streaming service that distributes the film, where it is the only distributor."""
    distributors = article.companies_as("distribution")
    return distributors[0] if len(distributors) == 1 and is_streaming(distributors[0]) else ""


def doubt_worldwide(article):
    """Say which releases no place was told of: here that means worldwide."""
    told = [article.lead, *(section.body for section in article.sections)]
    if any(_WORLDWIDE.search(text) for text in told):
        return
    for release in article.releases:
        if not (release.country or release.event):
            article.doubts.append(
                f"Release of {release.released_on}: the article names no country, so it was "
                f"recorded as worldwide, {release.kind}."
            )
