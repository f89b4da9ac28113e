"""What the admin gives to any content: publication, history and deletion."""

from .deletion import DeletionAdmin
from .history import HistoryAdmin
from .publishing import PublishableAdmin

__all__ = ["DeletionAdmin", "HistoryAdmin", "PublishableAdmin"]
