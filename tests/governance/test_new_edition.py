"""A landlord adopts a new edition while cases are open: promises stay, what begins later follows it, start-up refuses a broken one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from factories.cast import one_of_each_role
from factories.reports import opened, received
from policy.saying import edition_text
from policy.test_register import written
from upstander.cases import editions
from upstander.cases.api import Answer, answer_duty, current_edition, shelf
from upstander.cases.models import Case, Duty
from upstander.cases.reconcile import reconcile
from upstander.confidentiality.api import system, viewing
from upstander.operations.errors import OperatorError
from upstander.operations.startup import check_policy

SYSTEM = system("tests")


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The landlord's own directory of editions."""
    settings.UPSTANDER_EDITIONS = tmp_path
    editions.shelf.cache_clear()
    yield tmp_path
    editions.shelf.cache_clear()


def put(own: Path, id: str, starts: str, **more: object) -> None:
    name, text = written(id, starts, **more)  # type: ignore[arg-type]
    (own / name).write_text(text)
    editions.shelf.cache_clear()


QUICKER = ("        due: 4 working hours", "        due: 2 working hours")


@pytest.mark.django_db
def test_a_new_edition_governs_what_begins_from_its_day_and_rewrites_no_promise(
    now: datetime, own: Path
) -> None:
    received(now)
    with viewing(SYSTEM):
        before = list(Duty.objects.order_by("id").values())
    put(own, "ovh-2026", "2026-11-21", change=QUICKER)
    monday = now + timedelta(days=3)
    with viewing(SYSTEM):
        reconcile(Case.objects.get(), by=SYSTEM, now=monday)
        assert list(Duty.objects.order_by("id").values()) == before
    received(monday.replace(hour=10, minute=0))
    with viewing(SYSTEM):
        old, new = Case.objects.order_by("received_at")
        assert (old.edition, new.edition) == ("ovh-2021", "ovh-2026")
        triage = Duty.objects.get(case=new, slug="triage")
        assert (triage.edition, triage.due_at) == ("ovh-2026", monday.replace(hour=12, minute=0))
    assert current_edition(now).id == "ovh-2021"
    assert current_edition(monday).id == "ovh-2026"


@pytest.mark.django_db
def test_an_open_case_takes_the_new_edition_for_what_happens_on_it_from_then(
    now: datetime, own: Path
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    put(
        own,
        "ovh-2026",
        "2026-11-23",
        change=("not_assessed: 10 working days", "not_assessed: 3 working days"),
    )
    monday = now.replace(hour=10) + timedelta(days=3)

    def update() -> Duty:
        with viewing(SYSTEM):
            return Duty.objects.get(case_id=case_id, slug="progress-update", state="open")

    assert (update().edition, update().due_at.date().isoformat()) == ("ovh-2021", "2026-12-04")
    answer_duty(case_id=case_id, answer=Answer("progress-update"), at=monday, by=cast.ben, now=monday)
    assert (update().edition, update().due_at.date().isoformat()) == ("ovh-2026", "2026-11-26")


def test_a_broken_edition_stops_start_up_with_file_and_line(own: Path) -> None:
    (own / "mine.yaml").write_text(edition_text().replace("kind: must", "kind: maybe", 1))
    with pytest.raises(OperatorError, match=r"mine\.yaml:\d+: unknown kind 'maybe'"):
        check_policy()


def test_two_editions_on_one_day_stop_start_up(own: Path) -> None:
    put(own, "ovh-again", "2021-11-16")
    with pytest.raises(OperatorError, match="may not overlap"):
        check_policy()


def test_an_edition_that_the_settings_name_and_nobody_wrote_stops_start_up(settings: Settings) -> None:
    settings.LANDLORD = {**settings.LANDLORD, "policy_edition": "nowhere"}
    with pytest.raises(OperatorError, match="No edition is called 'nowhere'"):
        check_policy()


def test_a_directory_of_editions_that_is_not_there_stops_start_up(own: Path, settings: Settings) -> None:
    settings.UPSTANDER_EDITIONS = own / "missing"
    editions.shelf.cache_clear()
    with pytest.raises(OperatorError, match="not a directory"):
        check_policy()


def test_what_ships_is_sound() -> None:
    check_policy()
    assert {"ovh-2021", "harbour-homes"} <= {volume.edition.id for volume in shelf().volumes}
