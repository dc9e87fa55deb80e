"""Stored cases as facts for trying out a policy: the same facts that duties were worked out from, and only cases one may know of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from factories.cast import one_of_each_role
from factories.reports import opened, received
from governance.test_clause_counts import keep_ben_from, of_staff
from upstander.cases.api import shelf
from upstander.cases.facts import case_facts
from upstander.cases.models import Case
from upstander.cases.queries import history as reading
from upstander.cases.queries.api import history, history_size
from upstander.confidentiality.api import (
    AuditSelection,
    Permission,
    audit_entries,
    current_viewer,
    system,
    viewing,
)
from upstander.governance.api import FEWEST_CASES, changed_text, try_draft
from upstander.lib.decision import Refused
from upstander.policy.api import Clock, EditionError

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_facts_are_those_of_the_case_page(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    with viewing(system("tests")):
        facts, _ = case_facts(Case.objects.get(), now)
    assert list(history(cast.policy, start=now, end=now + DAY)) == [replace(facts, recorded=None)]


def test_sealed_cases_and_conflicts_are_left_out(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, officer="bella")
    of_staff(now)
    keep_ben_from(cast, case_id, now)
    assert len(list(history(cast.policy, start=now, end=now + DAY))) == 1
    assert list(history(cast.ben, start=now, end=now + DAY)) == []
    assert history_size(cast.ben, start=now, end=now + DAY) == 0


def test_every_case_comes_once_whatever_the_batch(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = one_of_each_role(now)
    for minute in (0, 0, 0, 1, 2):  # three at the same moment
        received(now + timedelta(minutes=minute))
    monkeypatch.setattr(reading, "_BATCH", 2)
    times = [facts.reports[0].received_at for facts in history(cast.policy, start=now, end=now + DAY)]
    assert times == sorted(times) and len(times) == 5
    assert history_size(cast.policy, start=now + timedelta(minutes=1), end=now + DAY) == 2


def test_nothing_is_elevated_while_the_asker_works_on_a_case(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    for _ in history(cast.policy, start=now, end=now + DAY):
        assert current_viewer() is None


def test_a_trial_leaves_a_line_in_the_audit_and_no_trace_of_the_draft(now: datetime) -> None:
    cast = one_of_each_role(now)
    for hour in range(FEWEST_CASES):
        received(now - timedelta(hours=hour))
    text = changed_text(cast.policy, {"triage/0/-": Clock.parse("2 working hours")}, now=now)
    trial = try_draft(text=text, start=now - 2 * DAY, end=now + DAY, by=cast.policy, now=now)
    assert trial.report.cases == FEWEST_CASES
    triage = next(duty for duty in trial.report.changed_duties if duty.id == "triage")
    assert triage.sooner == FEWEST_CASES
    assert [line for line in trial.lines if line.startswith(("+ ", "- "))] == [
        "-        due: 4 working hours",
        "+        due: 2 working hours",
    ]
    page = audit_entries(cast.auditor, AuditSelection(action="policy.try"), now=now)
    assert len(page.lines) == 1
    assert "2 working hours" not in repr(page)
    assert len(shelf().periods("One Vision Housing")) == 1


def test_too_few_cases_are_refused_because_one_could_name_them(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    with pytest.raises(Refused, match="fewer than 20 cases"):
        try_draft(
            text=shelf().volume("ovh-2021").text, start=now - DAY, end=now + DAY, by=cast.policy, now=now
        )


def test_a_broken_draft_names_its_line(now: datetime) -> None:
    with pytest.raises(EditionError, match=r"^draft\.yaml:\d+: "):
        try_draft(text="edition: [", start=now, end=now, by=one_of_each_role(now).policy, now=now)


def test_only_those_who_may_try_do(now: datetime) -> None:
    cast = one_of_each_role(now)
    assert [who for who in cast.staff if getattr(cast, who).may(Permission.POLICY_TRY)] == ["policy"]
    with pytest.raises(Refused):
        try_draft(text="", start=now, end=now, by=cast.executive, now=now)
