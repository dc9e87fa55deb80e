"""The words of meetings. Codes are stored; a code keeps its meaning for good. What bodies read of an item holds no free word but
those of a kind of information that they may have."""

from __future__ import annotations

EVERY: dict[str, str] = {
    "weekly": "Every week",
    "fortnight": "Every two weeks",
    "monthly": "Every month",
    "quarterly": "Every three months",
    "byhand": "Not by a rule: meetings are added by hand",
}
WEEKS: dict[str, str] = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "-1": "Last"}
WEEKDAYS: dict[str, str] = {
    str(number): name
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
}
# What may be asked of a meeting. Closed, so that it tells no body anything of a person.
ASKS: dict[str, str] = {
    "know": "What does each body know that helps to keep them safe?",
    "joint_plan": "Agree who does what, so that nobody does it twice",
    "patrol": "More presence of the police or wardens",
    "support": "Find support for somebody",
    "rehousing": "Back an application to move or for priority (policy 3.4)",
    "enforcement": "Agree on action against those responsible",
    "safeguarding": "Look at safeguarding together",
    "mediation": "Is there another way to bring it to an end?",
}
OUT: dict[str, str] = {
    "consent": "Consent was taken back or has run out",
    "conflict": "Somebody there is tied to a person on the case",
    "settled": "It is no longer needed",
    "other": "Another reason, written on the case",
}
STOPPED: dict[str, str] = {
    **OUT,
    "gate": "The sharing gate refused it when packs were sent",
    "changed": "What they may see was changed",
}
CAME: dict[str, str] = {"expected": "Expected", "came": "Came", "apologies": "Apologies"}
SORTS: dict[str, str] = {"strategic": "Strategic item", "tension": "Tension in a neighbourhood"}
WAYS: dict[str, str] = {"page": "On their page, behind a code", "by_hand": "By hand"}
STATES: dict[str, str] = {"agreed": "Under way", "done": "Done", "not_done": "Not done"}
PROMISE = (
    "What I read and hear for this meeting is about people who may be hurt if it becomes known. I use it for this meeting's purpose"
    " alone, keep it where only those of my organisation who need it can read it, pass nothing on without the landlord's agreement,"
    " leave the room for an item about anybody whom I know, and delete my copies when they are no longer needed."
)
