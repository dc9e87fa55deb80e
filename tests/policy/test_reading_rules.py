"""The rules for reading the tables (policy.md §3): triggers, discharges, periods, and which of two rows wins."""

from typing import Any

import pytest

from policy.saying import AMINA, GWEN, MONDAY, ask, at, due, ids, report, the

TUESDAY = "2026-11-17T10:00:00+00:00"
WEDNESDAY = "2026-11-18T10:00:00+00:00"
FRIDAY = "2026-11-20T10:00:00+00:00"


def done(duty: str, when: str) -> dict[str, str]:
    return {"duty": duty, "at": when}


# ---- Once per report, once per case ----


def test_acknowledge_and_triage_appear_for_each_report_and_the_rest_once() -> None:
    answer = ask(report(MONDAY), report(TUESDAY))
    assert ids(answer).count("acknowledge") == 2
    assert ids(answer).count("triage") == 2
    assert ids(answer).count("risk-assessment") == 1
    assert due(answer, "triage", 0) == "2026-11-16T14:00:00+00:00"
    assert due(answer, "triage", 1) == "2026-11-17T14:00:00+00:00"


def test_danger_in_one_report_hastens_the_triage_of_that_report_alone() -> None:
    answer = ask(report(MONDAY), report(TUESDAY, immediate_danger=True))
    assert due(answer, "triage", 0) == "2026-11-16T14:00:00+00:00"
    assert due(answer, "triage", 1) == "2026-11-17T11:00:00+00:00"


def test_a_report_number_is_that_of_the_facts_whatever_the_order_of_receipt() -> None:
    answer = ask(report(TUESDAY), report(MONDAY))
    assert the(answer, "triage", 0).triggered_at == at(TUESDAY)
    assert the(answer, "triage", 1).triggered_at == at(MONDAY)


def test_only_a_report_that_can_be_answered_is_acknowledged() -> None:
    answer = ask(report(MONDAY, reporter_contactable=False), report(TUESDAY))
    assert [duty.report for duty in answer.duties if duty.id == "acknowledge"] == [1]


# ---- From when a fact holds ----


def test_a_fact_without_a_date_holds_from_the_first_report() -> None:
    assert the(ask(report(TUESDAY), report(MONDAY)), "support-referral").triggered_at == at(MONDAY)


def test_what_a_report_carries_holds_from_the_first_report_that_carries_it() -> None:
    answer = ask(
        report(MONDAY), report(TUESDAY, immediate_danger=True), report(WEDNESDAY, immediate_danger=True)
    )
    assert the(answer, "visit").triggered_at == at(TUESDAY)
    assert due(answer, "visit") == "2026-11-18T10:00:00+00:00"


def test_two_facts_carried_by_different_reports_hold_together_from_the_later() -> None:
    answer = ask(
        report(MONDAY, behaviours=["damage"]), report(WEDNESDAY, behaviours=["arson"]), incident_at_home=True
    )
    assert the(answer, "target-hardening").triggered_at == at(MONDAY)
    assert the(answer, "fire-referral").triggered_at == at(WEDNESDAY)


def test_a_dated_fact_holds_from_its_date_even_before_the_first_report() -> None:
    early = "2026-11-12T10:00:00+00:00"
    answer = ask(survivor={**AMINA, "communication_need_at": early})
    assert the(answer, "accessible-format").triggered_at == at(early)
    assert due(answer, "accessible-format") == "2026-11-13T17:00:00+00:00"


def test_a_risk_level_without_a_date_holds_from_the_first_report() -> None:
    answer = ask(risk={"level": "high"})
    assert the(answer, "action-plan").triggered_at == at(MONDAY)


def test_danger_that_comes_later_does_not_undo_the_first_contact_already_owed() -> None:
    answer = ask(report(MONDAY), report(TUESDAY, immediate_danger=True))
    assert the(answer, "first-contact").triggered_at == at(MONDAY)


# ---- Two rows ----


