"""The quick simulation and the plain one are one: same cases, same drafts, same tables. And so are their two readers."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, time, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policy.saying import AMINA, edition, report
from policy.test_properties import START, case_facts, many
from upstander.operations.bench.cases import lines
from upstander.operations.commands.policy_history import names
from upstander.policy.api import (
    Affiliation,
    CaseFacts,
    Clock,
    Discharge,
    DutyKind,
    DutyRow,
    DutyRule,
    Edition,
    Effect,
    FactsError,
    Past,
    RiskLevel,
    Simulation,
    WorkingCalendar,
    parse_facts,
    parse_moment,
    simulate,
    simulate_plainly,
)
from upstander.policy.conditions import All, Always, AnyOf, Condition, Has, Not, Only
from upstander.policy.fact_words import fact_values

EDITIONS = {name: edition(name) for name in ("ovh-2021", "harbour-homes")}
CLOCKS = [
    Clock.parse(text)
    for text in (
        "1 elapsed hour",
        "36 elapsed hours",
        "3 elapsed days",
        "2 working hours",
        "11 working hours",
        "1 working day",
        "7 working days",
        "3 calendar days",
        "1 calendar month",
        "2 calendar years",
        "9999 working days",
    )
]
CALENDARS = [
    WorkingCalendar(),
    EDITIONS["harbour-homes"].calendar,
    WorkingCalendar(zone="America/New_York", opens=time(6), closes=time(23, 30)),
    WorkingCalendar(zone="Africa/Cairo", extra=((date(2026, 10, 28), "Founder's day"),)),
]


no_shrinking = settings(
    max_examples=40,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""Making an example smaller takes minutes here, and the first one found says what differs."""


def difference(quick: Effect, plain: Effect) -> dict[str, object]:
    """The parts of two effects that are not alike."""
    return {
        part.name: (getattr(quick, part.name), getattr(plain, part.name))
        for part in fields(Effect)
        if getattr(quick, part.name) != getattr(plain, part.name)
    }


@cache
def conditions(name: str) -> st.SearchStrategy[Condition]:
    ed = EDITIONS[name]
    values = fact_values(
        tuple(c.id for c in ed.channels),
        tuple(b.id for b in ed.behaviours),
        tuple(s.id for s in ed.strands),
        tuple(p.id for p in ed.patterns),
        tuple(t.id for t in ed.risk.triggers),
    )
    tests = st.sampled_from(sorted(values)).flatmap(
        lambda fact: st.builds(
            lambda kind, words: kind(fact, words),
            st.sampled_from([Has, Has, Only]),
            st.frozensets(st.sampled_from(values[fact]), min_size=1, max_size=2),
        )
    )
    leaves: st.SearchStrategy[Condition] = st.one_of(st.just(Always()), tests)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=4,
    )


@cache
def rows(name: str) -> st.SearchStrategy[DutyRow]:
    clocks = st.sampled_from(CLOCKS)
    by_level = st.dictionaries(st.sampled_from([None, *RiskLevel]), clocks, min_size=1)
    return st.builds(
        DutyRow,
        because=st.just("of a draft"),
        when=conditions(name),
        kind=st.sampled_from(DutyKind),
        due=clocks | by_level,
        clause=st.just("standard"),
        source=st.just(EDITIONS[name].duties[0].rows[0].source),
        on_new_report=st.booleans(),
        anew=st.booleans(),
    )


@st.composite
def drafts(draw: st.DrawFn, name: str) -> Edition:
    """A shipped edition with a few duties taken out, worded otherwise or put in, and now and then another ground to stand on."""
    ed = EDITIONS[name]
    duties: list[DutyRule] = []
    chosen = draw(st.frozensets(st.sampled_from([rule.id for rule in ed.duties]), max_size=4))
    for rule in ed.duties:
        if rule.id not in chosen:
            duties.append(rule)
        elif draw(st.booleans()):
            once = draw(st.sampled_from(["once", "per_report", "recurs"]))
            changed = tuple(draw(st.lists(rows(name), min_size=1, max_size=3)))
            if once != "recurs":  # as an edition is only read with that on a duty that comes round again
                changed = tuple(replace(row, on_new_report=False) for row in changed)
            duties.append(
                replace(
                    rule,
                    rows=changed,
                    scope=draw(st.sampled_from(["all", "customers", rule.scope])),
                    team=draw(st.sampled_from(sorted(ed.teams))),
                    minutes=draw(st.integers(0, 90)),
                    visit=draw(st.booleans()),
                    per_report=once == "per_report",
                    recurs=once == "recurs",
                    met_by_triage=draw(st.booleans()),
                )
            )
    more: dict[str, Any] = {"duties": tuple(duties)}
    if draw(st.integers(0, 3)) == 0:
        more["calendar"] = draw(st.sampled_from(CALENDARS))
    if draw(st.integers(0, 5)) == 0:
        more["third_parties"] = frozenset()
        more["patterns"] = tuple(replace(p, reports=2) for p in ed.patterns)
    return replace(ed, id="draft", **more)


