"""Loading the demo: a year played through the program's own actions, once, and whole or not at all."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from upstander.cases.own.api import SignedInAs, own_cases, own_page
from upstander.cases.queries.api import board, may_reach_person, today
from upstander.confidentiality.api import system, viewer_of, viewing
from upstander.intake.api import queue
from upstander.messages.api import By
from upstander.operations import demo
from upstander.operations.demo.cast import AMINA_EMAIL
from upstander.operations.demo.load_play import Player
from upstander.operations.errors import OperatorError
from upstander.people.api import search_people

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def staff(slug: str) -> Any:  # Any: the account model
    return get_user_model()._default_manager.get(email=f"{slug}@onevision.example")


def test_a_quick_landlord_is_loaded_once_and_leaves_work_for_everybody(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    refused: Counter[str] = Counter()
    play = Player.play

    def noting(player: Player, *args: Any, **more: Any) -> None:
        play(player, *args, **more)
        refused.update(player.refused)

    monkeypatch.setattr(Player, "play", noting)
    demo.load(quick=True, say=said.append, now=NOW)

    assert refused == Counter()
    assert any("300 homes" in line for line in said)

    ben, carol, dev = (viewer_of(staff(slug)) for slug in ("ben", "carol", "dev"))
    waiting = queue(dev, now=NOW)
    assert len(waiting) == 5
    assert waiting[0].waiting.danger or not any(line.waiting.danger for line in waiting)

    mine = today(ben, now=NOW)
    assert mine.overdue > 0
    assert any(NOW <= duty.due_at < NOW + timedelta(days=1) for duty in mine.duties)
    assert board(carol, now=NOW).overdue

    with viewing(system("tests")):
        (card,) = (c for c in search_people(system("tests"), "Amina Yusuf") if c.name == "Amina Yusuf")
    amina = SignedInAs(frozenset({card.id}), "email", AMINA_EMAIL)
    current = next(each for each in own_cases(amina, now=NOW) if each.state == "open")
    hers = own_page(amina, current.case_id, now=NOW)
    assert hers.promises and hers.plan and hers.visits and hers.consents
    with viewing(system("tests")):
        assert may_reach_person(frozenset({card.id}), By.EMAIL, AMINA_EMAIL, at=NOW), "she can be sent a code"

    said.clear()
    demo.load(quick=True, say=said.append, now=NOW + timedelta(days=1))
    assert said == ["The demonstration landlord is loaded already"]


def test_what_stops_half_way_leaves_no_staff_and_begins_again(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Player, "play", broken)
        with pytest.raises(KeyboardInterrupt):
            demo.load(quick=True, say=lambda line: None, now=NOW)
    assert not get_user_model()._default_manager.exists()

    monkeypatch.setattr(Player, "play", lambda *args, **more: None)
    demo.load(quick=True, say=lambda line: None, now=NOW)
    assert staff("ben").teams.get().slug == "community-safety"


def test_a_database_with_staff_of_its_own_is_left_alone(own_database: str) -> None:
    with viewing(system("tests")):
        get_user_model()._default_manager.create_user(
            "real@landlord.example", "quiet-harbour-lantern-42", name="Real"
        )
    with pytest.raises(OperatorError, match="belongs to a landlord"):
        demo.load(quick=True, say=lambda line: None, now=NOW)
