"""Static files under hashed names: scripts too that other scripts import, so none is an old one.

A stylesheet that imports others by name, as site.css does, is collected as one file with them.
"""

import posixpath
import re
from collections.abc import Iterator

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Only from the stylesheet's own folder: what a `url()` in it is relative to stays the same.
IMPORT = re.compile(r'@import "([^"/]+)";')

type Paths = dict[str, tuple[Storage, str]]


def with_imports(paths: Paths) -> Paths:
    """Return where files to be collected are read from: from memory, those that import others."""
    joined = InMemoryStorage()
    for name in paths:
        if name.endswith(".css") and IMPORT.search(text := _read(paths, name)):
            joined.save(name, ContentFile(_joined(paths, name, text).encode()))
    return {name: (joined, name) if joined.exists(name) else paths[name] for name in paths}


def _joined(paths, name, text):
    folder = posixpath.dirname(name)
    return IMPORT.sub(lambda match: _read(paths, posixpath.join(folder, match[1])), text)


def _read(paths, name):
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: Paths, dry_run: bool = False, **options) -> Iterator[tuple]:
        return super().post_process(with_imports(paths), dry_run, **options)


class CompressedHashedFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: Paths, dry_run: bool = False, **options) -> Iterator[tuple]:
        return super().post_process(with_imports(paths), dry_run=dry_run, **options)
