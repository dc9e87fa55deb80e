"""Every address of the program × every role, and nobody: each is declared here with who may open it, and asked.

A new address that is not declared fails the first test; one whose answer differs from its declaration fails the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from factories.bodies import agreed, at_once, body
from factories.cast import Cast, one_of_each_role
from factories.joint import item, told_group
from factories.mailbox import a_code
from factories.measures import sent_to_a_page
from factories.reports import opened, received
from records.closing import closed
from sites.addresses import MACHINES, NOBODY, PUBLIC, SIGNING_IN, SPECIFICATION, STAFF, TRIAGE, P, Page
from sites.every_form import HOSTILE, faults_of
from upstander.cases.api import (
    PlanStep,
    agree_plan,
    record_consent,
    record_statement,
    send_to_person,
    share_information,
    withdraw_consent,
)
from upstander.cases.joint.api import add_group, joint_group, put_forward, set_members
from upstander.cases.measures.api import StepTold, record_step
from upstander.cases.queries.api import case_page, sharing_of_case
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.confidentiality.api import ROLES, system, viewing
from upstander.governance.api import CourseTold, done_by, put_course, record_completions
from upstander.intake.api import (
    FileTold,
    PersonTold,
    add_exhibit,
    files_to_exhibit,
    mailboxes_of_case,
    queue,
    reports_of_case,
)
from upstander.messages.api import By, SafeContactCard
from upstander.partners.api import add_person
from upstander.records.api import (
    add_breach_action,
    begin_evidence,
    breach_log,
    breach_page,
    bundle_page,
    confirm_identity,
    finish_search,
    lay_out,
    log_request,
    name_searcher,
    prepare_disposal,
    raise_breach,
    run_page,
    search_page,
    settle_case,
)
from upstander.sites.staff import guard
from upstander.sites.staff.timeline_words import timeline_entries

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PICTURE = b"\xff\xd8 this stands for a picture \xff\xd9"


def every_name(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_name(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_address_is_declared() -> None:
    declared = [*STAFF, *SIGNING_IN, *PUBLIC, *MACHINES, *SPECIFICATION]
    assert sorted(every_name(get_resolver().url_patterns)) == sorted(declared)


def test_every_staff_view_opens_with_the_guard_that_is_declared() -> None:
    for pattern, name in views(get_resolver().url_patterns):
        if name in STAFF:
            assert (
                frozenset(getattr(pattern.callback, "staff_permission", ["no guard"])) == STAFF[name].needs
            ), name


def views(patterns: list[Any], space: str = "") -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            yield pattern, f"{space}{pattern.name}"


# The sweep --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def at_now(now: datetime) -> Iterator[None]:
    class Clock:
        @staticmethod
        def now() -> datetime:
            return now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "timezone", Clock)
        yield


@pytest.fixture(scope="module")
def cast(standing: None, now: datetime, at_now: None) -> Cast:
    return one_of_each_role(now)


@pytest.fixture(scope="module")
def things(cast: Cast, now: datetime) -> dict[str, str]:
    """Ids of things that exist: an open case with plan and picture, and a report that waits."""
    closed(cast, now - timedelta(days=7 * 366))
    run_id = prepare_disposal(by=cast.farid, now=now)
    file = FileTold(
        "door.jpg", "image/jpeg", len(PICTURE), hashlib.sha256(PICTURE).digest(), lambda: iter([PICTURE]),
        lambda: iter([PICTURE]), "image/jpeg", len(PICTURE),
    )  # fmt: skip
    by_post = SafeContactCard(
        ways=(By.PHONE, By.POST), phone="07700 900123", address="12 Larkfield Walk, Bootle"
    )
    case_id = opened(cast, now, files=(file,), return_code=a_code()[1], contact=by_post)
    step = PlanStep("Fit a camera", "Repairs")
    agree_plan(
        case_id=case_id, steps=[step], wishes="", agreed_with_survivor=True, at=now, by=cast.ben, now=now
    )
    seen = case_page(cast.ben, case_id, now=now)
    assert seen.plan is not None
    message_id = send_to_person(
        case_id=case_id,
        party_id=next(party.id for party in seen.parties if party.role == "survivor"),
        way="post",
        to=by_post.address,
        kind="progress",
        by=cast.ben,
        now=now,
    )
    received(now)
    raise_breach(happened="A letter went next door", aware_at=now, by=cast.dev, now=now)
    breach = breach_log(cast.farid, now=now)[0].id
    add_breach_action(
        breach_id=breach, what="Check", owner="Post room", due_on=now.date(), by=cast.farid, now=now
    )
    request = log_request(
        name="Gwen", contact="By post", wanted="All", received_on=now.date(), channel="letter", by=cast.farid, now=now
    )  # fmt: skip
    at_work: dict[str, Any] = {"case_id": case_id, "by": cast.ben, "now": now}
    police = body(now)
    agreement_id = agreed(police, now)
    amina = next(each.id for each in seen.parties if each.role == "survivor")
    said = record_consent(
        told=ConsentTold(amina, (police,), ("identity",), ("crime",), True, "phone", now), **at_work
    )
    share_information(
        told=SharingTold("consent", police, ("identity",), (amina,), "crime"), at=now, **at_work
    )
    urgent = share_information(told=at_once(), at=now, **at_work)
    lines = sharing_of_case(cast.ben, case_id, now=now).live
    withdraw_consent(consent_ids=[line.id for line in lines], at=now, **at_work)
    task = sharing_of_case(cast.ben, case_id, now=now).to_pass_on[0]
    page_id = sent_to_a_page(case_id, amina, cast.ben, now)
    shown = {"where": "Graffiti by the door", "kept": "Among the files"}
    removal = record_step(step=StepTold("removal", "photographed", shown, now), **at_work)
    visit_id = plan_visit(told=VisitTold(now + timedelta(hours=1), cast.staff["ben"].id, "office"), **at_work)
    confirm_identity(request_id=request, how="known", on=now.date(), by=cast.farid, now=now)
    for key in ("senior", "carol", "ben", "bella", "esther", "lead"):
        name_searcher(request_id=request, staff_id=cast.staff[key].id, by=cast.farid, now=now)
    settle_case(request_id=request, case_id=case_id, part="named", by=cast.ben, now=now)
    course = put_course(CourseTold("Working alone", ("neighbourhood",), 12), by=cast.policy, now=now)
    nia = cast.staff["nia"].id
    record_completions(course_id=course, staff=[nia], done_on=now.date(), by=cast.policy, now=now)
    for found in search_page(cast.ben, request, now=now).cases:
        if not found.part:
            settle_case(request_id=request, case_id=found.case.id, part="other", by=cast.ben, now=now)
    finish_search(request_id=request, by=cast.ben, now=now)
    lay_out(request_id=request, tell=timeline_entries, by=cast.ben, now=now)
    statement_id = record_statement(party_id=amina, words="She shouted", taken_at=now, **at_work)
    files = files_to_exhibit(cast.ben, case_id)
    exhibit_id = add_exhibit(title="The door", taken_at=now, attachment_id=files[0][0], **at_work)
    evidence_id = begin_evidence(
        kind="police", purpose="To look into it", chosen=[f"statement:{statement_id}"], **at_work
    )
    group = add_group(told=told_group(now), by=cast.carol, now=now)
    set_members(group_id=group, agency_ids=[police], by=cast.carol, now=now)
    meeting = joint_group(cast.carol, group, now=now).ahead[0].id
    agenda_id = put_forward(meeting_id=meeting, item=item(amina, {}), **at_work)
    person = add_person(
        agency_id=police, name="Paul", post="Sergeant", email="paul@police.example", by=cast.carol, now=now
    )
    return {
        "group_id": str(group),
        "meeting_id": str(meeting),
        "agenda_id": str(agenda_id),
        "person_id": str(person),
        "course_id": str(course),
        "completion_id": str(done_by(cast.policy, nia)[0].id),
        "bundle_id": str(evidence_id),
        "statement_id": str(statement_id),
        "exhibit_id": str(exhibit_id),
        "sheet_id": str(bundle_page(cast.ben, evidence_id, now=now).sheets[0].id),
        "said_id": str(said),
        "measure_id": str(removal),
        "referral_id": str(page_id),
        "visit_id": str(visit_id),
        "plan_id": str(seen.plan.id),
        "disclosure_id": str(urgent),
        "task_id": str(task.id),
        "request_id": str(request),
        "run_id": str(run_id),
        "item_id": str(run_page(cast.farid, run_id, now=now).items[0].id),
        "breach_id": str(breach),
        "action_id": str(breach_page(cast.farid, breach, now=now).actions[0].id),
        "message_id": str(message_id),
        "case_id": str(case_id),
        "staff_id": str(cast.staff["nia"].id),
        "mailbox_id": str(mailboxes_of_case(cast.ben, case_id)[0].id),
        "agency_id": str(police),
        "reference": "B-000-001-X",
        "agreement_id": str(agreement_id),
        "step_id": str(seen.plan.steps[0].id),
        "attachment_id": str(reports_of_case(cast.ben, case_id, [seen.reports[0].id])[0].attachments[0].id),
        "report_id": str(queue(cast.dev, now=now)[0].waiting.report_id),
    }


def browser(cast: Cast, key: str, now: datetime) -> Client:
    staff = cast.staff[key]
    with viewing(system("tests")):
        if not Authenticator.objects.filter(user=staff).exists():
            TOTP.activate(staff, SECRET)
            RecoveryCodes.activate(staff)
    client = Client()
    client.force_login(staff)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": now.timestamp(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(staff.pk)
    session.save()
    return client


def around(name: str) -> str:
    """The address of a page around signing in; a passkey's is nobody's."""
    given: dict[str, dict[str, Any]] = {
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "password_link_set": {"staff_id": uuid4(), "token": "set"},
    }
    return reverse(name, kwargs=given.get(name))


def key_of(cast: Cast, role: str) -> str:
    return next(key for key, staff in cast.staff.items() if staff.roles == [role])


def address_of(name: str, things: dict[str, str]) -> str:
    pattern = next(found for found, each in views(get_resolver().url_patterns) if each == name)
    wanted = pattern.pattern.converters
    given = {
        "pk": "1",
        "token": "set",
        **things,
        **(STAFF[name].given if name in STAFF else PUBLIC.get(name, {})),
    }
    return reverse(name, kwargs={key: given[key] for key in wanted})


def sees(role: str, what: str) -> bool:
    """What the database shows of an ordinary case of Community Safety, and of a report that waits."""
    permissions = ROLES[role]
    if what == "run":
        return bool(permissions & {P.DISPOSAL_PREPARE, P.DISPOSAL_APPROVE})
    if P.CASE_READ_ALL in permissions or (what == "hold" and P.DISPOSAL_PREPARE in permissions):
        return True
    return what == "report" and P.REPORT_TRIAGE in permissions


def expected(role: str, declared: Page) -> frozenset[int]:
    if declared.needs and not declared.needs & ROLES[role]:
        return frozenset({403})
    if declared.of and not sees(role, declared.of):
        return frozenset({404})
    return declared.shows


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(
    role: str, cast: Cast, things: dict[str, str], now: datetime
) -> None:
    client = browser(cast, key_of(cast, role), now)
    wrong = {}
    for name, declared in STAFF.items():
        answer = getattr(client, declared.method)(address_of(name, things))
        if answer.status_code not in expected(role, declared):
            wrong[name] = f"{answer.status_code}, not {set(expected(role, declared))}"
        if answer.status_code == 302:
            assert "/accounts/" not in answer.headers["Location"], name
    assert wrong == {}


def test_nobody_opens_a_staff_page(cast: Cast, things: dict[str, str]) -> None:
    for name, declared in STAFF.items():
        answer = getattr(Client(), declared.method)(address_of(name, things))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/accounts/login/?next="), name


def test_a_staff_page_refuses_methods_it_does_not_declare(
    cast: Cast, things: dict[str, str], now: datetime
) -> None:
    client = browser(cast, "ben", now)
    for name in STAFF:
        for method in ("put", "patch", "delete", "options"):
            assert getattr(client, method)(address_of(name, things)).status_code == 405, (name, method)


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_pages_around_signing_in_answer_as_declared(signed_in: bool, cast: Cast, now: datetime) -> None:
    moment = timezone.now()  # allauth reads the clock itself
    for name, (stranger, staff) in SIGNING_IN.items():
        client = browser(cast, "ben", moment) if signed_in else Client()
        assert client.get(around(name)).status_code == (staff if signed_in else stranger), name


@pytest.mark.parametrize("who", [NOBODY, "ben", "farid"])
def test_public_pages_ask_nobody_to_sign_in(
    who: str, cast: Cast, now: datetime, things: dict[str, str]
) -> None:
    client = Client() if who == NOBODY else browser(cast, who, now)
    for name in PUBLIC:
        answer = client.get(address_of(name, things))
        assert answer.status_code in (200, 302, 404), name
        assert "/accounts/" not in answer.headers.get("Location", ""), name


SEALED_PAGES = [
    name
    for name, declared in STAFF.items()
    if declared.of == "case" and name not in ("staff:step", "staff:duty")
]


@pytest.mark.parametrize("role", ROLES)
def test_a_sealed_case_is_there_only_for_its_keepers(role: str, cast: Cast, now: datetime) -> None:
    received(now, survivor=PersonTold(name="Somebody who works here", affiliation="employee"))
    waiting = queue(cast.esther, now=now)[0].waiting
    client = browser(cast, key_of(cast, role), now)
    things = {
        "case_id": str(waiting.case_id),
        "report_id": str(waiting.report_id),
        "attachment_id": str(uuid4()),
        "mailbox_id": str(uuid4()),
        **{name: str(uuid4()) for name in ("said_id", "task_id", "disclosure_id")},
        **{name: str(uuid4()) for name in ("measure_id", "referral_id", "visit_id", "plan_id")},
        **{
            name: str(uuid4())
            for name in (
                "said_id",
                "task_id",
                "disclosure_id",
                "statement_id",
                "exhibit_id",
                "bundle_id",
                "sheet_id",
            )
        },
        "request_id": str(uuid4()),
        "message_id": str(uuid4()),
        **{name: str(uuid4()) for name in ("meeting_id", "agenda_id")},
    }
    keeper = role == "people_and_learning"
    assert client.get(address_of("staff:case", things)).status_code == (200 if keeper else 404)
    if ROLES[role] & TRIAGE:
        assert client.get(address_of("staff:triage", things)).status_code == (200 if keeper else 404)
    for name in SEALED_PAGES:
        if not keeper:
            assert getattr(client, STAFF[name].method)(address_of(name, things)).status_code in (403, 404), (
                name
            )


def test_every_form_keeps_what_is_written_and_answers_whatever_is_typed(
    cast: Cast, things: dict[str, str], now: datetime
) -> None:
    first = ("community_safety_manager", "data_protection_officer", "policy_manager", *ROLES)
    clients, wrong, hostile = {}, {}, cycle(HOSTILE)
    forms = {
        name
        for pattern, name in views(get_resolver().url_patterns)
        if name in STAFF and {"GET", "POST"} <= getattr(pattern.callback, "takes", set())
    }
    for name in sorted(forms):
        opens = (role for role in first if expected(role, STAFF[name]) == frozenset({200}))
        if (role := next(opens, None)) is None:
            continue
        if role not in clients:
            clients[role] = browser(cast, key_of(cast, role), now)
        if found := faults_of(clients[role], name, address_of(name, things), next(hostile)):
            wrong[name] = found
    assert wrong == {}
