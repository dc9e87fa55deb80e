"""What the monthly report to the executive says, made of figures with small numbers left out (clause 5.2): words first, then charts
with their tables. All of it is text, numbers and codes of charts, so that page, PDF and spreadsheet are drawn from the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from upstander.confidentiality.api import Permission, Viewer, ViewerKind
from upstander.performance import words
from upstander.performance.definitions import Definition
from upstander.performance.months import last_months
from upstander.performance.numbers import Breakdown, Content, Number, Series
from upstander.performance.queries.figures import breakdown, series

READER = Viewer(ViewerKind.STAFF, permissions=frozenset({Permission.MEASURES_READ}))
"""The report is written for somebody who reads sums and no case."""

_MONTHS = 13
_WIDER = (
    "repeat-survivors", "repeat-perpetrators", "risk", "plans", "steps", "plans-done", "referrals", "body-answers", "help-came",
    "enforcement", "put-aside", "hardening", "hardening-cost", "outcome", "satisfaction", "response-rate", "satisfied", "sharing",
    "overrides", "training", "data-clocks",
)  # fmt: skip


def content_of(month: date) -> Content:
    """The whole report of a month that was counted."""
    found = series(READER, last_months(month, _MONTHS))
    quarter = {
        dimension: breakdown(READER, "reports", dimension, [month])
        for dimension in ("strand", "behaviour", "channel")
    }
    clauses, became = (breakdown(READER, "promises", name, [month]) for name in ("clause", "how"))
    return {
        "month": month.isoformat(),
        "title": f"Harassment and hate: {words.month_words(month)}",
        "story": _story(month, found, clauses, became),
        "sections": [
            _response(found["response"]),
            _danger(found["danger"]),
            _counts(found["reports"], "Reports received each month"),
            *(_parts(each) for each in quarter.values()),
            _cases(found),
            _promises(found["promises"]),
            _broken(month, clauses),
            _wider([found[name] for name in _WIDER if name in found]),
        ],
        "notes": [
            "Numbers below five are left out, and with them as many others as are needed so that they cannot be worked out."
            " How many of our own promises were late is always shown.",
            "What people felt the hostility is about, what happened, and how it was told are shown for whole quarters only, and only"
            " for those in which no month is left out.",
            "Sealed cases, which concern colleagues, are in no number.",
            "Each month is counted on the first working day after it and does not change afterwards.",
        ],
    }


def _story(month: date, found: dict[str, Series], clauses: Breakdown, became: Breakdown) -> list[str]:
    reports, response, danger = found["reports"], found["response"].last, found["danger"].last
    promises, still = found["promises"].last or Number(), found["open"].last
    told = [_compared(month, reports)]
    if response and not response.hidden and response.median is not None:
        told.append(
            f"Half of those who asked for support and were answered had a response within {words.length(response.median)},"
            f" nine in ten within {words.length(response.p90)}. In the time promised: {words.share(response)}."
        )
    else:
        told.append(
            "Too few people were answered to say how long it took without saying something of one of them."
        )
    if danger and danger.hidden:
        missed = f"{danger.late} of these were late" if danger.late else "none of these was late"
        told.append(f"Fewer than five actions were due within 24 hours of immediate danger; {missed}.")
    elif danger and danger.promised:
        told.append(
            f"Of what must happen within 24 hours of immediate danger, {words.share(danger)} happened in time."
        )
    else:
        told.append("Nobody told us of immediate danger that called for action within 24 hours.")
    broken = promises.promised - promises.kept
    told.append(
        f"{promises.promised:,} promises of the policy fell due; {promises.kept:,} were kept and {broken:,} were not."
        if promises.promised
        else "No promise of the policy fell due."
    )
    if broken:
        apart = ", ".join(
            f"{words.of_code('promises', 'how', code).lower()}: {n.late:,}"
            for code, n in became.rows
            if n.late
        )
        told.append(f"Of those that were not kept: {apart}.")
        late = [(code, n) for code, n in clauses.rows if n.late]
        names = ", ".join(words.of_code("promises", "clause", code) for code, _ in late[:6])
        told.append(f"Promises were broken under: {names}.")
    if still and not still.hidden:
        told.append(
            f"At the end of the month {still.count:,} cases were open, half of them for more than {words.length(still.median)}."
        )
    return [each for each in told if each]


def _compared(month: date, reports: Series) -> str:
    number = reports.last
    if number is None or number.hidden:
        return f"In {words.month_words(month)} we received fewer than five reports of harassment and hate."
    told = f"In {words.month_words(month)} we received {number.count:,} reports of harassment and hate"
    for other, when in (
        (reports.numbers[-2], "the month before"),
        (reports.numbers[0], "the same month a year ago"),
    ):
        if other is not None and not other.hidden:
            told += f"; {when} it was {other.count:,}"
    return f"{told}. More reports may mean more trust as well as more harm."


def _section(definition: Definition, title: str = "") -> Content:
    return {
        "title": title or definition.name,
        "definition": definition.words,
        "owner": definition.owner,
        "source": definition.source,
    }


def _chart(kind: str, title: str, points: Sequence[tuple[str, float | None, str]]) -> Content | None:
    """A chart as data; None when there is nothing that may be drawn."""
    if all(value is None for _, value, _ in points):
        return None
    said = "; ".join(f"{label.replace(chr(10), ' ')} {text}" for label, _, text in points)
    return {"kind": kind, "title": title, "description": said, "points": [list(each) for each in points]}


def _value(number: Number | None, value: float | None) -> float | None:
    return None if number is None or number.hidden else value


def _brief(number: Number | None, text: str) -> str:
    return "–" if number is None else "<5" if number.hidden else text


def _response(found: Series) -> Content:
    pairs = list(zip(found.months, found.numbers, strict=True))
    points = [
        (
            words.short_month(month),
            _value(n, n.median / 3600 if n and n.median is not None else None),
            _brief(n, f"{n.median / 3600:.1f}" if n and n.median is not None else "–"),
        )
        for month, n in pairs
    ]
    return {
        **_section(found.definition),
        "chart": _chart("columns", "Hours until half of those answered had a response", points),
        "table": {
            "head": [
                "Month",
                "Requests",
                "Answered",
                "Half within",
                "Nine in ten within",
                "In the time promised",
            ],
            "rows": [
                [
                    words.month_words(month),
                    words.count(n),
                    *(
                        ["–", "–", "–", "–"]
                        if n is None or n.hidden
                        else [f"{n.timed:,}", words.length(n.median), words.length(n.p90), words.share(n)]
                    ),
                ]
                for month, n in pairs
            ],
        },
    }


def _danger(found: Series) -> Content:
    pairs = list(zip(found.months, found.numbers, strict=True))
    points = [
        (
            words.short_month(month),
            n.share * 100 if n and n.share is not None else None,
            f"{n.share:.0%}" if n and n.share is not None else "–",
        )
        for month, n in pairs
    ]
    return {
        **_section(found.definition),
        "chart": _chart("columns", "Share done within 24 hours", points),
        "table": {
            "head": ["Month", "Done in time"],
            "rows": [[words.month_words(month), words.share(n)] for month, n in pairs],
        },
    }


def _counts(found: Series, title: str) -> Content:
    pairs = list(zip(found.months, found.numbers, strict=True))
    points = [
        (words.short_month(month), _value(n, n.count if n else None), _brief(n, f"{n.count:,}" if n else ""))
        for month, n in pairs
    ]
    return {
        **_section(found.definition),
        "chart": _chart("columns", title, points),
        "table": {
            "head": ["Month", "Reports"],
            "rows": [[words.month_words(month), words.count(n)] for month, n in pairs],
        },
    }


def _parts(found: Breakdown) -> Content:
    first, last = found.months[0], found.months[-1]
    span = f"{first:%B} to {words.month_words(last)}"
    name = words.DIMENSIONS[found.dimension]
    rows = [(words.of_code(found.definition.id, found.dimension, code), n) for code, n in found.rows]
    points = [(label, _value(n, n.count), _brief(n, f"{n.count:,}")) for label, n in rows]
    return {
        **_section(found.definition, f"{name}, {span}"),
        "definition": "",  # stands above, with the reports of each month
        "chart": _chart("bars", f"Reports by {name[0].lower()}{name[1:]}", points),
        "table": {
            "head": [name, "Reports"],
            "rows": [
                *([label, words.count(n)] for label, n in rows),
                *([["All others" if rows else "All", "not shown"]] if found.others else []),
            ],
        },
    }


def _cases(found: dict[str, Series]) -> Content:
    opened, closed, still = found["opened"], found["closed"], found["open"]
    rows = [
        [
            words.month_words(month),
            words.count(a),
            words.count(b),
            "–" if b is None or b.hidden else words.length(b.median),
            words.count(c),
        ]
        for month, a, b, c in zip(opened.months, opened.numbers, closed.numbers, still.numbers, strict=True)
    ]
    return {
        **_section(still.definition, "Cases opened, closed and open"),
        "chart": None,
        "table": {
            "head": ["Month", "Opened", "Closed", "Half closed within", "Open at the end"],
            "rows": rows,
        },
    }


def _promises(found: Series) -> Content:
    rows = [
        [words.month_words(month), words.share(n), "–" if n is None else f"{n.promised - n.kept:,}"]
        for month, n in zip(found.months, found.numbers, strict=True)
    ]
    return {
        **_section(found.definition),
        "chart": None,
        "table": {"head": ["Month", "Kept", "Not kept"], "rows": rows},
    }


def _broken(month: date, found: Breakdown) -> Content:
    late = sorted(found.rows, key=lambda row: -row[1].late)
    rows = [
        [words.of_code("promises", "clause", code), f"{n.late:,}", words.share(n)]
        for code, n in late
        if n.late
    ]
    return {
        **_section(found.definition, f"Promises not kept in {words.month_words(month)}, by clause"),
        "definition": "",  # stands above, with the promises of each month
        "chart": None,
        "table": {"head": ["Clause", "Not kept", "Kept"], "rows": rows},
    }


def _wider(many: list[Series]) -> Content:
    def said(number: Number | None, each: Series) -> str:
        if each.definition.shows == "cost":
            return words.cost(number)
        if each.definition.shows == "time" and number is not None and not number.hidden and number.count:
            return f"{number.count:,}, half within {words.length(number.median)}"
        return words.share(number) if each.definition.shows in ("share", "part") else words.count(number)

    return {
        "title": "Wider indicators",
        "definition": "",
        "owner": "",
        "source": "Clause 5.2",
        "chart": None,
        "table": {
            "head": ["Measure", "This month", "The month before", "A year ago"],
            "rows": [
                [each.definition.name, *(said(each.numbers[place], each) for place in (-1, -2, 0))]
                for each in many
            ],
        },
    }
