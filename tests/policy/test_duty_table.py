"""Every row of the duty table (policy.md §2): the facts that bring it about, its kind, clause, source and due time."""

from typing import Any

import pytest

from policy.saying import AMINA, GWEN, MONDAY, ask, at, edition, ids, report, the

# Monday 16 November 2026, 10:00. Working days after it:
H1, H4, H24 = "2026-11-16T11:00", "2026-11-16T14:00", "2026-11-17T10:00"
WD1, WD2, WD3, WD5, WD10 = "11-17", "11-18", "11-19", "11-23", "11-30"
LATER = "2026-11-16T12:00:00+00:00"
CLOSED = {"closed_at": "2026-11-16T15:00:00+00:00"}


def day(text: str) -> str:
    return f"2026-{text}T17:00"


def survivor(**more: Any) -> dict[str, Any]:
    return {"survivor": {**AMINA, **more}}


def said(**more: Any) -> dict[str, Any]:
    return {"reports": [report(**more)]}


DANGER = said(immediate_danger=True)
PUBLIC = {"survivor": {"affiliation": "public"}}
STAFF = {"survivor": {**AMINA, "affiliation": "employee"}}


def level(name: str) -> dict[str, Any]:
    return {"risk": {"level": name, "assessed_at": LATER}}


def found(trigger: str) -> dict[str, Any]:
    return {"risk": {"level": "high", "found": [{"trigger": trigger, "at": LATER}]}}


