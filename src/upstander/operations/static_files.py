"""Static files gathered for serving, with content in their names. Done again only when one of them has changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gathered() -> bool:
    """True once STATIC_ROOT holds what there is to serve."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    return stamp.exists() and stamp.read_text() == _state()


def collect() -> None:
    """Fill STATIC_ROOT. Several processes may do so at once: files are written whole, under names that carry their content."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    state = _state()
    if stamp.exists() and stamp.read_text() == state:
        return
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    fresh = stamp.with_suffix(f".{os.getpid()}")
    fresh.write_text(state)
    fresh.rename(stamp)


def _state() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            about = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
