"""People who left long ago and are on no case: the directory needs them no more (class `directory` of the edition)."""

from __future__ import annotations

from datetime import datetime

from upstander.cases.api import current_edition, named_elsewhere
from upstander.confidentiality.api import Erased, Viewer, acting, erasing, staff_of_person
from upstander.people.api import erase_person, leavers, left_on, same_people
from upstander.policy.api import period_ends
from upstander.records.models import AccessRequest

MOST = 500  # in one night


def forget_leavers(*, by: Viewer, now: datetime, most: int = MOST) -> int:
    """Destroy the keys and rows of those whose time is over, who are named in no case and work here not. Answers with how many.

    While anybody's request for their own data is open nobody goes: a search for somebody might still look for them. As the system.
    """
    edition = current_edition(now)
    rule = next((each for each in edition.retention if each.id == "directory"), None)
    if rule is None:
        return 0
    today = edition.calendar.local(now).date()
    with acting(by, now, "people.forget_leavers") as act:
        act.detail["people"] = gone = 0
        if AccessRequest.objects.filter(ended_at=None).exists():
            act.detail["request_open"] = True
            return 0
        for person, own in leavers(before=today):
            if period_ends(own, rule.keep) >= today:
                break  # nobody after them left earlier, and an entry merged into theirs can only keep them longer
            left = left_on(person, today=today)
            if left is None or period_ends(left, rule.keep) >= today:
                continue
            entries = same_people([person])[person]
            if named_elsewhere(person) or any(staff_of_person(entry) for entry in entries):
                continue
            with erasing(entries):
                for entry in sorted(
                    entries, key=lambda each: each == person
                ):  # those merged into it go before it
                    erase_person(entry, Erased(), now=now)
            gone += 1
            if gone == most:
                break
        act.detail["people"] = gone
        return gone
