"""Reading an edition's rules: conditions, duties, gates and restrictions, each word checked against what exists."""

from collections.abc import Mapping
from dataclasses import dataclass

from upstander.policy.clocks import Clock
from upstander.policy.conditions import All, Always, AnyOf, Condition, Has, Not, Only
from upstander.policy.edition import DutyRow, DutyRule, GateRule, Requirement, RestrictionRule
from upstander.policy.errors import did_you_mean
from upstander.policy.fact_words import GROUPS, gate_facts
from upstander.policy.vocabulary import Deed, DutyKind, Listener, RiskLevel, Source
from upstander.policy.yaml_reader import Block, Entry

STANDARD = "standard"
"""What stands for a clause number where only a service standard speaks."""


@dataclass(frozen=True, slots=True)
class Words:
    """Every word a rule may use: facts with their values, clauses, teams, duties and gates."""

    facts: Mapping[str, tuple[str, ...]]
    clauses: frozenset[str]
    teams: frozenset[str]
    gates: frozenset[str]
    duties: frozenset[str]

    def clause(self, entry: Entry) -> str:
        """Clause numbers the edition has ("3.3.1, 4.2"), or "standard"."""
        written = entry.text()
        for number in written.split(", "):
            if number not in self.clauses and written != STANDARD:
                raise entry.fault(
                    f"unknown clause {number!r}.", did_you_mean(number, [*sorted(self.clauses), STANDARD])
                )
        return written


def read_condition(entry: Entry, facts: Mapping[str, tuple[str, ...]]) -> Condition:
    """A condition: "always", or a block of facts that must all hold, with all / any / not inside.

    `fact: value` and `fact: [values]` hold when the fact has one of the values; `fact: {only: [values]}` when it has
    some and no others. Raises EditionError for a fact or value that does not exist.
    """
    if entry.is_text:
        entry.one_of(["always"], "condition")
        return Always()
    parts: list[Condition] = []
    for name, value in entry.block().names():
        if name in ("all", "any"):
            inner = tuple(read_condition(item, facts) for item in value.items())
            if not inner:
                raise value.fault(f"{name!r} has nothing in it.")
            parts.append(All(inner) if name == "all" else AnyOf(inner))
        elif name == "not":
            parts.append(Not(read_condition(value, facts)))
        else:
            parts.append(_test(name, value, facts))
    if not parts:
        raise entry.fault("a condition with nothing in it.", "Write 'always' if that is meant.")
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _test(name: str, value: Entry, facts: Mapping[str, tuple[str, ...]]) -> Condition:
    if name not in facts:
        raise value.name_fault(f"no fact is called {name!r}.", did_you_mean(name, facts))
    if value.is_text:
        return Has(name, frozenset({value.one_of(facts[name], f"value of {name}")}))
    if value.is_list:
        return Has(name, _values(name, value, facts))
    block = value.block()
    test = Only(name, _values(name, block.get("only"), facts))
    block.finish()
    return test


