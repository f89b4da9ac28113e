from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class WaitingRoom(FileSystemStorage):
    """Where files wait on a machine that has no bucket for them."""

    @property
    def base_location(self) -> Path:
        return settings.DATA_DIR / "arrivals"

    @property
    def location(self) -> str:
        return str(self.base_location)