def test_the_trigger_is_the_earliest_and_so_is_the_due_time() -> None:
    soon = ask(report(MONDAY), report(TUESDAY, immediate_danger=True))
    assert the(soon, "risk-assessment").triggered_at == at(MONDAY)
    assert due(soon, "risk-assessment") == "2026-11-18T10:00:00+00:00"
    late = ask(report(MONDAY), report(FRIDAY, immediate_danger=True))
    assert due(late, "risk-assessment") == "2026-11-18T17:00:00+00:00"


def test_the_clause_is_that_of_the_row_which_sets_the_time() -> None:
    soon = the(ask(report(MONDAY), report(TUESDAY, immediate_danger=True)), "risk-assessment")
    late = the(ask(report(MONDAY), report(FRIDAY, immediate_danger=True)), "risk-assessment")
    assert (soon.clause, soon.source) == ("3.3.1", "clause")
    assert (late.clause, late.source) == ("standard", "standard")


def test_the_stronger_kind_wins_though_the_other_row_sets_the_time() -> None:
    duty = the(
        ask(report(immediate_danger=True), survivor={**AMINA, "safeguarding": ["child"]}), "social-services"
    )
    assert duty.kind == "must"
    assert duty.due_at == at(TUESDAY)
    assert "immediate danger" in duty.why
    assert "safeguarding" in duty.why


# ---- Discharge ----


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("2026-11-17T10:00:00+00:00", "met"),
        ("2026-11-17T10:00:01+00:00", "met_late"),
        ("2026-11-16T10:00:00+00:00", "met"),
    ],
)
def test_a_discharge_at_the_due_time_is_in_time_and_a_second_later_is_late(when: str, state: str) -> None:
    duty = the(ask(report(immediate_danger=True), discharged=[done("visit", when)]), "visit")
    assert duty.state == state
    assert duty.met_at == at(when)


@pytest.mark.parametrize(
    ("now", "state"), [("2026-11-17T10:00:00+00:00", "open"), ("2026-11-17T10:00:01+00:00", "overdue")]
)
def test_an_open_duty_is_overdue_once_its_due_time_has_passed(now: str, state: str) -> None:
    assert the(ask(report(immediate_danger=True), now=now), "visit").state == state


def test_a_discharge_from_before_the_trigger_does_not_count() -> None:
    duty = the(ask(report(TUESDAY, immediate_danger=True), discharged=[done("visit", MONDAY)]), "visit")
    assert duty.met_at is None


def test_the_first_discharge_that_counts_is_the_one_that_is_kept() -> None:
    discharged = [
        done("visit", WEDNESDAY),
        done("visit", "2026-11-16T12:00:00+00:00"),
        done("visit", "2026-11-15T12:00:00+00:00"),
    ]
    duty = the(ask(report(immediate_danger=True), discharged=discharged), "visit")
    assert duty.met_at == at("2026-11-16T12:00:00+00:00")
    assert duty.state == "met"


def test_a_discharge_answers_for_every_report_received_by_then() -> None:
    answer = ask(
        report(MONDAY), report(TUESDAY), discharged=[done("acknowledge", "2026-11-16T11:00:00+00:00")]
    )
    assert the(answer, "acknowledge", 0).state == "met"
    assert the(answer, "acknowledge", 1).met_at is None


def test_a_report_triaged_is_a_triage_done_for_that_report() -> None:
    answer = ask(report(MONDAY, triaged_at="2026-11-16T15:00:00+00:00"), report(MONDAY))
    assert the(answer, "triage", 0).state == "met_late"
    assert the(answer, "triage", 1).met_at is None


# ---- Duties that come again ----

WANTS = {**AMINA, "wants_updates": True}


def test_an_update_sent_starts_the_next_period() -> None:
    answer = ask(survivor=WANTS, discharged=[done("progress-update", FRIDAY)], now=FRIDAY)
    duty = the(answer, "progress-update")
    assert duty.triggered_at == at(FRIDAY)
    assert duty.due_at == at("2026-12-04T17:00:00+00:00")
    assert (duty.state, duty.met_at) == ("open", None)
    assert ids(answer).count("progress-update") == 1


