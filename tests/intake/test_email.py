"""Emails: whatever bytes come, each is taken in once, is a report or kept to be looked at, and proves nothing of who sent it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from factories.files import photo
from factories.reports import opened
from upstander.cases.api import send_to_person
from upstander.cases.queries.api import case_messages, case_page, today
from upstander.confidentiality.api import ROLES, Viewer, ViewerKind, permissions_of, system, viewing
from upstander.intake.api import (
    kept_mail,
    kept_waiting,
    queue,
    settle_kept_mail,
    sweep_kept_mail,
    take_mail,
    triage_page,
)
from upstander.intake.channels.email import read_mail, received_at
from upstander.messages.api import By, SafeContactCard
from upstander.messages.models import Message

pytestmark = pytest.mark.django_db
OWN = "support@onevision.example"
BY = system("tests")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def mail(text: str = "He shouted at my door again last night", **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {
        "From": "Amina Yusuf <amina@example.org>",
        "To": OWN,
        "Subject": "It happened again",
        "Message-ID": "<a1@example.org>",
        **headers,
    }
    for name, value in given.items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def taken(made: EmailMessage | bytes, now: datetime) -> str:
    raw = made if isinstance(made, bytes) else made.as_bytes()
    return take_mail(raw=raw, received_at=now, own=OWN, by=BY, now=now)


def only(cast: Cast, now: datetime) -> Any:
    (line,) = queue(cast.dev, now=now)
    return triage_page(cast.dev, line.waiting.report_id, now=now)


def test_an_email_is_a_report_with_its_files_and_itself_beside_it(cast: Cast, now: datetime) -> None:
    made = mail()
    made.add_attachment(photo(), maintype="image", subtype="jpeg", filename="door.jpg")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("bomb.txt", b"0" * 5_000_000)
    made.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="bomb.zip")
    assert taken(made, now) == "report"
    page = only(cast, now)
    assert (page.report.channel, page.report.narrative) == ("email", "He shouted at my door again last night")
    assert [file.filename for file in page.report.attachments] == ["door.jpg", "email.eml"]
    shown = dict(page.report.shown)
    assert "bomb.zip" in shown["Not added"] and "packed into one" in shown["Not added"]
    card = next(party.safe_contact for party in page.case.parties if party.role == "survivor")
    assert (card.ways, card.shared_device) == ((By.EMAIL,), True)
    assert page.case.parties[0].name == ""  # what it calls itself is shown as said, and believed by nobody


def test_the_same_email_again_changes_nothing_and_its_twin_by_another_way_neither(
    cast: Cast, now: datetime
) -> None:
    raw = mail().as_bytes()
    assert [taken(raw, now), taken(raw, now), taken(b"Received: by elsewhere\n" + raw, now)] == [
        "report",
        "again",
        "again",
    ]
    assert taken(mail("Other words under the same id"), now) == "report"


@pytest.mark.parametrize(
    ("headers", "because"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"Subject": "Automatic reply: It happened again"}, "auto_reply"),
        ({"Precedence": "bulk"}, "list"),
        ({"X-Spam-Flag": "YES"}, "spam"),
        ({"From": f"Upstander <{OWN}>"}, "loop"),
        ({"From": "MAILER-DAEMON@example.org"}, "bounce"),
        ({"Subject": ""}, "empty"),
    ],
)
def test_what_is_no_report_is_kept_for_somebody_to_look_at(
    cast: Cast, now: datetime, headers: dict[str, str], because: str
) -> None:
    made = mail("" if because == "empty" else "Buy now", **headers)
    assert taken(made, now) == "kept"
    assert [line.because for line in kept_mail(cast.dev, now=now)] == [because]
    assert queue(cast.dev, now=now) == []


def test_spam_that_speaks_of_danger_is_not_kept_waiting(cast: Cast, now: datetime) -> None:
    assert taken(mail("He is outside my door with a knife", **{"X-Spam-Flag": "YES"}), now) == "report"
    assert only(cast, now).case.head.danger
    assert not read_mail(
        mail("Fine.\n\nOn Monday the landlord wrote:\n> in danger ring 999").as_bytes(), own=OWN
    ).because


def test_kept_mail_that_nobody_reads_is_everybodys_task_after_a_working_day_and_then_a_managers(
    cast: Cast, now: datetime
) -> None:
    assert taken(mail("Buy now", **{"X-Spam-Flag": "YES"}), now) == "kept"
    found = kept_waiting(cast.dev, now=now)
    assert found is not None and (found.count, found.late, found.mine) == (1, 0, True)
    assert kept_waiting(cast.senior, now=now) is None
    after = found.due_at + timedelta(minutes=1)
    for viewer, mine in ((cast.dev, True), (cast.carol, True), (cast.senior, False)):
        late = kept_waiting(viewer, now=after)
        assert late is not None and (late.late, late.mine) == (1, mine)
    assert kept_waiting(cast.auditor, now=after) is None
    settle_kept_mail(kept_id=kept_mail(cast.dev, now=after)[0].id, report=False, by=cast.dev, now=after)
    assert kept_waiting(cast.senior, now=after) is None


def test_kept_mail_becomes_a_report_told_when_it_came_or_goes_for_good(cast: Cast, now: datetime) -> None:
    later = now + timedelta(days=2)
    taken(mail("Please read this", **{"X-Spam-Flag": "YES"}), now)
    taken(mail("Buy now", **{"X-Spam-Flag": "YES", "Message-ID": "<b2@example.org>"}), now)
    first, second = sorted(kept_mail(cast.dev, now=later), key=lambda line: line.excerpt)
    settle_kept_mail(kept_id=second.id, report=True, by=cast.dev, now=later)
    settle_kept_mail(kept_id=second.id, report=True, by=cast.dev, now=later)
    settle_kept_mail(kept_id=first.id, report=False, by=cast.dev, now=later)
    page = only(cast, later)
    assert (page.report.narrative, page.report.received_at) == ("Please read this", now)
    assert kept_mail(cast.dev, now=later) == []
    assert sweep_kept_mail(by=BY, now=later + timedelta(days=40)) == 2
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_keptmail")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("role", ROLES)
def test_kept_mail_is_there_for_those_who_triage(role: str, cast: Cast, now: datetime) -> None:
    taken(mail("Buy now", **{"X-Spam-Flag": "YES"}), now)
    viewer = Viewer(ViewerKind.STAFF, None, permissions_of([role]))
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_keptmail")
        assert cursor.fetchone()[0] == ("report.triage" in {str(p) for p in viewer.permissions})


CARD = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org")


def message_to_amina(cast: Cast, case_id: UUID, now: datetime) -> UUID:
    party = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    return send_to_person(
        case_id=case_id, party_id=party, way="email", to=CARD.email, kind="progress", by=cast.ben, now=now
    )


def test_an_answer_lands_on_its_case_by_an_id_nobody_guesses(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, contact=CARD)
    ours = message_to_amina(cast, case_id, now)
    answer = {"In-Reply-To": f"<{ours}@onevision.example>", "From": "somebody@elsewhere.example"}
    assert (
        taken(mail("Thank you.\n\nOn Friday you wrote:\n> We are working on it", **answer), now) == "message"
    )
    timeline = case_page(cast.ben, case_id, now=now).timeline
    assert [each.body for each in timeline if each.kind == "message_received"] == ["Thank you."]
    assert "message_came" in {notice.kind for notice in today(cast.ben, now=now).notices}
    # It shows nothing of who wrote: contact with the survivor is still to come.
    assert any(
        duty.slug == "first-contact" or "contact" in duty.slug
        for duty in case_page(cast.ben, case_id, now=now).open_duties
    )
    danger = mail("He says he will kill me", **{**answer, "Message-ID": "<c3@example.org>"})
    assert taken(danger, now) == "further"
    assert "danger_told" in {notice.kind for notice in today(cast.ben, now=now).notices}


def test_a_reference_counts_only_from_an_address_that_is_known_there(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, contact=CARD)
    reference = case_page(cast.ben, case_id, now=now).reports[0].reference
    assert taken(mail(Subject=f"About {reference.lower()}"), now) == "further"
    assert (
        taken(
            mail("More", Subject=f"About {reference}", From="gwen@example.org", **{"Message-ID": "<x@y>"}),
            now,
        )
        == "report"
    )
    assert len(case_page(cast.ben, case_id, now=now).reports) == 2
    assert len(queue(cast.dev, now=now)) == 1


def bounce(ours: UUID, action: str = "failed", **headers: str) -> bytes:
    report = f"""From: MAILER-DAEMON@example.org