ROWS = [
    # id, facts, kind, clause, source, due
    ("acknowledge", {}, "must", "5.2", "standard", day(WD1)),
    ("triage", {}, "must", "3.3.1", "standard", H4),
    ("triage", DANGER, "must", "3.3.1", "standard", H1),
    ("first-contact", {}, "must", "5.2", "standard", day(WD1)),
    ("first-contact", level("high"), "must", "5.2", "standard", H24),
    ("first-contact", level("medium"), "must", "5.2", "standard", day(WD1)),
    ("first-contact", level("standard"), "must", "5.2", "standard", day(WD3)),
    ("discreet-enquiry", said(reporter="third_party"), "must", "3.2.4", "standard", day(WD1)),
    ("validate", said(reporter="anonymous"), "must", "3.2.5", "standard", day(WD5)),
    ("validate", {"perpetrators": [GWEN]}, "must", "3.2.5", "standard", day(WD5)),
    ("advise-non-customer", PUBLIC, "must", "3.2.6", "standard", day(WD1)),
    ("police-referral", PUBLIC, "consider", "3.2.6", "clause", day(WD1)),
    ("police-referral", {"crime_likely": True}, "consider", "3.2.6", "clause", day(WD1)),
    ("stop-hate-uk-referral", PUBLIC, "consider", "3.2.6", "clause", day(WD1)),
    ("staff-route", STAFF, "must", "4.3", "standard", day(WD1)),
    ("staff-support", STAFF, "must", "4.3", "standard", day(WD2)),
    ("staff-work", STAFF, "must", "4.3", "standard", day(WD2)),
    ("staff-police", STAFF, "must", "4.3", "standard", day(WD2)),
    ("emergency-services", DANGER, "consider", "3.3.1", "standard", H1),
    ("visit", DANGER, "must", "3.3.1", "clause", H24),
    ("risk-assessment", DANGER, "must", "3.3.1", "clause", H24),
    ("risk-assessment", {}, "must", "standard", "standard", day(WD2)),
    ("action-plan", DANGER, "must", "3.3.1", "clause", H24),
    ("action-plan", level("medium"), "must", "standard", "standard", day(WD2)),
    ("action-plan", level("high"), "must", "standard", "standard", day(WD2)),
    ("social-services", DANGER, "consider", "3.3.1", "clause", H24),
    ("social-services", survivor(safeguarding=["child"]), "must", "3.3.1", "clause", day(WD1)),
    ("social-services", DANGER | survivor(safeguarding=["adult"]), "must", "3.3.1", "clause", H24),
    ("homelessness-referral", DANGER, "consider", "3.3.1", "clause", H24),
    ("homelessness-referral", survivor(cannot_stay_tonight=True), "must", "3.3.1", "clause", H4),
    ("homelessness-referral", DANGER | survivor(cannot_stay_tonight=True), "must", "3.3.1", "clause", H4),
    ("female-staff", survivor(wants_female_staff=True), "must", "3.3.1", "clause", H24),
    ("target-hardening", DANGER, "consider", "3.3.1, 4.2", "clause", H24),
    ("target-hardening", level("high"), "consider", "3.3.1, 4.2", "clause", "2026-11-17T12:00"),
    (
        "target-hardening",
        said(behaviours=["damage"]) | {"incident_at_home": True},
        "consider",
        "3.3.1, 4.2",
        "clause",
        H24,
    ),
    (
        "target-hardening",
        said(behaviours=["arson"]) | {"incident_at_home": True},
        "consider",
        "3.3.1, 4.2",
        "clause",
        H24,
    ),
    (
        "target-hardening",
        said(behaviours=["threats"]) | {"incident_at_home": True},
        "consider",
        "3.3.1, 4.2",
        "clause",
        H24,
    ),
    ("without-notice-injunction", DANGER | {"perpetrators": [GWEN]}, "consider", "3.3.1", "clause", H24),
    ("fire-referral", DANGER, "consider", "3.3.1", "clause", H24),
    ("fire-referral", said(behaviours=["arson"]), "must", "3.3.1", "clause", H24),
    ("fire-referral", said(behaviours=["arson"], immediate_danger=True), "must", "3.3.1", "clause", H24),
    (
        "online-abuse-advice",
        said(behaviours=["online_abuse", "threats"]),
        "must",
        "3.1.4",
        "clause",
        day(WD1),
    ),
    (
        "offensive-material-removal",
        {"material_on_landlord_property": True},
        "must",
        "standard",
        "standard",
        H24,
    ),
    ("support-referral", {}, "must", "3.3.2", "clause", day(WD5)),
    ("rehousing-advice", survivor(wants_to_move=True), "must", "3.3.2", "clause", day(WD5)),
    ("rehousing-advice", survivor(cannot_stay_tonight=True), "must", "3.3.2", "clause", day(WD5)),
    ("rehousing-evidence", survivor(applied_for_banding=True), "must", "3.3.2", "clause", day(WD10)),
    (
        "enforcement",
        {"perpetrators": [GWEN], "evidence": "strong"},
        "consider",
        "2.5, 3.3.2",
        "clause",
        day(WD5),
    ),
    ("conduct-referral", {"perpetrators": [{"affiliation": "employee"}]}, "must", "2.6", "clause", day(WD1)),
    (
        "conduct-referral",
        {"perpetrators": [{"affiliation": "contractor"}]},
        "must",
        "2.6",
        "clause",
        day(WD1),
    ),
    ("independent-living-referral", survivor(support_needs=True), "consider", "3.3.2", "clause", day(WD5)),
    ("capacity-assessment", survivor(capacity_concern_at=LATER), "must", "1.6.2", "clause", day(WD5)),
    ("accessible-format", survivor(communication_need_at=LATER), "must", "1.6.1", "clause", day(WD1)),
    ("progress-update", survivor(wants_updates=True), "must", "standard", "standard", day(WD10)),
    (
        "progress-update",
        survivor(wants_updates=True) | level("high"),
        "must",
        "standard",
        "standard",
        day(WD5),
    ),
    ("risk-review", level("high"), "must", "standard", "standard", "2026-11-23T12:00"),
    ("risk-review", level("medium"), "must", "standard", "standard", "2026-11-30T12:00"),
    ("risk-review", level("standard"), "must", "standard", "standard", "2026-12-14T12:00"),
    (
        "case-review-notice",
        {
            "reports": [
                report(f"2026-11-{d}T10:00:00+00:00", incident_on=f"2026-11-{d}") for d in ("02", "09", "16")
            ]
        },
        "must",
        "standard",
        "standard",
        day(WD5),
    ),
    ("emergency-services", found("danger_now"), "consider", "3.3.1", "standard", "2026-11-16T13:00"),
    ("police-referral", found("weapon"), "consider", "3.2.6", "clause", day(WD1)),
    ("police-referral", found("threat_to_kill"), "consider", "3.2.6", "clause", day(WD1)),
    ("police-referral", found("assault_with_injury"), "consider", "3.2.6", "clause", day(WD1)),
    ("police-referral", found("order_breached"), "consider", "3.2.6", "clause", day(WD1)),
    ("social-services", found("self_harm"), "must", "3.3.1", "clause", "2026-11-17T12:00"),
    ("social-services", found("safeguarding"), "must", "3.3.1", "clause", day(WD1)),
    ("fire-referral", found("fire"), "must", "3.3.1", "clause", "2026-11-17T12:00"),
    ("case-review-notice", found("three_in_six_months"), "must", "standard", "standard", day(WD5)),
    ("satisfaction", CLOSED, "consider", "5.1", "clause", "2026-12-14T17:00"),
    ("closure-follow-up", CLOSED, "must", "standard", "standard", "2026-12-14T17:00"),
]