def test_updates_come_sooner_when_the_risk_is_high() -> None:
    assert due(ask(survivor=WANTS, risk={"level": "high"}), "progress-update") == "2026-11-23T17:00:00+00:00"


def test_a_risk_review_runs_from_the_assessment_or_the_last_review() -> None:
    risk = {"level": "high", "assessed_at": TUESDAY}
    assert due(ask(risk=risk), "risk-review") == "2026-11-24T10:00:00+00:00"
    reviewed = ask(risk=risk, discharged=[done("risk-review", FRIDAY)])
    assert the(reviewed, "risk-review").triggered_at == at(FRIDAY)
    assert due(reviewed, "risk-review") == "2026-11-27T10:00:00+00:00"


def test_a_new_report_after_the_assessment_brings_the_review_forward() -> None:
    risk = {"level": "standard", "assessed_at": TUESDAY}
    assert (
        due(ask(report(MONDAY), report(WEDNESDAY), risk=risk), "risk-review") == "2026-11-19T17:00:00+00:00"
    )
    assert due(ask(report(MONDAY), risk=risk), "risk-review") == "2026-12-15T10:00:00+00:00"


def test_a_report_assessed_as_it_came_in_is_not_new() -> None:
    risk = {"level": "standard", "assessed_at": MONDAY}
    assert due(ask(report(MONDAY), risk=risk), "risk-review") == "2026-12-14T10:00:00+00:00"


def test_a_review_after_the_new_report_settles_it() -> None:
    risk = {"level": "standard", "assessed_at": TUESDAY}
    answer = ask(report(MONDAY), report(WEDNESDAY), risk=risk, discharged=[done("risk-review", FRIDAY)])
    assert due(answer, "risk-review") == "2026-12-18T10:00:00+00:00"


def test_a_risk_review_is_not_owed_before_the_risk_was_assessed() -> None:
    assert "risk-review" not in ids(ask())


# ---- The case-review threshold ----


def reports(*days: tuple[str, str]) -> list[dict[str, object]]:
    return [report(f"{received}T12:00:00+00:00", incident_on=incident) for received, incident in days]


