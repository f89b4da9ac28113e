"""What the admin gives to content: publication, drafts, history and so on, each in its module."""

from .addresses import AddressAdmin
from .approval import ApprovalAdmin
from .conflicts import ConflictAdmin
from .deletion import DeletionAdmin
from .drafting import PartOfDraftMixin
from .drafts import DraftAdmin
from .findings import CheckedAdmin
from .history import HistoryAdmin
from .meanwhile import MeanwhileAdmin
from .presence import PresenceAdmin
from .preview import PreviewAdmin
from .publishing import PublishableAdmin
from .scheduling import ScheduleAdmin
from .sharing import SharingAdmin
from .time_zones import TimeZoneAdmin

__all__ = ["EditorialAdmin", "PartOfDraftMixin", "PublishableAdmin"]


class EditorialAdmin(
    CheckedAdmin,
    DeletionAdmin,
    PresenceAdmin,
    PreviewAdmin,
    SharingAdmin,
    ScheduleAdmin,
    ApprovalAdmin,
    DraftAdmin,
    TimeZoneAdmin,
    AddressAdmin,
    ConflictAdmin,
    MeanwhileAdmin,
    HistoryAdmin,
):
    """All of it, for any model, in the order in which a form that is sent passes through.

    What is only tried (findings, preview) is answered first; what is a draft is kept; what is
    saved is read in its time zone, merged with what others saved, and recorded.
    """
