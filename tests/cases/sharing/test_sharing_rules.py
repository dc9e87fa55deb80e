"""The sharing gate over a space of inputs: nothing passes but by consent in force, an emergency, or a manager's ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.cases.sharing.rules import (
    Body,
    Consented,
    ConsentTold,
    SharingTold,
    basis_of,
    check_consent,
    check_review,
    check_sharing,
    covering,
)
from upstander.cases.sharing.terms import EMERGENCIES, LAWFUL, PURPOSES
from upstander.partners.api import INFORMATION

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
IDS = [UUID(int=number) for number in range(1, 4)]
KINDS = st.frozensets(st.sampled_from(sorted(INFORMATION)), min_size=1)
MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
PURPOSE = st.sampled_from(sorted(PURPOSES))

CONSENTS = st.lists(
    st.builds(
        Consented,
        id=st.uuids(),
        party_id=st.sampled_from(IDS),
        agency_id=st.sampled_from(IDS),
        kinds=KINDS,
        purposes=st.frozensets(PURPOSE, min_size=1),
        given=st.booleans(),
        at=MOMENTS,
        expires_at=MOMENTS,
        withdrawn_at=st.none() | MOMENTS,
    ),
    max_size=5,
)
TOLD = st.builds(
    SharingTold,
    ground=st.sampled_from(["consent", "emergency", "lawful", "", "habit"]),
    agency_id=st.sampled_from(IDS),
    kinds=KINDS.map(tuple),
    about=st.lists(st.sampled_from(IDS), unique=True, max_size=2).map(tuple),
    purpose=PURPOSE,
    emergency=st.sampled_from(["", *EMERGENCIES]),
    lawful=st.sampled_from(["", *LAWFUL]),
    reason=st.sampled_from(["", " ", "He has a knife"]),
    necessity=st.sampled_from(["", "Only what they need"]),
    risk_of_not=st.sampled_from(["", "He comes back"]),
)
BODIES = st.none() | st.builds(Body, st.just("Police"), st.booleans(), st.none() | KINDS)


@given(told=TOLD, body=BODIES, consents=CONSENTS, manager=st.booleans())
def test_nothing_passes_without_its_ground(
    told: SharingTold, body: Body | None, consents: list[Consented], manager: bool
) -> None:
    if not check_sharing(told, body=body, consents=consents, manager=manager, at=NOW):
        return
    if told.ground == "emergency":
        assert told.emergency and (told.emergency != "other" or told.reason.strip())
        return
    assert body is not None and not body.retired
    assert body.agreed is None or set(told.kinds) <= body.agreed
    if told.ground == "lawful":
        assert manager and told.lawful and told.necessity and told.risk_of_not
        return
    assert told.ground == "consent" and told.about
    for person in told.about:
        for kind in told.kinds:
            assert any(
                each.given
                and each.party_id == person
                and each.agency_id == told.agency_id
                and kind in each.kinds
                and told.purpose in each.purposes
                and each.at <= NOW < (each.expires_at or NOW + timedelta(1))
                and (each.withdrawn_at is None or each.withdrawn_at > NOW)
                for each in consents
            )


@given(kinds=KINDS, body=BODIES, consents=CONSENTS, manager=st.booleans())
def test_an_emergency_with_its_reason_always_passes(
    kinds: frozenset[str], body: Body | None, consents: list[Consented], manager: bool
) -> None:
    name = "" if body else "The ambulance crew"  # of one on the register nobody has to write it
    told = SharingTold("emergency", kinds=tuple(kinds), body=name, emergency="life")
    assert check_sharing(told, body=body, consents=consents, manager=manager, at=NOW)


def test_consent_covers_until_the_very_moment_it_ends() -> None:
    ends = NOW + timedelta(hours=1)
    consent = Consented(
        IDS[0], IDS[0], IDS[1], frozenset({"identity"}), frozenset({"crime"}), True, NOW, ends, None
    )
    told = SharingTold("consent", IDS[1], ("identity",), (IDS[0],), "crime")
    assert covering(
        told, [consent, replace(consent, party_id=IDS[1]), replace(consent, kinds=frozenset({"risk"}))], NOW
    ) == (consent,), "it rests on no consent of anybody or anything else"
    ends_by_word = replace(consent, expires_at=None, withdrawn_at=ends)

    def passes(at: datetime) -> bool:
        return bool(check_sharing(told, body=Body("Police"), consents=[consent], manager=False, at=at))

    instant = timedelta(microseconds=1)
    assert [passes(at) for at in (NOW - instant, NOW, ends - instant, ends)] == [False, True, True, False]
    assert ends_by_word.live(ends - instant) and not ends_by_word.live(ends)


TWO = (IDS[0], IDS[1])
FITS = Consented(
    IDS[0], IDS[0], IDS[2], frozenset({"identity", "account"}), frozenset({"crime"}), True, NOW, None, None
)


@pytest.mark.parametrize(
    ("amiss", "body"),
    [
        ({"purposes": frozenset({"safety"})}, {}),
        ({"kinds": frozenset({"identity"})}, {}),
        ({"agency_id": IDS[1]}, {}),
        ({"party_id": IDS[2]}, {}),
        ({"given": False}, {}),
        ({"withdrawn_at": NOW}, {}),
        ({}, {"agreed": frozenset({"identity"})}),
        ({}, {"agreed": frozenset()}),
        ({}, {"retired": True}),
    ],
)
@pytest.mark.parametrize("whose", [0, 1])
def test_one_thing_amiss_with_one_consent_of_two_shuts_the_gate(
    amiss: dict[str, Any], body: dict[str, Any], whose: int
) -> None:
    told = SharingTold("consent", IDS[2], ("identity", "account"), TWO, "crime")
    consents = [FITS, replace(FITS, party_id=IDS[1])]
    assert check_sharing(told, body=Body("Police"), consents=consents, manager=False, at=NOW)
    consents[whose] = replace(consents[whose], **amiss)
    assert not check_sharing(told, body=Body("Police", **body), consents=consents, manager=False, at=NOW)


@pytest.mark.parametrize(
    "unsaid",
    [
        {"ground": ""}, {"kinds": ()}, {"kinds": ("identity", "gossip")}, {"purpose": ""}, {"method": ""}, {"asked_by": ""},
        {"informed": ""}, {"informed": "no", "not_informed": " "}, {"about": ()}, {"about": (*TWO, IDS[2])},
    ],
)  # fmt: skip
def test_what_is_not_said_of_a_sharing_shuts_the_gate(unsaid: dict[str, Any]) -> None:
    told = SharingTold(
        "consent",
        IDS[2],
        ("identity", "account"),
        TWO,
        "crime",
        informed="no",
        not_informed="It would warn him",
    )
    asked: dict[str, Any] = {"consents": [FITS, replace(FITS, party_id=IDS[1])], "manager": False, "at": NOW}
    assert check_sharing(told, body=Body("Police"), **asked)
    assert not check_sharing(replace(told, **unsaid), body=Body("Police"), **asked)
    assert not check_sharing(told, body=None, **asked) and not check_sharing(
        None, body=Body("Police"), **asked
    )
    for risk, reason, holds in (
        ("life", "", 1),
        ("", "", 0),
        ("gossip", "So", 0),
        ("other", " ", 0),
        ("other", "So", 1),
    ):
        urgent = replace(told, ground="emergency", emergency=risk, reason=reason)
        assert bool(check_sharing(urgent, body=Body("Police"), **asked)) == holds, (risk, reason)
    habit = replace(told, ground="habit", lawful="crime", necessity="Only the name", risk_of_not="He goes on")
    assert not check_sharing(habit, body=Body("Police"), **{**asked, "manager": True})
    nobody = SharingTold("emergency", kinds=("identity",), emergency="life", body=" ")
    assert not check_sharing(nobody, body=None, **asked), "told of danger, but not who was told"


@pytest.mark.parametrize(
    ("ground", "basis", "condition"),
    [
        ("consent", "6(1)(a)", "9(2)(a)"),
        ("emergency", "6(1)(d)", "9(2)(c)"),
        ("lawful", "6(1)(f)", "9(2)(f)"),
    ],
)
def test_the_register_names_a_basis_and_a_condition_only_for_what_is_special(
    ground: str, basis: str, condition: str
) -> None:
    told = SharingTold(ground, kinds=("identity",), lawful="legal")
    assert basis_of(told) == (basis, "")
    assert basis_of(replace(told, kinds=("identity", "health"))) == (basis, condition)


SAID = ConsentTold(IDS[0], (IDS[2],), ("identity",), ("crime",), True, "phone", NOW)
OF_A_CHILD = replace(SAID, capacity="child", words="She says it back in her own words")


@pytest.mark.parametrize(
    ("told", "asked", "holds"),
    [
        (SAID, {}, True),
        (replace(SAID, at=NOW + timedelta(seconds=1)), {}, False),
        (replace(SAID, agencies=()), {}, False),
        (replace(SAID, kinds=()), {}, False),
        (replace(SAID, kinds=("identity", "gossip")), {}, False),
        (replace(SAID, kinds=tuple(INFORMATION), purposes=tuple(PURPOSES)), {}, True),
        (replace(SAID, purposes=()), {}, False),
        (replace(SAID, purposes=("crime", "gossip")), {}, False),
        (replace(SAID, how="rumour"), {}, False),
        (replace(SAID, capacity="somehow", words="She did"), {}, False),
        (SAID, {"concern": True}, False),
        (replace(SAID, given=False), {"concern": True, "child": True}, True),
        (replace(SAID, capacity="settled", words="Looked into"), {"concern": True}, True),
        (replace(SAID, capacity="settled", words=" "), {"concern": True}, False),
        (SAID, {"child": True}, False),
        (replace(OF_A_CHILD, capacity="settled"), {"child": True}, False),
        (OF_A_CHILD, {"child": True, "concern": True}, True),
        (replace(OF_A_CHILD, capacity="authority"), {"child": True}, True),
        (replace(OF_A_CHILD, words=""), {"child": True}, False),
        (replace(SAID, expires_at=NOW), {}, False),
        (replace(SAID, expires_at=NOW + timedelta(seconds=1)), {}, True),
        (replace(SAID, given=False, expires_at=NOW), {}, True),
    ],
)
def test_a_consent_holds_only_with_all_that_makes_it_one(
    told: ConsentTold, asked: dict[str, bool], holds: bool
) -> None:
    decision = check_consent(told, **{"concern": False, "child": False, **asked}, now=NOW)
    assert bool(decision) == holds, decision.reason


def test_an_emergency_is_looked_at_by_another_manager_with_a_reason() -> None:
    def holds(
        reviewer: UUID | None = IDS[0], *, manager: bool = True, reason: str = "He was at the door"
    ) -> bool:
        return bool(check_review(reviewer=reviewer, disclosed_by=IDS[1], manager=manager, reason=reason))

    assert holds()
    assert not (holds(None) or holds(IDS[1]) or holds(manager=False) or holds(reason=" "))