@pytest.mark.parametrize(("id", "facts", "kind", "clause", "source", "due"), ROWS)
def test_the_duty_arises_with_its_kind_clause_and_due_time(
    id: str, facts: dict[str, Any], kind: str, clause: str, source: str, due: str
) -> None:
    case = dict(facts)
    duty = the(ask(*case.pop("reports", []), **case), id)
    assert (duty.kind, duty.clause, duty.source) == (kind, clause, source)
    assert duty.due_at == at(f"{due}:00+00:00")
    assert duty.state == "open"
    assert duty.met_at is None


def test_every_duty_of_the_edition_has_a_row_here() -> None:
    assert {row[0] for row in ROWS} == {rule.id for rule in edition().duties}


CUSTOMERS_ONLY = {
    "discreet-enquiry", "visit", "risk-assessment", "action-plan", "homelessness-referral", "female-staff",
    "target-hardening", "without-notice-injunction", "rehousing-advice", "rehousing-evidence",
    "independent-living-referral", "risk-review", "case-review-notice", "closure-follow-up",
}  # fmt: skip

STAFF_ROUTE = {
    "acknowledge", "triage", "staff-route", "staff-support", "staff-work", "staff-police",
    "emergency-services", "social-services", "fire-referral",
    "accessible-format", "capacity-assessment", "conduct-referral",
}  # fmt: skip

EVERYTHING: dict[str, Any] = {
    "perpetrators": [GWEN, {"affiliation": "employee"}],
    "crime_likely": True,
    "material_on_landlord_property": True,
    "incident_at_home": True,
    "risk": {"level": "high", "assessed_at": LATER},
    "evidence": "strong",
}
EVERY_NEED: dict[str, Any] = {
    "identified": True,
    "contactable": True,
    "safeguarding": ["adult", "child"],
    "cannot_stay_tonight": True,
    "wants_female_staff": True,
    "wants_to_move": True,
    "applied_for_banding": True,
    "support_needs": True,
    "capacity_concern_at": LATER,
    "communication_need_at": LATER,
    "wants_updates": True,
}


def everything(affiliation: str, **more: Any) -> set[str]:
    """Every duty that comes of a case in which everything happens at once."""
    reports = [
        report(
            f"2026-11-{day}T10:00:00+00:00",
            reporter=role,
            immediate_danger=day == "16",
            incident_on=f"2026-11-{day}",
            behaviours=["arson", "online_abuse"],
        )
        for day, role in (("02", "anonymous"), ("09", "third_party"), ("16", "survivor"))
    ]
    who = {"affiliation": affiliation, **EVERY_NEED}
    return set(ids(ask(*reports, survivor=who, **EVERYTHING, **more)))


@pytest.mark.parametrize("affiliation", ["customer", "household_member", "unknown"])
def test_a_customer_and_anyone_not_yet_placed_gets_every_customer_duty(affiliation: str) -> None:
    arisen = everything(affiliation) | everything(affiliation, **CLOSED)
    assert arisen >= CUSTOMERS_ONLY
    assert not arisen & {"advise-non-customer", "stop-hate-uk-referral", "staff-route"}


