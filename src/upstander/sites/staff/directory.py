"""Searching people and homes, with the audit entry that says so. Names are only ever sent in the body of a form."""

from __future__ import annotations

from upstander.confidentiality.api import Permission, reading
from upstander.people.api import HomeCard, PersonCard, search_homes, search_people
from upstander.sites.staff.desk import Desk

MOST = 12


def find_people_and_homes(desk: Desk, text: str) -> tuple[tuple[PersonCard, ...], tuple[HomeCard, ...]]:
    """The best matches; nothing for fewer than two letters, or for somebody who may not search."""
    if len(text.strip()) < 2 or not desk.viewer.may(Permission.DIRECTORY_SEARCH):
        return (), ()
    with reading(desk.viewer, desk.now, "directory.search"):
        return (
            tuple(search_people(desk.viewer, text, limit=MOST)),
            tuple(search_homes(desk.viewer, text, limit=MOST)),
        )
