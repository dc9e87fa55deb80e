"""What another body's computer is answered: a report is stored once for each key, and nothing of a case ever comes back (3.2.3)."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.files import photo
from factories.reports import received
from upstander.confidentiality.api import ROLES, Viewer, ViewerKind, permissions_of, system, viewing
from upstander.intake.actions import partner
from upstander.intake.api import queue, triage_page
from upstander.lib.decision import Refused
from upstander.partners.api import SCOPES, make_token, retire_agency, revoke_token, tokens_of
from upstander.sites.api.api import api

pytestmark = pytest.mark.django_db
REPORT = {
    "what_happened": "She was spat at on the landing again and is afraid to go out",
    "survivor": {"name": "Amina Yusuf", "phone": "07700 900123", "safe_ways": ["phone"]},
    "worker": {"name": "Gwen", "email": "gwen@centre.example"},
    "behaviours": ["physical_attack"],
    "motivations": ["religion"],
}


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def token(cast: Cast, agency: UUID, **changes: Any) -> str:
    now = timezone.now()
    given = {
        "label": "Case system",
        "scopes": list(SCOPES),
        "ends_on": now.date() + timedelta(days=30),
        **changes,
    }
    return make_token(agency_id=agency, by=cast.carol, now=now, **given)


@pytest.fixture
def centre(cast: Cast, now: datetime) -> UUID:
    return body(now, "reporting_centre", "Venus Reporting Centre")


class Caller:
    """A body's computer."""

    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {token}"}

    def send(self, report: Any = None, key: str = "key-00000001", **headers: str) -> Any:
        return self.client.post(
            "/api/v1/reports", json.dumps(REPORT if report is None else report), content_type="application/json",
            headers={**self.headers, "Idempotency-Key": key, **headers},
        )  # fmt: skip

    def ask(self, reference: str) -> Any:
        return self.client.get(f"/api/v1/reports/{reference}", headers=self.headers)

    def add(self, reference: str, *files: SimpleUploadedFile) -> Any:
        return self.client.post(f"/api/v1/reports/{reference}/files", {"files": files}, headers=self.headers)


@pytest.fixture
def caller(cast: Cast, centre: UUID) -> Caller:
    return Caller(token(cast, centre))


def waiting(cast: Cast) -> list[Any]:
    return queue(cast.dev, now=timezone.now())


def test_a_report_is_on_file_with_who_told_what_and_the_worker_hears_only_received(
    cast: Cast, caller: Caller
) -> None:
    answer = caller.send({**REPORT, "danger": True})
    assert answer.status_code == 201
    assert set(answer.json()) == {"reference", "received_at", "status"}
    (line,) = waiting(cast)
    assert (line.waiting.reference, line.waiting.danger) == (answer.json()["reference"], True)
    page = triage_page(cast.dev, line.waiting.report_id, now=timezone.now())
    assert (page.report.channel, page.report.reporter) == ("partner", "professional")
    assert ("Handed over by", "Venus Reporting Centre") in page.report.shown
    cards = {party.role: party.safe_contact for party in page.case.parties}
    assert cards["survivor"] and cards["survivor"].ways == ("phone",)
    assert cards["reporter"] and cards["reporter"].email == "gwen@centre.example"


def test_a_report_with_its_case_people_promises_and_audit_is_stored_in_eleven_statements(
    caller: Caller,
) -> None:
    caller.send(key="key-of-the-first")  # what is made at the first call is not counted
    with CaptureQueriesContext(connection) as asked:
        assert caller.send().status_code == 201
    # Three are of the test's own transaction: two savepoints, and putting back who was looking.
    assert len(asked) <= 14, [each["sql"][:90] for each in asked]