@st.composite
def cases(draw: st.DrawFn) -> Past:
    """Any facts, with discharges that answer for one report too, known until some later time."""
    facts: CaseFacts = draw(case_facts)
    ids = st.sampled_from([rule.id for ed in EDITIONS.values() for rule in ed.duties])
    moments = st.integers(0, 200).map(lambda n: START + n * timedelta(hours=8))
    further = draw(st.lists(st.builds(Discharge, ids, moments, st.none() | st.integers(0, 3)), max_size=6))
    now = draw(st.sampled_from([START.replace(month=11), START.replace(year=2027), START.replace(year=2050)]))
    return Past(replace(facts, discharged=(*facts.discharged, *further)), now)


@no_shrinking
@given(st.data(), st.sampled_from(sorted(EDITIONS)), st.lists(cases(), min_size=1, max_size=4))
def test_the_quick_way_gives_what_the_plain_way_gives(data: Any, name: str, history: list[Past]) -> None:
    current, draft = EDITIONS[name], data.draw(drafts(name))
    for old, new in ((current, draft), (draft, current)):
        assert difference(simulate(history, old, new), simulate_plainly(history, old, new)) == {}


@pytest.mark.parametrize("name", sorted(EDITIONS))
def test_a_thousand_invented_lines_give_the_same_read_either_way(name: str) -> None:
    current = EDITIONS[name]
    draft = replace(
        current,
        duties=tuple(
            replace(r, rows=tuple(replace(row, due=CLOCKS[6]) for row in r.rows)) for r in current.duties
        ),
    )
    quick, history = Simulation(current, draft), []
    for line in lines(500, current, seed=9):
        told = json.loads(line)
        assert quick.take_mapping(told, names(line.encode()))
        now = parse_moment(told.pop("now"), "now")
        history.append(Past(parse_facts(told, current), now))
    assert quick.effect() == simulate_plainly(history, current, draft)


WHOLE: dict[str, Any] = {
    "now": "2026-11-20T16:30:00+00:00",
    "reports": [
        report(behaviours=["damage"], incident_on="2026-11-15", triaged_at="2026-11-16T12:00:00.5+01:00")
    ],
    "survivor": {**AMINA, "safeguarding": ["adult"], "capacity_concern_at": "2026-11-17T10:00:00Z"},
    "perpetrators": [{"known": True, "affiliation": Affiliation.CUSTOMER.value}],
    "risk": {"level": "high", "assessed_at": "2026-11-17T10:00:00+00:00"},
    "crime_likely": True,
    "discharged": [{"duty": "triage", "at": "2026-11-16T12:00:00+00:00"}],
    "closed_at": None,
}
PLACES = (
    [(key,) for key in WHOLE]
    + [(outer, inner) for outer in ("survivor", "risk") for inner in (*WHOLE[outer], "x")]
    + [
        (outer, 0, inner)
        for outer in ("reports", "perpetrators", "discharged")
        for inner in (*WHOLE[outer][0], "x")
    ]
)
ODD = st.sampled_from(
    [None, 1, 0, 1.0, True, False, "", "x", "true", [], [1], ["x"], [["x"]], {}, {"x": 1}, "2026-11-16", "2026-02-30",
     "2026-11-16T10:00:00", "2026-11-16T10:00:00+00:00", "2026-11-16t10:00z", "20261116T100000Z", "1980-01-01T00:00:00Z",
     "2099-01-01T00:00:00Z", "customer", "high", "strong", "partly", ["damage"], "damage", ["child"], "anonymous", "phone"]
)  # fmt: skip


@many
@given(st.sampled_from(PLACES), ODD)
def test_what_the_strict_reader_refuses_the_quick_one_never_takes(place: tuple[Any, ...], odd: Any) -> None:
    told = json.loads(json.dumps(WHOLE))
    inner = told
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd
    line, current = json.dumps(told), EDITIONS["ovh-2021"]
    quick = Simulation(current, current)
    taken = quick.take_mapping(told, names(line.encode()))
    try:
        now = parse_moment(told.pop("now"), "now")
        history = [Past(parse_facts(told, current), now)]
    except FactsError:
        assert not taken
        return
    if taken:
        assert quick.effect() == simulate_plainly(history, current, current)


@pytest.mark.parametrize("twice", ['"now":', '"now" :', '"n\\u006fw":'])
def test_a_name_given_twice_is_not_passed_over(twice: str) -> None:
    line = json.dumps(WHOLE)
    assert Simulation(EDITIONS["ovh-2021"], EDITIONS["ovh-2021"]).take_mapping(
        json.loads(line), names(line.encode())
    )
    doubled = "{" + twice + '"2026-11-20T16:30:00+00:00",' + line[1:]
    assert not Simulation(EDITIONS["ovh-2021"], EDITIONS["ovh-2021"]).take_mapping(
        json.loads(doubled), names(doubled.encode())
    )