To: {OWN}
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; amina@example.org
Action: {action}
Status: 5.1.1
--b
Content-Type: text/rfc822-headers

Message-ID: <{ours}@onevision.example>
Subject: A message for you
--b--
"""
    return report.encode()


def test_a_bounce_marks_the_message_that_came_back(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, contact=CARD)
    ours = message_to_amina(cast, case_id, now)
    with viewing(system("tests")):
        Message.objects.filter(pk=ours).update(state="sent", sent_at=now, attempts=1)
    assert taken(bounce(ours, "delayed"), now) == "bounce"
    assert case_messages(cast.ben, case_id)[0].state == "sent"
    assert taken(bounce(ours), now) == "bounce"
    assert case_messages(cast.ben, case_id)[0].state == "failed"
    assert "message_bounced" in {notice.kind for notice in today(cast.ben, now=now).notices}
    assert taken(bounce(UUID(int=7)), now) == "kept"  # not of ours: somebody looks


HTML = b"""Content-Type: text/html; charset=x-unknown-77\nFrom: =?x-bad?q?Am=E9?= <a@b.example>\nSubject: =?utf-8?b?8J+YgA==?=

<html><head><title>no</title><style>p{}</style></head><body onload=x()><p>He broke my&nbsp;window \xe9</p><script>bad()</script>
<img src=http://tracker.example/x.gif><div>Twice<br>today</div></body></html>"""


