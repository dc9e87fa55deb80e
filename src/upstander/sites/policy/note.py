"""The note that goes with a draft to its reviewers: what would change, what it would have meant, and every changed line."""

from __future__ import annotations

import textwrap

from upstander.governance.api import Trial
from upstander.policy.api import SimulationReport
from upstander.sites.policy.words import WAYS, few, signed

_WIDTH = 100


def review_note(trial: Trial) -> str:
    """Plain text, made to be read in an email."""
    report = trial.report
    return "\n".join(
        [
            f"A change to the policy: {trial.edition.title} ({trial.edition.id})",
            "",
            "WHAT WOULD CHANGE",
            *(_wrapped(str(change)) for part in trial.parts for change in part.changes),
            "",
            "WHAT IT WOULD HAVE MEANT",
            f"Tried on {report.cases} cases received from {trial.start:%d %B %Y} to {trial.end:%d %B %Y}.",
            f"{report.touched} of them would have been treated differently.",
            *_figures(report),
            "",
            "What this assumes: each case is judged on what is known of it now, and people did what they did when they did it.",
            "",
            "BY STRAND AND NEED (counts rounded to five; small ones hidden)",
            *(
                f"- {group.label}: {few(group.cases)} cases; "
                + "; ".join(
                    f"{WAYS[way].lower()} {few(getattr(group, way))}"
                    for way in ("sooner", "later", "new", "gone")
                )
                for group in (*report.strands, *report.needs)
            ),
            "",
            "THE CHANGED LINES",
            *trial.lines,
            "",
        ]
    )


def _figures(report: SimulationReport) -> list[str]:
    total = report.total
    lines = [
        f"- {name}: {pair.current:,} now, {pair.draft:,} under the draft ({signed(pair.more)})"
        for name, pair in (
            ("Duties", total.duties),
            ("Visits", total.visits),
            ("Hours of work, estimated", total.hours),
            ("Broken promises", total.broken),
        )
    ]
    for duty in report.changed_duties:
        ways = [f"{WAYS[way].lower()} {getattr(duty, way):,}" for way in WAYS if getattr(duty, way)]
        lines.append(f"- {duty.label}: {', '.join(ways) or 'as before'}; asked {signed(duty.asked.more)}")
    return lines


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, initial_indent="- ", subsequent_indent="  ")
