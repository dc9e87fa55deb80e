"""An edition printed as tables a person can read: Markdown, or plain text for a terminal or a screen reader."""

import textwrap
from dataclasses import dataclass

from upstander.policy.clocks import Clock
from upstander.policy.edition import DutyRow, DutyRule, Edition, GateRule, RetentionClass
from upstander.policy.risk_tool import Answer, Matrix
from upstander.policy.wording import spoken_date

STYLES = ("markdown", "text")
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, a word of introduction, and rows under column names."""

    heading: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def explain(edition: Edition, style: str = "markdown") -> str:
    """The whole edition as text in one of STYLES. Raises ValueError for another."""
    if style not in STYLES:
        raise ValueError(f"{style!r} is not one of {', '.join(STYLES)}.")
    render = _markdown if style == "markdown" else _text
    title = f"{edition.landlord}: {edition.title} ({edition.id})"
    head = (
        f"# {title}\n\n{edition.about}\n"
        if style == "markdown"
        else f"{title}\n{'=' * len(title)}\n\n{edition.about}\n"
    )
    return "\n".join([head, *(render(table) for table in tables(edition))])


def tables(edition: Edition) -> list[Table]:
    """Every part of the edition as a table, in reading order."""
    return [
        _register(edition),
        Table(
            "Clauses",
            "What each clause asks, in our words, and what the product does for it.",
            ("clause", "the policy asks", "the product does", "kept by people"),
            tuple((c.id, c.asks, c.product, c.kept_by) for c in edition.clauses),
        ),
        *_rules(edition),
        *_vocabulary(edition),
        *_risk(edition),
        *_lists(edition),
    ]


def _rules(edition: Edition) -> list[Table]:
    return [
        Table(
            "Duties",
            "What must happen, or be decided, and by when. A row further down adds to the duty above it.",
            ("id", "when", "kind", "for", "due after the trigger", "clause", "discharged when"),
            tuple(row for rule in edition.duties for row in _duty_rows(rule)),
        ),
        Table(
            "Duties in practice",
            "Who does each duty, what it is called, and what it waits for.",
            (
                "id",
                "label",
                "what we do",
                "team",
                "takes about",
                "waits for",
                "tells another body",
                "answered by",
                "the receipt says",
                "note",
            ),
            tuple(_practice(rule, edition) for rule in edition.duties),
        ),
        Table(
            "Gates",
            "What may not happen yet.",
            ("id", "label", "blocks", "where", "opens with", "clause"),
            tuple(
                (g.id, g.label, g.blocks, str(g.holds_when), _opens(g), _cited(g.clause, g.source))
                for g in edition.gates
            ),
        ),
        Table(
            "Restrictions",
            "What may not happen at all.",
            ("id", "label", "when", "what is closed", "clause"),
            tuple((r.id, r.label, str(r.when), r.closes, r.clause) for r in edition.restrictions),
        ),
        Table(
            "Staff route",
            "When the survivor is an employee, only these can arise.",
            ("duty",),
            tuple((rule.id,) for rule in edition.duties if rule.id in edition.staff_route),
        ),
    ]


def _risk(edition: Edition) -> list[Table]:
    return [
        *(_matrix(matrix) for matrix in (edition.risk.matrix, edition.risk.overlay)),
        Table(
            "Risk: what makes the level high whatever the points say",
            edition.risk.note,
            ("id", "trigger", "what follows", "duty"),
            tuple(
                (t.id, t.label, t.changes or ("Write down why." if t.says_why else ""), t.duty)
                for t in edition.risk.triggers
            ),
        ),
        Table(
            "Risk: what a level leads to",
            "",
            ("level", "means", "interventions"),
            tuple((g.level.value, g.means, "; ".join(g.interventions)) for g in edition.risk.levels),
        ),
    ]


def _register(edition: Edition) -> Table:
    register, calendar = edition.governance, edition.calendar
    posts = tuple((f"post: {name}", post) for name, post in register.posts.items())
    return Table(
        "Register",
        "",
        ("what", "answer"),
        (
            ("approved", spoken_date(register.approved_on)),
            ("in force from", spoken_date(register.effective_from)),
            *(
                [("in force until", spoken_date(register.effective_until))]
                if register.effective_until
                else []
            ),
            ("review due", f"{spoken_date(register.review_due)}, then every {register.review_every.plain}"),
            ("review also on", "; ".join(register.review_triggers)),
            *posts,
            ("consultation", "; ".join(register.consultation)),
            ("equality impact assessment", register.impact_assessment),
            ("actions from it", "; ".join(register.impact_actions)),
            ("amendments", "; ".join(register.amendments)),
            ("read with", "; ".join(register.read_with)),
            (
                "working time",
                f"{', '.join(calendar.days)}, {calendar.opens:%H:%M} to {calendar.closes:%H:%M} ({calendar.zone}), "
                f"less the bank holidays of {calendar.region}"
                + "".join(f" and {spoken_date(day)} ({name})" for day, name in calendar.extra),
            ),
            *(
                (f"{name.replace('_', ' ')} are", ", ".join(sorted(who)))
                for name, who in edition.people.items()
            ),
            ("third parties are", ", ".join(sorted(edition.third_parties))),
        ),
    )


def _duty_rows(rule: DutyRule) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(rule.rows):
        turns = "for each report: " if rule.per_report else "again and again while: " if rule.recurs else ""
        turns = "anew when: " if row.anew else turns
        rows.append(
            (
                rule.id if number == 0 else "",
                f"{turns}{row.because} ({'a new report, and ' if row.on_new_report else ''}{row.when})",
                row.kind.value,
                rule.scope.replace("_", "-"),
                _due(row),
                _cited(row.clause, row.source) + (f" ({row.basis})" if row.basis else ""),
                rule.done_when if number == 0 else "",
            )
        )
    return rows


def _practice(rule: DutyRule, edition: Edition) -> tuple[str, ...]:
    gates = ", ".join(rule.gates)
    return (
        rule.id,
        rule.label,
        rule.do,
        edition.teams[rule.team],
        f"{rule.minutes} minutes{', on a visit' if rule.visit else ''}" if rule.minutes else "",
        gates,
        "yes" if rule.discloses else "",
        ", ".join(sorted(rule.answered_by))
        + (" (in passing, while talking)" if rule.in_talk else "")
        + (" (a message left is enough)" if rule.by_message else ""),
        "; ".join(f"{listener}: {text}" for listener, text in rule.told.items()),
        rule.note,
    )


def _due(row: DutyRow) -> str:
    if isinstance(row.due, Clock):
        return str(row.due)
    named = ((level.value if level else "not assessed", clock) for level, clock in row.due.items())
    return "; ".join(f"risk {name}: {clock}" for name, clock in named)


def _opens(rule: GateRule) -> str:
    return (" or " if rule.any_of else " and ").join(r.says for r in rule.requirements)


def _cited(clause: str, source: str) -> str:
    return clause if source == "clause" or clause == "standard" else f"{clause}, standard"


def _vocabulary(edition: Edition) -> list[Table]:
    return [
        Table(
            "Behaviours",
            "",
            ("id", "label", "hint", "advice only"),
            tuple((b.id, b.label, b.hint, "yes" if b.advice_only else "") for b in edition.behaviours),
        ),
        Table(
            "Motivations",
            "The survivor's own view is enough for each.",
            ("id", "label", "hint", "in the regulator's return"),
            tuple((s.id, s.label, s.hint, "yes" if s.monitored else "") for s in edition.strands),
        ),
        Table(
            "Channels", "", ("id", "label", "hint"), tuple((c.id, c.label, c.hint) for c in edition.channels)
        ),
        Table(
            "Reporters",
            "",
            ("id", "label", "hint"),
            tuple((r.id, r.label, r.hint) for r in edition.reporters),
        ),
        Table("Teams", "", ("id", "label"), tuple(edition.teams.items())),
        Table(
            "Patterns",
            "",
            ("id", "label", "reports", "each made within", "all within"),
            tuple(
                (p.id, p.label, str(p.reports), str(p.made_within), str(p.window)) for p in edition.patterns
            ),
        ),
    ]


def _matrix(matrix: Matrix) -> Table:
    bands = ", ".join(f"{band.level.value} {band.lowest}–{band.highest}" for band in matrix.bands)
    return Table(
        f"Risk: {matrix.label}",
        f"0 to {matrix.most} points: {bands}.",
        ("number", "question", "answers and points", "most"),
        tuple(
            (q.number, q.asks, "; ".join(_answer(a) for a in q.answers), str(q.most))
            for q in matrix.questions
        ),
    )


def _answer(answer: Answer) -> str:
    return f"{answer.label}: {answer.points}{f' ({answer.changes})' if answer.changes else ''}"


def _lists(edition: Edition) -> list[Table]:
    return [
        Table(
            "Service standards",
            "Numbers the policy does not give, held openly as the landlord's own.",
            ("id", "what", "how long", "clause", "why"),
            tuple((s.id, s.label, str(s.clock), s.clause, s.why) for s in edition.standards),
        ),
        Table(
            "Retention",
            "Of several classes that apply to a case, the one that keeps it longest counts.",
            ("id", "what", "kept for", "from when", "which cases", "why", "clause"),
            tuple(
                (r.id, r.label, r.keep.plain, r.starts, _which_cases(r), r.why, r.clause)
                for r in edition.retention
            ),
        ),
        Table(
            "Who may be told",
            "",
            ("who", "may be told", "never", "clause"),
            tuple((a.label, "; ".join(a.told), "; ".join(a.never_told), a.clause) for a in edition.audiences),
        ),
        Table(
            "Public promises",
            "",
            ("id", "promise", "clause", "kept by"),
            tuple((p.id, p.says, p.clause, ", ".join(p.kept_by)) for p in edition.promises),
        ),
    ]


def _which_cases(rule: RetentionClass) -> str:
    if rule.when is None:
        return ""
    instead = f", instead of {' and '.join(rule.instead_of)}" if rule.instead_of else ""
    return f"{rule.when}{instead}"


def _markdown(table: Table) -> str:
    lines = [f"## {table.heading}", ""]
    if table.intro:
        lines += [table.intro, ""]
    lines.append(f"| {' | '.join(table.columns)} |")
    lines.append(f"|{'---|' * len(table.columns)}")
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in table.rows]
    return "\n".join([*lines, ""])


def _text(table: Table) -> str:
    """Each row as labelled lines: wide tables do not fit a terminal, and nobody can listen to one."""
    lines = [table.heading, "-" * len(table.heading), ""]
    if table.intro:
        lines += [*textwrap.wrap(table.intro, _WIDTH), ""]
    for row in table.rows:
        first, *rest = zip(table.columns, row, strict=True)
        lines += textwrap.wrap(first[1] or f"({first[0]} as above)", _WIDTH)
        for name, cell in rest:
            if cell:
                lines += textwrap.wrap(
                    f"{name}: {cell}", _WIDTH, initial_indent="    ", subsequent_indent="        "
                )
    return "\n".join([*lines, ""])
