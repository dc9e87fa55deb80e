"""How it is safe to reach somebody, told to a body outside: every limit that they set, in words (clause 3.5.1)."""

from __future__ import annotations

from datetime import date

from upstander.messages.safe_contact import By, SafeContactCard, safe_hours

_NAMES = {
    By.PHONE: "phone",
    By.TEXT: "text",
    By.EMAIL: "email",
    By.POST: "post",
}


def reach_lines(card: SafeContactCard, *, on: date) -> list[str]:
    """Nothing when nothing safe is known, or no longer. Leaves out what is between them and us (code word, trusted person)."""
    if not card.ways or (card.valid_until and on.isoformat() > card.valid_until):
        return []
    lines = [line for way in _NAMES if way in card.ways for line in _ways(card, way)]
    if never := [name for way, name in _NAMES.items() if way not in card.ways]:
        lines.append(f"Never by {' or '.join(never)}.")
    lines.append(
        "Never come to their home." if card.not_at_home else "Do not visit unless they agreed to it."
    )
    if card.shared_device:
        lines.append("Others use the same phone or computer: write nothing that gives it away.")
    if not card.say_who_is_calling:
        lines.append("Do not say who is calling to anybody else.")
    if card.what_to_say:
        lines.append(f"If somebody else answers, say: {card.what_to_say}")
    if card.language:
        lines.append(f"Language: {card.language}.")
    if card.valid_until:
        lines.append(f"Only until {date.fromisoformat(card.valid_until):%d/%m/%Y}. Ask us after that.")
    return [*lines, card.note] if card.note else lines


def _ways(card: SafeContactCard, way: By) -> list[str]:
    """A line for each number or address."""
    if way not in (By.PHONE, By.TEXT):
        hours = safe_hours(card, way)
        rest = f", {hours}" if hours else ""
        if way is By.POST:
            rest += ", in a plain envelope" if card.plain_envelope else ""
            rest += f", to the name {card.post_name}" if card.post_name else ""
        return [f"By {_NAMES[way]}: {to}{rest}." for to in card.destinations(way)]
    lines = []
    for each in card.numbers(way):
        said = [each.number, safe_hours(card, way, each.number)]
        if way is By.PHONE and not each.voicemail_ok:
            said.append("leave no message")
        if each.answers:
            said.append(f"may be picked up by: {each.answers}")
        lines.append(f"By {_NAMES[way]}: {', '.join(said)}.")
    return lines