@pytest.mark.parametrize("affiliation", ["contractor", "public"])
def test_a_non_customer_gets_no_customer_duty(affiliation: str) -> None:
    arisen = everything(affiliation) | everything(affiliation, **CLOSED)
    assert arisen >= {"advise-non-customer", "stop-hate-uk-referral", "police-referral", "emergency-services"}
    assert not arisen & (CUSTOMERS_ONLY | {"staff-route"})


def test_an_employee_gets_the_staff_route_and_nothing_else() -> None:
    assert everything("employee") | everything("employee", **CLOSED) == STAFF_ROUTE


def test_a_plain_report_asks_no_more_than_it_should() -> None:
    assert ids(ask(report(MONDAY))) == [
        "acknowledge",
        "triage",
        "first-contact",
        "risk-assessment",
        "support-referral",
    ]


def test_a_reporter_who_cannot_be_reached_is_not_owed_an_answer() -> None:
    assert "acknowledge" not in ids(ask(report(reporter_contactable=False)))


@pytest.mark.parametrize("missing", ["identified", "contactable"])
def test_first_contact_needs_somebody_known_who_can_be_reached(missing: str) -> None:
    assert "first-contact" not in ids(ask(survivor={**AMINA, missing: False}))


def test_immediate_danger_takes_the_place_of_first_contact() -> None:
    answer = ask(report(immediate_danger=True))
    assert "first-contact" not in ids(answer)
    assert "visit" in ids(answer)


@pytest.mark.parametrize("role", ["third_party", "witness", "professional"])
def test_anyone_who_reports_for_another_person_leads_to_a_discreet_enquiry(role: str) -> None:
    assert "discreet-enquiry" in ids(ask(report(reporter=role)))


@pytest.mark.parametrize("role", ["survivor", "household", "anonymous"])
def test_other_reporters_do_not(role: str) -> None:
    assert "discreet-enquiry" not in ids(ask(report(reporter=role)))


@pytest.mark.parametrize("affiliation", ["employee", "contractor", "public", "unknown"])
def test_a_perpetrator_who_is_not_a_customer_needs_no_validation(affiliation: str) -> None:
    assert "validate" not in ids(ask(perpetrators=[{"known": True, "affiliation": affiliation}]))


@pytest.mark.parametrize("behaviour", ["graffiti", "verbal_abuse", "online_abuse"])
def test_other_behaviour_at_home_does_not_call_for_target_hardening(behaviour: str) -> None:
    assert "target-hardening" not in ids(ask(report(behaviours=[behaviour]), incident_at_home=True))


def test_damage_away_from_home_does_not_call_for_target_hardening() -> None:
    assert "target-hardening" not in ids(ask(report(behaviours=["damage"])))


def test_an_injunction_needs_a_perpetrator_who_is_known() -> None:
    assert "without-notice-injunction" not in ids(
        ask(report(immediate_danger=True), perpetrators=[{"known": False}])
    )


@pytest.mark.parametrize("evidence", ["none", "some"])
def test_weak_evidence_does_not_raise_enforcement(evidence: str) -> None:
    assert "enforcement" not in ids(ask(perpetrators=[GWEN], evidence=evidence))


@pytest.mark.parametrize("crime_likely", [False, None])
def test_the_police_are_not_considered_where_no_crime_is_likely(crime_likely: bool | None) -> None:
    assert "police-referral" not in ids(ask(crime_likely=crime_likely))


def test_standard_risk_needs_no_action_plan() -> None:
    assert "action-plan" not in ids(ask(**level("standard")))


def test_updates_go_only_to_somebody_who_wants_and_may_receive_them() -> None:
    assert "progress-update" not in ids(ask(survivor={**AMINA, "wants_updates": False}))
    assert "progress-update" not in ids(ask(survivor={**AMINA, "wants_updates": True, "contactable": False}))


def test_closing_ends_updates_and_reviews_and_starts_the_follow_up() -> None:
    open_case = ask(survivor={**AMINA, "wants_updates": True}, **level("high"))
    closed = ask(survivor={**AMINA, "wants_updates": True}, **level("high"), **CLOSED)
    assert set(ids(open_case)) - set(ids(closed)) == {"progress-update", "risk-review"}
    assert set(ids(closed)) - set(ids(open_case)) == {"satisfaction", "closure-follow-up"}
