"""Files of the housing system come by a page or from its own computer: tried first, sealed while they wait, gone afterwards."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from factories.bodies import body
from factories.cast import GWEN, Cast, one_of_each_role
from factories.reports import opened
from people.test_housing_system import HOMES, PEOPLE, TENANCIES
from upstander.cases.links import person_token
from upstander.cases.models import Case
from upstander.cases.queries.api import ask_first
from upstander.confidentiality.api import system, vault, viewing
from upstander.lib.decision import Refused
from upstander.partners.api import make_token
from upstander.people.api import (
    agree_upload,
    forget_uploads,
    give_up_upload,
    hand_over,
    import_residents,
    uploads,
    work_on_upload,
)
from upstander.people.models import HousingPart, Person, Residence
from upstander.records.actions.leavers import forget_leavers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
BY = system("tests")
WORDS = {"homes.csv": HOMES, "people.csv": PEOPLE, "tenancies.csv": TENANCIES}


@pytest.fixture
def cast() -> Cast:
    return one_of_each_role(NOW)


def handed(cast: Cast, **files: str) -> UUID:
    given = {name: io.BytesIO(text.encode()) for name, text in (files or WORDS).items()}
    return hand_over(given, only_running=False, by=cast.administrator, now=NOW)


def people() -> int:
    with viewing(BY):
        return Person.objects.filter(external_ref__in=["T1", "T2"]).count()


def test_files_change_nothing_until_somebody_agreed_and_are_gone_afterwards(cast: Cast) -> None:
    upload = handed(cast)
    with viewing(BY):
        assert all(b"Rahman" not in bytes(part.content or b"") for part in HousingPart.objects.all())
    assert not work_on_upload(upload, by=BY, now=NOW)
    [card] = uploads(cast.administrator)
    assert card.state == "tried" and card.run is not None and card.run.counts["people.csv"]["added"] == 2
    assert people() == 0
    agree_upload(upload, by=cast.administrator, now=NOW)
    assert not work_on_upload(upload, by=BY, now=NOW)
    assert people() == 2 and uploads(cast.administrator)[0].state == "done"
    with viewing(BY):
        assert not HousingPart.objects.exists() and not vault.has_key(upload)
    with pytest.raises(Refused):
        agree_upload(upload, by=cast.administrator, now=NOW)


def test_nobody_else_hands_over_files_and_nobody_reads_what_waits(cast: Cast) -> None:
    with pytest.raises(Refused):
        hand_over({"homes.csv": io.BytesIO(b"x")}, only_running=False, by=cast.carol, now=NOW)
    with pytest.raises(Refused, match="at least one"):
        hand_over({}, only_running=False, by=cast.administrator, now=NOW)
    handed(cast)
    with viewing(cast.administrator):
        assert HousingPart.objects.count() == 0


def test_what_is_given_up_or_a_day_old_is_destroyed(cast: Cast) -> None:
    first, second = handed(cast), handed(cast)
    give_up_upload(first, by=cast.administrator, now=NOW)
    assert forget_uploads(by=BY, now=NOW + timedelta(hours=23)) == 0
    assert forget_uploads(by=BY, now=NOW + timedelta(hours=25)) == 1
    with viewing(BY):
        assert not HousingPart.objects.exists()
        assert not vault.has_key(first) and not vault.has_key(second)
    assert not work_on_upload(second, by=BY, now=NOW) and people() == 0


def test_a_file_that_cannot_be_read_is_refused_by_the_trial(cast: Cast) -> None:
    upload = handed(cast, **{"people.csv": "who,what\n1,2\n"})
    assert not work_on_upload(upload, by=BY, now=NOW)
    [card] = uploads(cast.administrator)
    assert card.state == "given_up" and card.run is not None and "external_ref" in card.run.refused


def test_the_housing_systems_computer_hands_over_with_a_token_of_its_own_scope(cast: Cast) -> None:
    now = timezone.now()
    housing = body(now)
    tokens = {
        scope: make_token(
            agency_id=housing,
            label=scope,
            scopes=[scope],
            ends_on=now.date() + timedelta(days=30),
            by=cast.carol,
            now=now,
        )
        for scope in ("housing:write", "housing:flags", "reports:write")
    }
    client, files = Client(), {name: SimpleUploadedFile(name, text.encode()) for name, text in WORDS.items()}
    ask = {scope: {"Authorization": f"Bearer {token}"} for scope, token in tokens.items()}
    assert client.post("/api/housing/v1/takes", {}).status_code == 401
    assert client.post("/api/housing/v1/takes", {}, headers=ask["reports:write"]).status_code == 403
    assert client.post("/api/housing/v1/takes", {}, headers=ask["housing:write"]).status_code == 422
    answer = client.post("/api/housing/v1/takes", {**files, "trial": "yes"}, headers=ask["housing:write"])
    assert answer.status_code == 202
    upload = answer.json()["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'upload_id' FROM procrastinate_jobs WHERE task_name LIKE '%%housing_files'"
        )
        assert [row[0] for row in cursor.fetchall()] == [upload]
    work_on_upload(UUID(upload), by=BY, now=now)
    told = client.get(f"/api/housing/v1/takes/{upload}", headers=ask["housing:write"]).json()
    assert told["state"] == "tried" and told["counts"]["homes.csv"]["added"] == 2 and people() == 0
    assert client.get(f"/api/housing/v1/takes/{uuid4()}", headers=ask["housing:write"]).status_code == 404
    assert client.get("/api/housing/v1/flags", headers=ask["housing:write"]).status_code == 403
    opened(cast, NOW)
    marks = client.get("/api/housing/v1/flags", headers=ask["housing:flags"])
    assert marks.json() == {"ask_first": ["P-1"]}


def test_whoever_told_us_how_they_are_safely_reached_is_to_be_asked_about_first(cast: Cast) -> None:
    opened(cast, NOW)
    assert ask_first(by=BY, now=NOW) == {"P-1"}


def test_who_left_long_ago_and_is_on_no_case_is_forgotten(cast: Cast) -> None:
    opened(cast, NOW)  # Amina's
    with viewing(BY):
        Residence.objects.update(ended_on=date(2020, 1, 31))
    assert forget_leavers(by=BY, now=datetime(2026, 1, 31, 12, tzinfo=UTC)) == 0
    assert forget_leavers(by=BY, now=datetime(2026, 2, 2, 12, tzinfo=UTC)) == 1
    with viewing(BY):
        left = set(Person.objects.values_list("external_ref", flat=True))
    assert "P-1" in left and "P-2" not in left


def test_those_who_left_first_and_are_on_cases_keep_nobody_else_here(cast: Cast) -> None:
    case = opened(cast, NOW)
    first = [f"P-{number}" for number in range(10, 16)]
    told = [replace(GWEN, external_ref=ref, name=f"Hal {ref}") for ref in first]
    list(import_residents(residents=told, by=BY, now=NOW))
    with viewing(BY):
        stay = Person.objects.filter(external_ref__in=first)
        Case.objects.filter(pk=case).update(index_tokens=[person_token(each.pk) for each in stay])
        Residence.objects.update(ended_on=date(2020, 1, 31))
        Residence.objects.filter(person__in=stay).update(ended_on=date(2019, 1, 31))
    assert forget_leavers(by=BY, now=datetime(2026, 2, 2, 12, tzinfo=UTC), most=1) == 1
    with viewing(BY):
        assert stay.count() == len(first)
