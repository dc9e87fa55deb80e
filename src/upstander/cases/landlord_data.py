"""Data that a landlord may put its own in place of: the law, lettings schemes, words of papers, times for complaints.

What ships is inside the package; the landlord's own lies in `data` within the directory that UPSTANDER_EDITIONS names, under the same
name. Of a list, an entry with the `id` of one that ships takes its place, and a new one is added; `gone: true` takes one away.
"""

from __future__ import annotations

from typing import Any

import yaml
from django.conf import settings

from upstander.lib.packaged import packaged_text


def landlord_data(package: str, name: str) -> Any:  # Any: YAML
    """What ships as `name` in that package, with the landlord's own over it. A file that cannot be read stops start-up."""
    found = yaml.safe_load(packaged_text(package, name))
    folder = settings.UPSTANDER_EDITIONS
    own = folder / "data" / name if folder is not None else None
    if own is None or not own.is_file():
        return found
    try:
        given = yaml.safe_load(own.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"{own}: {error}") from error
    if not isinstance(given, dict) or (strange := set(given) - set(found)):
        raise ValueError(
            f"{own}: there is no {', '.join(sorted(strange)) if isinstance(given, dict) else 'such list'}"
        )
    return _over(found, given)


def _over(found: Any, given: Any) -> Any:  # Any: YAML
    if isinstance(found, dict) and isinstance(given, dict):
        return {**found, **{key: _over(found.get(key), value) for key, value in given.items()}}
    if (
        isinstance(found, list)
        and isinstance(given, list)
        and all(isinstance(each, dict) and "id" in each for each in given)
    ):
        mine = {each["id"]: each for each in given}
        kept = [_over(each, mine.pop(each["id"])) if each["id"] in mine else each for each in found]
        return [each for each in (*kept, *mine.values()) if not each.get("gone")]
    return given
