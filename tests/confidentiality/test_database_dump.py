"""A stolen dump of the whole database says nothing about anybody."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta

import pytest

from factories.cast import AMINA, one_of_each_role
from factories.reports import opened
from harness.cluster import Cluster
from upstander.cases.api import PlanStep, add_note, agree_plan, assess_risk, record_contact, record_visit
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold
from upstander.messages.api import By, SafeContactCard
from upstander.people.models import Home

PLANTED = (
    "Amina", "Yusuf", "amina@example.org", "900123", "900 123", "Gwen", "Harcastle", "headscarf", "letterbox", "rubbish",
    "Persimmon", "frightened", "stairwell", "lanternfish", "Quillfeather", "zebracrossing",
)  # fmt: skip


@pytest.mark.db15
def test_a_dump_holds_no_name_phone_address_of_a_person_or_word_of_a_narrative(
    own_database: str, admin_address: str, cluster: Cluster, now: datetime
) -> None:
    cast = one_of_each_role(now)
    contact = SafeContactCard(
        ways=(By.PHONE,),
        phone="07700 900123",
        codeword="lanternfish",
        trusted_person="Quillfeather",
        address="9 Persimmon Yard",
    )
    survivor = PersonTold(name="Amina Yusuf", address="9 Persimmon Yard", affiliation="customer")
    case_id = opened(cast, now, contact=contact, survivor=survivor)
    later = now + timedelta(hours=1)
    party = next(p for p in case_page(cast.ben, case_id, now=later).parties if p.role == "survivor")
    record_contact(
        case_id=case_id, party_id=party.id, way="phone", outcome="spoke", inbound=True, at=later, said="She is frightened",
        by=cast.ben, now=later,
    )  # fmt: skip
    record_visit(
        case_id=case_id,
        at=later,
        seen=True,
        where="home",
        found="Paint in the stairwell",
        by=cast.ben,
        now=later,
    )
    assess_risk(
        case_id=case_id, answers={"weapon": "no"}, at=later, notes="zebracrossing", by=cast.ben, now=later
    )
    agree_plan(
        case_id=case_id, steps=[PlanStep("New letterbox", "Amina")], wishes="zebracrossing", agreed_with_survivor=True,
        at=later, by=cast.ben, now=later,
    )  # fmt: skip
    add_note(case_id=case_id, text="zebracrossing again", by=cast.ben, now=later)

    if cluster.programs is None:
        pytest.skip("pg_dump of the given server is not at hand")
    dump = subprocess.run(
        [cluster.programs / "pg_dump", admin_address], capture_output=True, check=True
    ).stdout
    assert b"Larkfield Walk" in dump, "the dump holds the landlord's homes: it is a real dump"
    with viewing(system("tests")):
        home = str(Home.objects.get(uprn=AMINA.uprn).pk)
    assert case_page(cast.ben, case_id, now=later).parties[0].home.startswith("12 Larkfield"), (
        "the case knows the home"
    )
    lines_with_home = [line for line in dump.decode().splitlines() if home in line]
    assert len(lines_with_home) == 2, (
        "only the home itself and its tenancy name it, nothing of a case or report"
    )
    text = dump.lower()
    assert [word for word in PLANTED if word.lower().encode() in text] == []
    assert [word for word in PLANTED if word.encode().hex().encode() in text] == []
