"""Words of the performance pages; what figures are called comes through the room's door."""

from upstander.performance.api import Number, Series, words

length, share, count, of_code = words.length, words.share, words.count, words.of_code
cost, part = words.cost, words.part
month_words, short_month, DIMENSIONS = words.month_words, words.short_month, words.DIMENSIONS

TILES = {
    "reports": "Reports this month",
    "response": "Time to respond",
    "danger": "Done within 24 hours of danger",
    "promises": "Promises kept",
    "open": "Cases open now",
}
TRENDS = {
    "reports": "Reports received each month",
    "response": "Hours until half of those answered had a response",
    "promises": "Promises kept",
    "open": "Cases open at the end of each month",
}
STATES = {
    "prepared": "Waits to be checked",
    "returned": "Sent back, to be checked again",
    "checked": "Waits for approval",
    "sent": "Sent to the executive",
}

GROUPS = {
    "Answering people": ("response", "danger", "promises", "put-aside"),
    "Reports and cases": (
        "reports",
        "opened",
        "open",
        "closed",
        "outcome",
        "repeat-survivors",
        "repeat-perpetrators",
    ),
    "Safety and support": (
        "risk",
        "plans",
        "steps",
        "plans-done",
        "referrals",
        "hardening",
        "hardening-cost",
    ),
    "Other bodies and enforcement": ("sharing", "overrides", "body-answers", "help-came", "enforcement"),
    "What people say": ("satisfaction", "response-rate", "satisfied"),
    "Ourselves": ("training", "data-clocks"),
}
"""Measures in the order in which they are listed; what is named nowhere stands at the end."""


def grouped(found: dict[str, Series]) -> list[tuple[str, list[Series]]]:
    """Every measure under one heading."""
    named = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, "Others": tuple(name for name in found if name not in named)}
    made = [(title, [found[name] for name in names if name in found]) for title, names in groups.items()]
    return [each for each in made if each[1]]


def spread(counts: str) -> tuple[str, str]:
    """What the median and the ninth decile are called: of what is still open, ages; of all else, times."""
    return (
        ("Half older than", "One in ten older than")
        if counts == "open"
        else ("Half within", "Nine in ten within")
    )


def stands(each: Series, number: Number | None) -> str:
    """How a measure stands in one month, in the fewest words."""
    if number is None or number.hidden:
        return share(number) if each.definition.shows in ("share", "promises") else count(number)
    match each.definition.shows:
        case "share" | "promises" | "part":
            return share(number)
        case "cost":
            return cost(number)
        case "time" if number.timed:
            return f"half within {length(number.median)}, of {number.timed:,}"
        case "age" if number.count:
            return f"{number.count:,}, {spread(each.definition.counts)[0].lower()} {length(number.median)}"
    return count(number)
