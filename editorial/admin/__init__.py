"""What the admin gives to content: publication, preview, merging, history, deletion, checks."""

from .conflicts import ConflictAdmin
from .deletion import DeletionAdmin
from .findings import CheckedAdmin
from .history import HistoryAdmin
from .preview import PreviewAdmin
from .publishing import PublishableAdmin

__all__ = [
    "CheckedAdmin",
    "ConflictAdmin",
    "DeletionAdmin",
    "HistoryAdmin",
    "PreviewAdmin",
    "PublishableAdmin",
]
