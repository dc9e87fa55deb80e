"""How somebody may be reached safely, as a form took it down: the public pages and what staff write down say it in the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from upstander.lib.phones import dialled
from upstander.messages.api import By, DayPart, SafeContactCard


def card_told(told: Mapping[str, Any], *, address: str, voicemail: bool) -> SafeContactCard | None:
    """The card, or None when nothing was said. `address`: where a letter goes when no other place for it was named.

    Somebody who refused contact has no number and no email on it, whatever stands in those fields. Any: cleaned answers of many kinds.
    """
    ways, care = told.get("ways") or (), told.get("care") or ()
    refused = "none" in ways
    note = ("They asked us not to contact them." if refused else "", told.get("contact_words") or "")
    card = SafeContactCard(
        ways=tuple(By(way) for way in ways if way != "none"),
        phone=dialled(told["phone"]) if told.get("phone") and not refused else "",
        email=(told.get("email") or "") if not refused else "",
        address=(told.get("post") or told.get("address") or address) if "post" in ways else "",
        times=tuple(DayPart(each) for each in told.get("times") or ()),
        voicemail_ok=voicemail,
        say_who_is_calling="say_who" in care,
        shared_device="shared" in care,
        not_at_home="not_home" in care,
        codeword=told.get("codeword") or "",
        trusted_person=told.get("trusted") or "",
        language=told.get("language") or "",
        needs=tuple(told.get("formats") or ()),
        note="\n".join(part for part in note if part),
    )
    return card if card != SafeContactCard() else None
