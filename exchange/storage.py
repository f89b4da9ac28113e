from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class UploadStorage(FileSystemStorage):
    """Where uploads wait on a machine without a bucket, in a folder of their former name."""

    @property
    def base_location(self) -> Path:
        return settings.DATA_DIR / "arrivals"

    @property
    def location(self) -> str:
        return str(self.base_location)