def test_the_same_key_is_one_report_and_another_report_under_it_is_refused(
    cast: Cast, caller: Caller
) -> None:
    first, again = caller.send(), caller.send(dict(reversed(REPORT.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = caller.send({**REPORT, "danger": True})
    assert (other.status_code, other.headers["Content-Type"]) == (409, "application/problem+json")
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert [line.waiting.danger for line in waiting(cast)] == [False]


def test_whoever_loses_to_another_line_at_the_same_moment_begins_again_as_a_whole(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: Any) -> None:
        monkeypatch.undo()
        with connection.cursor() as cursor:  # a key that is taken, as the database says it
            cursor.execute(
                "INSERT INTO confidentiality_datakey SELECT * FROM confidentiality_datakey LIMIT 1"
            )

    monkeypatch.setattr(partner, "take_in", lose)
    assert caller.send().status_code == 201
    assert caller.send().status_code == 200


def test_only_the_body_that_sent_a_report_hears_of_it(cast: Cast, caller: Caller, now: datetime) -> None:
    reference = caller.send().json()["reference"]
    assert caller.ask(reference).json()["status"] == "received"
    stranger = Caller(token(cast, body(now)))
    ours = received(now)
    answers = [
        stranger.ask(reference),
        caller.ask(ours),
        caller.ask("R-999-999-A"),
        stranger.add(reference, jpeg_file()),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1  # what is not theirs is not there
    # The same key of another body is another report.
    assert stranger.send().status_code == 201


def jpeg_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("door.jpg", photo(), "image/jpeg")


def test_a_file_sent_twice_is_kept_once_and_one_that_cannot_be_taken_is_named(
    cast: Cast, caller: Caller
) -> None:
    reference = caller.send().json()["reference"]
    assert [caller.add(reference, jpeg_file()).json()["new_files"] for _ in range(2)] == [1, 0]
    bad = caller.add(reference, SimpleUploadedFile("a.zip", b"PK\x03\x04" + b"x" * 50))
    assert bad.status_code == 422 and "a.zip" in bad.json()["errors"][0]["message"]
    assert waiting(cast)[0].files == 1


def test_half_an_upload_is_refused_and_nothing_of_it_is_kept(cast: Cast, caller: Caller) -> None:
    reference = caller.send().json()["reference"]
    whole, path = encode_multipart(BOUNDARY, {"files": jpeg_file()}), f"/api/v1/reports/{reference}/files"
    for cut in (len(whole) // 2, len(whole) - len(BOUNDARY)):
        answer = caller.client.generic("POST", path, whole[:cut], MULTIPART_CONTENT, headers=caller.headers)
        assert answer.status_code == 422, cut
    assert waiting(cast)[0].files == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what_happened": " "}, "what_happened"),
        ({"survivor": {"phone": "ring me"}}, "survivor.phone"),
        ({"danger": "perhaps"}, "danger"),
        ({"behaviours": ["rude"]}, "behaviours"),
        ({"incident_on": "2999-01-01"}, "incident_on"),
        ({"survivr": {}}, "survivr"),
        ({"what_happened": "x" * 20_001}, "what_happened"),
        ({"where": "a\u0000b"}, "where"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    cast: Cast, caller: Caller, change: dict[str, Any], field: str
) -> None:
    answer = caller.send({**REPORT, **change})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert waiting(cast) == []


def test_what_is_no_report_at_all_gets_a_clear_answer(caller: Caller) -> None:
    assert caller.send(key="short").json()["errors"][0]["field"] == "Idempotency-Key"
    assert caller.send(["x"]).status_code == 400
    assert caller.send({"what_happened": "x" * 300_000}).status_code == 413
    deep = caller.client.post(
        "/api/v1/reports", "[" * 100_000, content_type="application/json",
        headers={**caller.headers, "Idempotency-Key": "key-00000001"},
    )  # fmt: skip
    assert deep.status_code == 400
    form = caller.client.post(
        "/api/v1/reports", {"a": "b"}, headers={**caller.headers, "Idempotency-Key": "key-00000001"}
    )
    assert form.status_code == 415


def test_a_token_ends_by_revoking_by_its_day_and_with_its_body(
    cast: Cast, centre: UUID, now: datetime
) -> None:
    revoked, over, reads = (
        Caller(token(cast, centre)),
        Caller(token(cast, centre)),
        Caller(token(cast, centre, scopes=["reports:read"])),
    )
    assert revoked.ask("R-000-001-C").status_code == 404
    for card in tokens_of(cast.carol, centre, now=now):
        if "reports:write" in card.scopes and card.used_on:
            revoke_token(token_id=card.id, by=cast.carol, now=now)
    assert revoked.send().status_code == 401
    assert reads.send().status_code == 403
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("UPDATE partners_apitoken SET ends_on = %s WHERE used_on IS NULL", [date(2020, 1, 1)])
    assert over.send().status_code == 401
    retire_agency(agency_id=centre, by=cast.carol, now=now)
    assert reads.ask("R-000-001-C").status_code == 401
    with pytest.raises(Refused):
        token(cast, centre)
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(label || digest::text, '') FROM partners_apitoken")
        assert over.headers["Authorization"][10:] not in cursor.fetchone()[0]


def test_calls_above_the_limit_of_a_minute_are_put_off(
    cast: Cast, centre: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upstander.sites.api import api as module

    at = timezone.now().replace(second=1)

    class Clock:
        @staticmethod
        def now() -> datetime:
            return at

    monkeypatch.setattr(module, "timezone", Clock)
    caller = Caller(token(cast, centre, per_minute=2))
    answers = [caller.ask("R-000-001-C") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    at += timedelta(minutes=1)
    assert caller.ask("R-000-001-C").status_code == 404


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_no_role_of_staff_opens_the_interface_and_few_see_tokens(
    role: str, cast: Cast, centre: UUID, now: datetime
) -> None:
    token(cast, centre)
    client = Client()
    if role != "nobody":
        staff = next(each for each in cast.staff.values() if each.roles == [role])
        client.force_login(staff)
    answers = [
        client.post(
            "/api/v1/reports",
            "{}",
            content_type="application/json",
            headers={"Idempotency-Key": "key-00000001"},
        ),
        client.get("/api/v1/reports/R-000-001-C"),
        client.post("/api/v1/reports/R-000-001-C/files", {"files": jpeg_file()}),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert not any(answer.cookies for answer in answers)
    if role != "nobody":
        viewer = Viewer(ViewerKind.STAFF, None, permissions_of([role]))
        with viewing(viewer), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM partners_apitoken")
            assert cursor.fetchone()[0] == ("partners.edit" in {str(p) for p in viewer.permissions})


def test_every_answer_is_one_that_the_specification_names(cast: Cast, caller: Caller) -> None:
    from upstander.wsgi import application

    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
    schema.app = application
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("UPDATE partners_apitoken SET per_minute = 1000000")

    # As Django's own test client does: the end of a request must not close the connection that holds this test's transaction.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        _every_call(schema, caller)
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


def _every_call(schema: Any, caller: Caller) -> None:
    for found in schema.get_all_operations():

        @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
        @given(case=found.ok().as_strategy())
        def one(case: Any) -> None:
            case.call_and_validate(
                base_url="http://testserver",
                headers=caller.headers,
                # Which codes there are is for the landlord's policy to say, and what is a telephone number for a library.
                excluded_checks=[positive_data_acceptance],
            )

        one()
