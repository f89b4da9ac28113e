"""What the admin gives to any content: publication, preview, merging, history and deletion."""

from .conflicts import ConflictAdmin
from .deletion import DeletionAdmin
from .history import HistoryAdmin
from .preview import PreviewAdmin
from .publishing import PublishableAdmin

__all__ = ["ConflictAdmin", "DeletionAdmin", "HistoryAdmin", "PreviewAdmin", "PublishableAdmin"]
