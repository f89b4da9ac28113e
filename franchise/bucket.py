"""Files in a bucket that speaks S3, where STORAGE_URL names one."""

import hashlib
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# In seconds: how long a file that was there is taken to be there still. Pages ask of each picture.
KNOWN_FOR = 600


class BucketStorage(S3Storage):
    """A folder of the bucket: its `location`. Its files are public where the bucket says so.

    The site serves them under MEDIA_URL, unless that is another host's.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            # As in a folder: another file of that name gets a name of its own.
            "file_overwrite": False,
            "client_config": Config(
                # Servers other than Amazon's know no host for each bucket.
                s3={"addressing_style": "path"},
                # In seconds: a page waits for them.
                connect_timeout=2,
                read_timeout=10,
                retries={"max_attempts": 2},
            ),
        }

    def url(self, name: str, **options: Any) -> str:
        return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")

    def exists(self, name: str) -> bool:
        """Whether a file is there. Raises OSError where the bucket does not answer."""
        if cache.get(self._key(name)):
            return True
        try:
            is_there = super().exists(name)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"The bucket is not responding: {error}") from error
        if is_there:
            cache.set(self._key(name), True, KNOWN_FOR)
        return is_there

    def delete(self, name: str) -> None:
        super().delete(name)
        cache.delete(self._key(name))

    def _key(self, name: str) -> str:
        path = f"{self.bucket_name}/{self.location}/{name}"
        return f"stored-{hashlib.sha256(path.encode()).hexdigest()}"

    def put(self, name: str, content: File) -> None:
        """Keep a file under this very name, whatever is there: it is seen once it is whole."""
        self._save(name, content)

    def checksums(self) -> dict[str, str]:
        """The MD5 of each file by its name; of one that was sent in pieces, something else."""
        folder = f"{self.location}/"
        objects = self.bucket.objects.filter(Prefix=folder)
        return {each.key.removeprefix(folder): each.e_tag.strip('"') for each in objects}
