"""What the admin gives to content, each a mixin: publication, drafts, history and so on."""

from .approval import ApprovalAdmin
from .conflicts import ConflictAdmin
from .deletion import DeletionAdmin
from .drafts import DraftAdmin, PartOfDraftMixin
from .findings import CheckedAdmin
from .history import HistoryAdmin
from .meanwhile import MeanwhileAdmin
from .presence import PresenceAdmin
from .preview import PreviewAdmin
from .publishing import PublishableAdmin
from .scheduling import ScheduleAdmin
from .sharing import SharingAdmin
from .time_zones import TimeZoneAdmin

__all__ = [
    "ApprovalAdmin",
    "CheckedAdmin",
    "ConflictAdmin",
    "DeletionAdmin",
    "DraftAdmin",
    "HistoryAdmin",
    "MeanwhileAdmin",
    "PartOfDraftMixin",
    "PresenceAdmin",
    "PreviewAdmin",
    "PublishableAdmin",
    "ScheduleAdmin",
    "SharingAdmin",
    "TimeZoneAdmin",
]
