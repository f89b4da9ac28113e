"""The static site in a bucket: what has changed is sent, what no longer belongs removed."""

import hashlib

from django.core.files.base import ContentFile

from franchise.bucket import BucketStorage

from .folder import StaticSiteFolder


def upload(folder: StaticSiteFolder, storage: BucketStorage) -> tuple[int, int]:
    """Make a bucket hold what the folder of an export holds; return how many were sent, removed."""
    there = storage.checksums()
    sent = 0
    for name in sorted(folder.names()):
        content = (folder.path / name).read_bytes()
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if there.pop(name, None) != checksum:
            storage.put(name, ContentFile(content))
            sent += 1
    for name in there:
        storage.delete(name)
    return sent, len(there)