def test_html_becomes_words_and_odd_charsets_lose_nothing(cast: Cast, now: datetime) -> None:
    read = read_mail(HTML, own=OWN)
    assert read.text.startswith("He broke my window é") and "Twice\ntoday" in read.text
    assert not {"bad()", "tracker", "no\n", "<"} & set(read.text.split()) and "tracker" not in read.text
    assert (read.sender, read.subject) == ("a@b.example", "😀")


def test_very_long_very_deep_and_broken_emails_are_taken_in(cast: Cast, now: datetime) -> None:
    long = mail("\n".join(f"Line {number} of what happened" for number in range(10_000)))
    deep = (
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
        + b"words"
    )
    huge = b"X-Long: " + b"x" * 2_000_000 + b"\nFrom: a@b.example\nSubject: " + b"y" * 500_000 + b"\n\nwords"
    bad = b'From: a@b.example\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset="\xff"\n\n!!!not base64'
    nothing = b"\x00\xff\xfe"
    assert [taken(each, now) for each in (long, huge)] == ["report", "report"]
    assert {taken(each, now) for each in (deep, bad, nothing)} <= {"report", "kept"}
    reports = [
        triage_page(cast.dev, line.waiting.report_id, now=now).report for line in queue(cast.dev, now=now)
    ]
    assert any("It goes on for" in report.narrative for report in reports)
    assert all(len(dict(report.shown).get("Subject", "")) < 600 for report in reports)


PIECES = st.sampled_from([
    b"From: a@b.example\n", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n", b"\n", b"Subject: =?utf-8?q?=FF?=\n",
    b"Content-Type: text/html\n", b"Content-Transfer-Encoding: base64\n", b"Content-Disposition: attachment; filename*=utf-7''%00\n",
    b"Content-Type: message/rfc822\n", b"<p><div><!--", b"aGVsbG8=\n", b"\xff\xfe\x00", b"Message-ID: <x\n",
    b"Content-Type: text/plain; charset=unicode_escape\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
    b"Content-Type: message/delivery-status\n", b"Action: failed\n", b"References: <" + b"9" * 300 + b">\n",
])  # fmt: skip


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=20))
def test_no_bytes_bring_the_reader_down(pieces: list[bytes]) -> None:
    read = read_mail(b"".join(pieces), own=OWN)
    assert "\x00" not in read.text + read.subject + read.sender
    (read.text + read.subject + read.sender + read.shown_from).encode()


def test_when_we_were_told_is_our_own_mailboxs_word_and_never_the_senders(cast: Cast, now: datetime) -> None:
    assert received_at(now + timedelta(days=400), now) == now == received_at(None, now)
    told = now - timedelta(hours=3)
    made = mail(Date="Fri, 01 Jan 2100 00:00:00 +0000")
    assert (
        take_mail(raw=made.as_bytes(), received_at=received_at(told, now), own=OWN, by=BY, now=now)
        == "report"
    )
    page = only(cast, now)
    assert page.report.received_at == told and "2100" in dict(page.report.shown)["Sent, as the email says"]
