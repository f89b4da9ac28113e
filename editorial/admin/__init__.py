"""What the admin gives to any content: publication, preview, history and deletion."""

from .deletion import DeletionAdmin
from .history import HistoryAdmin
from .preview import PreviewAdmin
from .publishing import PublishableAdmin

__all__ = ["DeletionAdmin", "HistoryAdmin", "PreviewAdmin", "PublishableAdmin"]
