"""Facts as JSON (policy.md §3): what is left out is unknown, and every fault names its key."""

from typing import Any

import pytest

from policy.saying import AMINA, MONDAY, edition, report
from upstander.policy.api import Affiliation, CaseFacts, FactsError, RiskLevel, parse_facts


def facts(**case: Any) -> dict[str, Any]:
    return {"reports": [report()], **case}


def refused(case: object) -> FactsError:
    with pytest.raises(FactsError) as fault:
        parse_facts(case, edition())
    return fault.value


def test_all_but_one_report_may_be_left_out() -> None:
    read = parse_facts({"reports": [{"received_at": MONDAY}]}, edition())
    assert read.survivor.affiliation is Affiliation.UNKNOWN
    assert read.survivor.identified is False
    assert read.risk is None
    assert read.crime_likely is None
    assert read == CaseFacts(reports=read.reports)


def test_null_means_left_out() -> None:
    assert parse_facts(
        facts(survivor=None, risk=None, perpetrators=None, evidence=None, closed_at=None)
    ) == parse_facts(facts())


def test_the_documented_example_is_read_whole() -> None:
    read = parse_facts(
        {
            "reports": [
                {
                    "received_at": "2026-11-20T15:00:00+00:00",
                    "channel": "phone",
                    "reporter": "household",
                    "reporter_contactable": True,
                    "incident_on": "2026-11-19",
                    "immediate_danger": True,
                    "behaviours": ["verbal_abuse"],
                    "motivations": ["race"],
                    "triaged_at": None,
                }
            ],
            "survivor": {
                **AMINA,
                "safeguarding": ["adult", "child"],
                "applied_for_banding_at": MONDAY,
                "wants_to_move_at": None,
                "capacity_concern_at": None,
                "wants_updates": True,
            },
            "perpetrators": [
                {"known": True, "affiliation": "customer", "known_at": MONDAY, "affiliation_at": None}
            ],
            "crime_likely": None,
            "material_on_landlord_property": False,
            "incident_at_home": False,
            "risk": {"level": "high", "assessed_at": "2026-11-20T15:30:00+00:00"},
            "evidence": "some",
            "evidence_at": "2026-11-20T15:45:00+00:00",
            "validity": "partly",
            "discharged": [{"duty": "visit", "at": "2026-11-20T16:00:00+00:00"}],
            "closed_at": None,
        },
        edition(),
    )
    assert read.risk is not None
    assert read.risk.level is RiskLevel.HIGH
    assert read.discharged[0].duty == "visit"


@pytest.mark.parametrize(
    ("case", "key"),
    [
        (facts(reports=[]), "reports"),
        ({}, "reports"),
        (facts(reports="one"), "reports"),
        (facts(reports=["one"]), "reports[0]"),
        (facts(reports=[{}]), "reports[0].received_at"),
        (facts(reports=[report(), report("2026-11-16T10:00:00")]), "reports[1].received_at"),
        (facts(reports=[report("2026-11-16")]), "reports[0].received_at"),
        (facts(reports=[report("16/11/2026 10:00")]), "reports[0].received_at"),
        (facts(reports=[report("2026-02-30T10:00:00+00:00")]), "reports[0].received_at"),
        (facts(reports=[report("9999-12-31T23:00:00+00:00")]), "reports[0].received_at"),
        (facts(reports=[report(channel="pigeon")]), "reports[0].channel"),
        (facts(reports=[report(reporter="neighbour")]), "reports[0].reporter"),
        (facts(reports=[report(behaviours=["shouting"])]), "reports[0].behaviours"),
        (facts(reports=[report(behaviours="threats")]), "reports[0].behaviours"),
        (facts(reports=[report(behaviours=[1])]), "reports[0].behaviours[0]"),
        (facts(reports=[report(motivations=["rase"])]), "reports[0].motivations"),
        (facts(reports=[report(incident_on="yesterday")]), "reports[0].incident_on"),
        (facts(reports=[report(incident_on="2026-11-31")]), "reports[0].incident_on"),
        (facts(reports=[report(immediate_danger="yes")]), "reports[0].immediate_danger"),
        (facts(reports=[report(urgency=1)]), "reports[0].urgency"),
        (facts(survivor={"affilation": "customer"}), "survivor.affilation"),
        (facts(survivor={"affiliation": "tenant"}), "survivor.affiliation"),
        (facts(survivor={"safeguarding": ["pet"]}), "survivor.safeguarding"),
        (facts(survivor=[]), "survivor"),
        (facts(perpetrators=[{"affiliation": "customer"}, {"name": "Gwen"}]), "perpetrators[1].name"),
        (facts(crime_likely="perhaps"), "crime_likely"),
        (facts(risk={"level": "severe"}), "risk.level"),
        (facts(risk={"assessed_at": MONDAY}), "risk.level"),
        (facts(evidence="weak"), "evidence"),
        (facts(validity="true"), "validity"),
        (facts(discharged=[{"duty": "vist", "at": MONDAY}]), "discharged[0].duty"),
        (facts(discharged=[{"duty": "visit"}]), "discharged[0].at"),
        (facts(discharged=[{"at": MONDAY}]), "discharged[0].duty"),
        (facts(discharged=[{"duty": "visit", "at": MONDAY, "report": 0}]), "discharged[0].report"),
        (facts(closed_at="now"), "closed_at"),
        (facts(recorded=["proportionality"]), "recorded"),
        (facts(colour="red"), "colour"),
        ([], "facts"),
    ],
)
def test_a_fault_names_its_key(case: object, key: str) -> None:
    assert refused(case).key == key


def test_a_misspelling_is_met_with_the_nearest_word() -> None:
    assert "'affiliation'" in refused(facts(survivor={"affilation": "customer"})).suggestion
    assert "'race'" in refused(facts(reports=[report(motivations=["rase"])])).suggestion
    assert "'visit'" in refused(facts(discharged=[{"duty": "vist", "at": MONDAY}])).suggestion


def test_a_time_may_have_any_offset_and_is_kept_as_utc() -> None:
    read = parse_facts(facts(reports=[report("2026-07-01T10:00:00+01:00")]))
    assert read.reports[0].received_at.isoformat() == "2026-07-01T09:00:00+00:00"
    assert parse_facts(facts(reports=[report("2026-07-01T09:00Z")])) == read
