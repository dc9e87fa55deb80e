"""`upstander policy`: duties, risk, check, explain, diff and simulate. Needs no database, settings or network.

Only simulating stored cases does. Results go to standard output as JSON or text. What is wrong with the input is one line on
standard error and exit status 2. `now` is part of the facts; the clock is not read.
"""

import json
import sys
from pathlib import Path

import click

from upstander.operations.commands.policy_files import (
    Unusable,
    default_edition,
    load_file,
    load_named,
    refuse_constant,
    shipped_edition,
    shipped_editions,
    without_doubles,
)
from upstander.operations.commands.policy_simulate import simulate
from upstander.policy.api import (
    Change,
    Duty,
    Edition,
    FactsError,
    Outcome,
    PolicyError,
    RiskResult,
    difference,
    outcome,
    parse_facts,
    parse_moment,
    score,
)
from upstander.policy.api import explain as explain_edition


class PolicyGroup(click.Group):
    """Turns what the engine refuses into one plain line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. PolicyError becomes Unusable."""
        try:
            return super().invoke(ctx)
        except PolicyError as fault:
            raise Unusable(str(fault)) from None


@click.group(cls=PolicyGroup)
def policy() -> None:
    """Ask a landlord's policy what must happen, by when and why. No database needed."""


policy.add_command(simulate)
command = policy
"""The name by which `upstander` finds each of its sub-commands."""


@policy.command()
@click.argument("facts", metavar="FACTS.json|-")
def duties(facts: str) -> None:
    """Print the duties, gates and restrictions on a case's FACTS, as JSON."""
    entries = _object(facts)
    edition = _edition_asked_for(entries)
    if entries.get("now") is None:
        raise FactsError(
            "now", "needed: the moment at which to judge.", "Write it as 2026-11-20T16:30:00+00:00."
        )
    now = parse_moment(entries.pop("now"), "now")
    _print(_outcome_json(outcome(parse_facts(entries, edition), edition, now)))


@policy.command()
@click.argument("answers", metavar="ANSWERS.json|-")
def risk(answers: str) -> None:
    """Score a risk assessment's ANSWERS, as JSON.

    ANSWERS is {"edition": "...", "answers": {"question": "answer", "yes-or-no question": true, ...}}.
    """
    entries = _object(answers)
    edition = _edition_asked_for(entries)
    given = entries.pop("answers", None)
    for key in entries:
        raise FactsError(key, "no such key here.", "Known here: edition, answers.")
    if not isinstance(given, dict):
        raise FactsError("answers", "needed: an object that gives each question its answer.")
    for key, value in given.items():
        if value is not None and not isinstance(value, str | bool):
            raise FactsError(key, f"{value!r} is not an answer.", "Give the answer's id, true or false.")
    _print(_risk_json(score(given, edition)))


@policy.command()
@click.argument("file")
def check(file: str) -> None:
    """Check an edition FILE. A fault is named with its line and, where there is one, a likely remedy."""
    edition = load_file(Path(file))
    counts = (
        f"{len(edition.clauses)} clauses, {len(edition.duties)} duties, {len(edition.gates)} gates, "
        f"{len(edition.restrictions)} restrictions, {len(edition.risk.questions)} risk questions"
    )
    click.echo(f"{file}: edition {edition.id} is sound: {counts}.")


@policy.command()
@click.option(
    "--format", "style", type=click.Choice(["markdown", "text"]), default="markdown", show_default=True
)
@click.argument("edition", required=False)
def explain(style: str, edition: str | None) -> None:
    """Print an EDITION, a shipped one by name or a file, as tables. Without a name, the edition in use."""
    click.echo(explain_edition(load_named(edition or default_edition()), style))


@policy.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Print what changed from edition OLD to edition NEW, each a shipped one by name or a file."""
    changes = difference(load_named(old), load_named(new))
    click.echo("\n".join(_change_lines(changes)) if changes else "No difference.")


def _edition_asked_for(entries: dict[str, object]) -> Edition:
    name = entries.pop("edition", None)
    if name is None:
        name = default_edition()
    shipped = shipped_editions()
    if name not in shipped:
        raise FactsError("edition", f"no edition is called {name!r}.", f"There are: {', '.join(shipped)}.")
    return shipped_edition(str(name))


def _object(source: str) -> dict[str, object]:
    """The JSON object in a file, or on standard input for "-"."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        found = json.loads(
            content.decode("utf-8"), object_pairs_hook=without_doubles, parse_constant=refuse_constant
        )
    except OSError as fault:
        raise Unusable(f"{source}: cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Unusable(f"{source}: this is not text in UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise Unusable(f"{source}: line {fault.lineno}: this is not JSON: {fault.msg}.") from None
    except ValueError:
        raise Unusable(f"{source}: a number in it is longer than anybody could read.") from None
    except RecursionError:
        raise Unusable(f"{source}: nested too deeply.") from None
    if not isinstance(found, dict):
        raise Unusable(f"{source}: this must be one JSON object.")
    return found


def _outcome_json(answer: Outcome) -> dict[str, object]:
    return {
        "edition": answer.edition,
        "duties": [_duty_json(duty) for duty in answer.duties],
        "gates": [{"id": gate.id, "open": gate.open, "needs": gate.needs} for gate in answer.gates],
        "restrictions": [{"id": r.id, "clause": r.clause} for r in answer.restrictions],
    }


def _duty_json(duty: Duty) -> dict[str, object]:
    return {
        "id": duty.id,
        "kind": duty.kind,
        "clause": duty.clause,
        "source": duty.source,
        "triggered_at": duty.triggered_at.isoformat(),
        "due_at": duty.due_at.isoformat(),
        "state": duty.state,
        "met_at": duty.met_at.isoformat() if duty.met_at else None,
        "why": duty.why,
    }


def _risk_json(result: RiskResult) -> dict[str, object]:
    return {
        "edition": result.edition,
        "level": result.level,
        "matrix": {"points": result.total, "of": result.total_most, "level": result.total_level},
        "overlay": {"points": result.overlay, "of": result.overlay_most, "level": result.overlay_level},
        "triggers": [trigger.id for trigger in result.triggers],
        "unanswered": list(result.unanswered),
        "answers": [
            {"question": e.question, "answer": e.answer, "points": e.points, "changes": e.changes}
            for e in result.effects
        ],
        "means": result.guide.means,
        "interventions": list(result.interventions),
    }


def _change_lines(changes: tuple[Change, ...]) -> list[str]:
    lines: list[str] = []
    part = None
    for change in changes:
        if change.part != part:
            lines += ["", change.part] if part else [change.part]
            part = change.part
        lines.append(f"  {str(change).removeprefix(f'{part}: ')}")
    return lines


def _print(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
