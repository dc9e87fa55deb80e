"""Several policies and bodies: one leads, a transfer takes what was chosen, nothing closes as passed on that was not (1.2, 3.6)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from cases.test_closing import LEAVE, ready
from factories.cast import one_of_each_role
from factories.measures import consented, support_body
from factories.reports import opened
from upstander.cases.closing.api import decide_closure, propose_closure
from upstander.cases.measures.api import Item, SecurePage, StepTold, measures_of, record_step
from upstander.cases.queries.api import case_page, cases_named
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import exclude, system, viewing
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


def test_a_transfer_goes_through_the_gate_and_closes_the_case_only_once_handed_over(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = ready(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    agency = support_body(now)
    told = {"why": "She moved there", "agrees": "She wants it", "until": "We do", "answer_by": "2026-12-01"}

    def step(code: str, said: dict[str, str], **more: object) -> None:
        given = StepTold("transfer", code, said, now, about_id=amina, **more)  # type: ignore[arg-type]
        record_step(case_id=case_id, step=given, by=cast.ben, now=now)

    sharing = SharingTold("consent", agency, ("identity", "account"), (amina,), "support", "portal")
    page = SecurePage(
        (Item("identity", "Survivor: name", "Amina Yusuf"), Item("account", "What we did", "A visit"))
    )
    with override_settings(UPSTANDER_SENDS_EMAIL=True):
        with pytest.raises(Refused, match="consent"):
            step("offered", told, sharing=sharing, page=page)
        consented(case_id, amina, agency, cast.ben, now)
        step("offered", told, sharing=sharing, page=page)
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    proposal = {**LEAVE, "reason": "elsewhere", "letter_way": "post"}
    with pytest.raises(Refused, match="anybody else leads"):
        propose_closure(case_id=case_id, by=cast.ben, now=now, **proposal)
    step("accepted", {"said": "The duty officer"}, measure_id=line.id)
    step("handed_over", {"knows": "Harbour Listeners", "received": "All of it"}, measure_id=line.id)
    propose_closure(case_id=case_id, by=cast.ben, now=now, **proposal)
    decide_closure(case_id=case_id, approve=True, by=cast.carol, now=now)
    closed = case_page(cast.ben, case_id, now=now + timedelta(days=1))
    assert closed.head.state == "closed", "and it stays readable"


def test_a_case_named_by_its_reference_is_a_way_there_only_for_whoever_may_open_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    other = opened(cast, now)
    reference = case_page(cast.ben, other, now=now).head.reference
    said = [f"{reference.lower()}, in the ASB system", "0151 496 0000"]
    assert cases_named(cast.ben, said) == {reference: other}
    with viewing(system("tests")):
        exclude(other, {cast.staff["ben"].id: "party"}, now=now)
    assert cases_named(cast.ben, said) == {}
