"""What visitors see of a page that may be published, in an editor's words."""

from typing import NamedTuple

from .models import Publishable
from .time_zones import in_words


class Visibility(NamedTuple):
    """What visitors see of a page: a name for its state, a label, and a sentence."""

    name: str
    label: str
    sentence: str


def visibility(page: Publishable) -> Visibility:
    if page.status == Publishable.Status.DRAFT:
        return Visibility("draft", "Draft", "This is a draft. Visitors cannot see it.")
    if page.is_over:
        time = in_words(page.unpublish_at)
        return Visibility("hidden", f"Until {time}", f"Hidden from visitors since {time}.")
    if page.is_to_come:
        time = in_words(page.publish_at)
        return Visibility("scheduled", f"From {time}", f"Hidden from visitors until {time}.")
    if not page.is_live:
        told = "Hidden from visitors, because the page it belongs to is hidden."
        return Visibility("hidden", "Hidden", told)
    if page.unpublish_at:
        time = in_words(page.unpublish_at)
        return Visibility("live", f"Published until {time}", f"Visible to visitors until {time}.")
    return Visibility("live", "Published", "Visible to visitors.")
