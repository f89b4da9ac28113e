"""How content gets live: what an editor may publish, and when visitors see it.

Knows no film: any model that derives from `Publishable` is served. Drafts, preview,
history and conflicts belong here too; what the content *is* belongs to the apps above.
"""

from .dismissals import Dismissal
from .drafts import Draft
from .findings import FindingCount, StoredFinding
from .history import Revision, Version
from .presence import Presence
from .previews import PreviewLink
from .publishing import (
    OUT_OF_YEARS,
    YEARS,
    Publishable,
    PublishableQuerySet,
    ends_after_it_begins,
    next_change_at,
    settle,
    work_indexes,
)
from .redirects import Redirect

__all__ = [
    "OUT_OF_YEARS",
    "YEARS",
    "Dismissal",
    "Draft",
    "FindingCount",
    "Presence",
    "PreviewLink",
    "Publishable",
    "PublishableQuerySet",
    "Redirect",
    "Revision",
    "StoredFinding",
    "Version",
    "ends_after_it_begins",
    "next_change_at",
    "settle",
    "work_indexes",
]