THIRD = ("2026-11-16", "2026-11-16")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2026-05-16", "2026-05-16"), ("2026-08-01", "2026-08-01")),  # exactly six months before the third
        (
            ("2026-10-16", "2026-09-16"),
            ("2026-10-20", "2026-10-20"),
        ),  # made exactly a month after its incident
        (
            ("2026-02-28", "2026-01-31"),
            ("2026-07-01", "2026-07-01"),
        ),  # the month after 31 January ends on the 28th
    ],
)
def test_three_reports_at_the_edge_of_the_window_meet_the_threshold(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    third = ("2026-08-28", "2026-08-28") if first[0].startswith("2026-02") else THIRD
    duty = the(ask(*reports(third, first, second)), "case-review-notice")
    assert duty.triggered_at == at(f"{third[0]}T12:00:00+00:00")


@pytest.mark.parametrize(
    "first",
    [
        ("2026-05-15", "2026-05-15"),  # a day outside six months
        ("2026-10-17", "2026-09-16"),  # made a day too late
        ("2026-03-01", "2026-01-31"),
        ("2026-10-17", None),  # nobody knows when it happened
        ("2026-10-17", "2026-10-18"),  # it cannot have happened after it was reported
    ],
)
def test_a_day_outside_it_they_do_not(first: tuple[str, str | None]) -> None:
    received, incident = first
    early = report(f"{received}T12:00:00+00:00", incident_on=incident)
    assert "case-review-notice" not in ids(ask(early, *reports(("2026-10-20", "2026-10-20"), THIRD)))


def test_two_reports_are_not_enough() -> None:
    assert "case-review-notice" not in ids(ask(*reports(("2026-10-20", "2026-10-20"), THIRD)))


# ---- Gates and restrictions ----


def test_nothing_to_hold_back_leaves_a_gate_open() -> None:
    answer = ask()
    assert {gate.id for gate in answer.gates if gate.open} == {"validation", "evidence", "exemption"}


@pytest.mark.parametrize(
    ("validity", "opened"),
    [("not_assessed", False), ("unsubstantiated", False), ("partly", True), ("substantiated", True)],
)
def test_validation_opens_on_a_finding_that_something_happened(validity: str, opened: bool) -> None:
    assert ask(perpetrators=[GWEN], validity=validity).gate("validation").open is opened


def test_validation_holds_after_an_anonymous_report_too() -> None:
    assert not ask(report(reporter="anonymous")).gate("validation").open


def test_enforcement_is_owed_from_when_the_evidence_was_strong_and_not_from_the_report() -> None:
    found: dict[str, Any] = {"perpetrators": [GWEN], "evidence": "strong"}
    assert the(ask(report(MONDAY), **found), "enforcement").triggered_at == at(MONDAY)
    answer = ask(report(MONDAY), **found, evidence_at=FRIDAY)
    assert the(answer, "enforcement").triggered_at == at(FRIDAY)
    assert due(answer, "enforcement") == "2026-11-27T17:00:00+00:00"
    assert answer.gate("evidence").open
    before = ask(report(FRIDAY), **found, evidence_at=MONDAY)
    assert the(before, "enforcement").triggered_at == at(FRIDAY), "nothing is owed before a report"


@pytest.mark.parametrize(
    ("fact", "duty"),
    [
        ("applied_for_banding", "rehousing-evidence"),
        ("wants_to_move", "rehousing-advice"),
        ("cannot_stay_tonight", "homelessness-referral"),
        ("wants_female_staff", "female-staff"),
        ("support_needs", "independent-living-referral"),
    ],
)
def test_what_a_need_brings_is_owed_from_when_it_became_known_and_not_from_the_report(
    fact: str, duty: str
) -> None:
    said = {**AMINA, fact: True}
    assert the(ask(report(MONDAY), survivor=said), duty).triggered_at == at(MONDAY)
    later = ask(report(MONDAY), survivor={**said, f"{fact}_at": FRIDAY})
    assert the(later, duty).triggered_at == at(FRIDAY)
    before = ask(report(FRIDAY), survivor={**said, f"{fact}_at": MONDAY})
    assert the(before, duty).triggered_at == at(FRIDAY), "nothing is owed before a report"
    assert duty not in ids(ask(report(MONDAY), survivor={**AMINA, fact: False, f"{fact}_at": FRIDAY}))


def test_what_naming_brings_is_owed_from_each_naming_and_not_from_the_report() -> None:
    ours = {"known": True, "affiliation": "employee", "affiliation_at": FRIDAY}
    gwen = {**GWEN, "affiliation_at": WEDNESDAY, "known_at": TUESDAY}
    answer = ask(report(MONDAY, immediate_danger=True), perpetrators=[ours, gwen], evidence="strong")
    begun = {duty: the(answer, duty).triggered_at for duty in ("conduct-referral", "validate", "enforcement")}
    assert begun == {"conduct-referral": at(FRIDAY), "validate": at(WEDNESDAY), "enforcement": at(WEDNESDAY)}
    asked = ask(report(MONDAY, immediate_danger=True), perpetrators=[gwen])
    assert the(asked, "without-notice-injunction").triggered_at == at(TUESDAY)
    early = ask(report(FRIDAY), perpetrators=[gwen])
    assert the(early, "validate").triggered_at == at(FRIDAY), "nothing is owed before a report"
    first = ask(report(MONDAY), perpetrators=[gwen, GWEN])
    assert the(first, "validate").triggered_at == at(MONDAY), "one of them was known from the report"


@pytest.mark.parametrize(("evidence", "opened"), [("none", False), ("some", False), ("strong", True)])
def test_enforcement_waits_for_strong_evidence(evidence: str, opened: bool) -> None:
    assert ask(perpetrators=[GWEN], evidence=evidence).gate("evidence").open is opened


def test_the_gate_on_enforcement_says_that_proportionality_must_be_on_record() -> None:
    assert "proportionate" in ask(perpetrators=[GWEN], evidence="strong").gate("evidence").needs


def test_protection_is_never_held_up_by_validity() -> None:
    answer = ask(report(reporter="anonymous", immediate_danger=True), perpetrators=[GWEN])
    assert not answer.gate("validation").open
    assert {"visit", "emergency-services", "action-plan"} <= set(ids(answer))


def test_closing_waits_for_every_duty_that_must_happen() -> None:
    assert not ask().gate("closure").open
    discharged = [done(duty.id, "2026-11-16T10:30:00+00:00") for duty in ask().duties]
    assert ask(discharged=discharged).gate("closure").open
    assert not ask(discharged=discharged[1:]).gate("closure").open


def test_an_update_not_yet_due_does_not_stop_a_case_from_closing_but_an_overdue_one_does() -> None:
    discharged = [done(duty.id, "2026-11-16T10:30:00+00:00") for duty in ask().duties]
    assert ask(survivor=WANTS, discharged=discharged).gate("closure").open
    assert (
        not ask(survivor=WANTS, discharged=discharged, now="2027-01-04T12:00:00+00:00").gate("closure").open
    )


def test_sharing_stays_shut_even_in_danger_until_somebody_records_why() -> None:
    gate = ask(report(immediate_danger=True)).gate("sharing")
    assert not gate.open
    assert "emergency override" in gate.needs


def restrictions(**case: object) -> set[str]:
    reports = case.pop("reports", [])
    return {r.id for r in ask(*reports, **case).restrictions}  # type: ignore[arg-type, misc]


def test_a_plain_case_has_no_restriction() -> None:
    assert restrictions() == set()


def test_each_restriction_comes_of_its_own_facts() -> None:
    assert restrictions(reports=[report(reporter="third_party")]) == {"no-feedback-to-third-party"}
    assert restrictions(reports=[report(behaviours=["online_abuse"])]) == {"advice-only"}
    assert restrictions(survivor={**AMINA, "affiliation": "public"}) == {"non-customer"}
    assert restrictions(survivor={**AMINA, "affiliation": "employee"}) == {"staff-sealed", "conflict"}
    assert restrictions(perpetrators=[{"affiliation": "employee"}]) == {"staff-sealed", "conflict"}


def test_mixed_behaviour_keeps_the_investigation_open() -> None:
    assert restrictions(reports=[report(behaviours=["online_abuse", "threats"])]) == set()
    assert (
        restrictions(reports=[report(behaviours=["online_abuse"]), report(behaviours=["threats"])]) == set()
    )


# ---- Words ----


def test_why_is_one_plain_sentence_with_the_time_on_the_clock_at_home() -> None:
    summer = ask(report("2026-07-01T12:00:00+00:00", immediate_danger=True))
    assert the(summer, "visit").why == (
        "Because somebody is in immediate danger, we must visit the person affected within 24 hours of "
        "1:00pm on Wednesday 1 July 2026: by 1:00pm on Thursday 2 July 2026 (clause 3.3.1)."
    )


def test_why_says_whose_word_the_time_is() -> None:
    answer = ask(risk={"level": "high"})
    assert the(answer, "action-plan").why.endswith("(our own standard).")
    assert the(answer, "first-contact").why.endswith("(clause 5.2, the time is our own standard).")
    assert the(answer, "target-hardening").why.endswith("(clauses 3.3.1 and 4.2).")


def test_detail_names_edition_clause_start_and_each_day_left_out() -> None:
    duty = the(ask(report("2026-12-23T18:30:00+00:00")), "risk-assessment")
    assert duty.due_at == at("2026-12-30T17:00:00+00:00")
    for words in (
        "Edition ovh-2021",
        "service standard",
        "counting starts at 9:00am on Thursday 24 December 2026",
        "Friday 25 December 2026 (Christmas Day)",
        "Saturday 26 December 2026 (weekend)",
        "Monday 28 December 2026 (Boxing Day (substitute day))",
    ):
        assert words in duty.detail
