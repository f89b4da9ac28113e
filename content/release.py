"""Which release of the site makes the pages: another one may make others of the same content."""

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

SUFFIXES = {".py", ".html", ".txt", ".xml", ".mo"}


@cache
def release() -> str:
    """Return a digest of code, templates, translations, static files and installed packages."""
    digest = hashlib.sha256()
    rooms = [Path(config.path) for config in apps.get_app_configs()]
    ours = [room for room in rooms if room.is_relative_to(settings.BASE_DIR)]
    for folder in sorted([*ours, settings.BASE_DIR / "templates", *settings.LOCALE_PATHS]):
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                digest.update(path.read_bytes())
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    for path in (settings.BASE_DIR / "requirements.txt", manifest):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