def _values(name: str, entry: Entry, facts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    values = frozenset(item.one_of(facts[name], f"value of {name}") for item in entry.items())
    if not values:
        raise entry.fault(f"no value is given for {name!r}.")
    return values


def read_duty(block: Block, words: Words) -> DutyRule:
    """One duty with its rows."""
    gates = block.find("gates")
    answered_by = _deeds(block)
    rule = DutyRule(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        do=block.get("do").text(),
        scope=block.get("for").one_of(["all", *GROUPS], "group"),
        team=block.get("team").one_of(sorted(words.teams), "team"),
        done_when=block.get("done_when").text(),
        rows=block.each("rows", lambda row: _read_row(row, words)),
        per_report=block.flag("per_report"),
        met_by_triage=Deed.TRIAGE in answered_by,
        recurs=block.flag("recurs"),
        discloses=block.flag("discloses"),
        gates=tuple(g.one_of(sorted(words.gates), "gate") for g in gates.items()) if gates else (),
        note=block.text("note"),
        minutes=_minutes(block),
        visit=block.flag("visit"),
        answered_by=answered_by,
        in_talk=block.flag("in_talk"),
        by_message=block.flag("by_message"),
        told=_told(block),
    )
    if (rule.recurs or rule.per_report) and any(row.anew for row in rule.rows):
        raise block.entry.fault(
            f"duty {rule.id!r} has a row anew, which only a duty that comes once may have."
        )
    if not any(not row.on_new_report for row in rule.rows):
        raise block.entry.fault(f"duty {rule.id!r} has no row that can start it.")
    if rule.per_report and rule.recurs:
        raise block.entry.fault(f"duty {rule.id!r} cannot be both per_report and recurs.")
    if not rule.recurs and any(row.on_new_report for row in rule.rows):
        raise block.entry.fault(
            f"duty {rule.id!r} has a row on_new_report, which only a duty that recurs may have."
        )
    return rule


def _deeds(block: Block) -> frozenset[Deed]:
    found = block.find("answered_by")
    return frozenset(each.word(Deed) for each in found.items()) if found else frozenset()


def _told(block: Block) -> dict[Listener, str]:
    found = block.find("told")
    if found is None:
        return {}
    block = found.block()
    says = {listener: block.find(listener.value) for listener in Listener}
    block.finish()
    return {listener: entry.text() for listener, entry in says.items() if entry}


def _minutes(block: Block) -> int:
    found = block.find("takes_minutes")
    return found.number() if found else 0


def _read_row(block: Block, words: Words) -> DutyRow:
    clause = words.clause(block.get("clause"))
    source = block.get("source").word(Source)
    if clause == STANDARD and source is not Source.STANDARD:
        raise block.get("source").fault("a row without a clause can only have the source 'standard'.")
    return DutyRow(
        because=block.get("because").text(),
        when=read_condition(block.get("when"), words.facts),
        kind=block.get("kind").word(DutyKind),
        due=_read_due(block.get("due")),
        clause=clause,
        source=source,
        basis=block.text("basis"),
        on_new_report=block.flag("on_new_report"),
        anew=block.flag("anew"),
    )


def _read_due(entry: Entry) -> Clock | dict[RiskLevel | None, Clock]:
    if entry.is_text:
        return entry.clock()
    block = entry.block()
    due: dict[RiskLevel | None, Clock] = {level: block.get(level.value).clock() for level in RiskLevel}
    unassessed = block.find("not_assessed")
    if unassessed:
        due[None] = unassessed.clock()
    block.finish()
    return due


def read_gate(block: Block, words: Words) -> GateRule:
    """One gate with what it needs."""
    facts = {**words.facts, **gate_facts(tuple(sorted(words.duties)))}
    one, every = block.find("opens_with_any"), block.find("opens_with_all")
    if bool(one) == bool(every):
        raise block.entry.fault("a gate has either 'opens_with_any' or 'opens_with_all'.")
    return GateRule(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        blocks=block.get("blocks").text(),
        clause=words.clause(block.get("clause")),
        source=block.get("source").word(Source),
        holds_when=read_condition(block.get("holds_when"), facts),
        requirements=block.each(
            "opens_with_any" if one else "opens_with_all", lambda inner: _read_requirement(inner, facts)
        ),
        any_of=bool(one),
    )


def _read_requirement(block: Block, facts: Mapping[str, tuple[str, ...]]) -> Requirement:
    met_when = block.find("met_when")
    return Requirement(
        id=block.get("id").slug(),
        says=block.get("says").text(),
        met_when=read_condition(met_when, facts) if met_when else None,
    )


def read_restriction(block: Block, words: Words) -> RestrictionRule:
    """One restriction."""
    return RestrictionRule(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        when=read_condition(block.get("when"), words.facts),
        closes=block.get("closes").text(),
        clause=words.clause(block.get("clause")),
    )
