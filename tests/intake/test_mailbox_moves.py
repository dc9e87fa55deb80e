"""A way back goes where its report goes: joined to another case, destroyed with it, and never caught in a circle of locks."""

from __future__ import annotations

import io
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from factories.cast import one_of_each_role
from factories.files import photo
from factories.mailbox import a_code, come_back, once
from factories.reports import join, opened, received
from upstander.cases.queries.api import today
from upstander.confidentiality.api import system, vault, viewing
from upstander.confidentiality.models import DataKey
from upstander.intake.api import (
    FileTold,
    check_file,
    mailbox_page,
    mailboxes_of_case,
    messages_waiting,
    send_files,
    send_message,
    settle_messages,
    triage_page,
)
from upstander.intake.models import Mailbox, MailboxMessage
from upstander.lib.decision import Refused


@pytest.mark.django_db
def test_a_joined_report_takes_its_messages_along_readable_under_the_new_key(now: datetime) -> None:
    cast = one_of_each_role(now)
    known = opened(cast, now)
    code, stored = a_code()
    reference = received(now, return_code=stored)
    send_message(token=come_back(code, now), text="It is me again", once=once(), now=now)
    with viewing(system("tests")):
        old = Mailbox.objects.get().case_id
    join(cast, reference, known, now)
    with viewing(system("tests")):
        row = MailboxMessage.objects.get()
        assert row.case_id == known != old
        DataKey.objects.filter(pk=old).update(wrapped=None, destroyed_at=now)
    with viewing(system("tests")):
        assert vault.unseal(row, "text") == "It is me again", "sealed by the new case's key alone"
    assert mailboxes_of_case(cast.ben, known)[0].messages[0].text == "It is me again"
    assert messages_waiting(cast.ben, now=now)[0].case_id == known


@pytest.mark.parametrize("what", ["message", "files"])
def test_sending_while_triage_joins_the_report_loses_nothing_and_never_locks_up(
    what: str, own_database: str, now: datetime
) -> None:
    cast = one_of_each_role(now)
    known = opened(cast, now)
    sent, failed = 0, []

    def at_once(start: threading.Barrier, act: object) -> None:
        start.wait()
        try:
            act()  # type: ignore[operator]
        except Exception as error:  # a thread's error would be lost
            failed.append(repr(error))
        finally:
            connection.close()

    for turn in range(4):
        code, stored = a_code()
        reference = received(now, return_code=stored)
        token, start = come_back(code, now), threading.Barrier(2)
        send_message(token=token, text="before", once=once(), now=now)
        file = check_file("door.jpg", io.BytesIO(photo((40, 40 + turn))))

        def send(token: str = token, file: FileTold = file) -> None:
            if what == "files":
                send_files(token=token, files=[file], number=0, now=now)
            else:
                send_message(token=token, text="meanwhile", once=once(), now=now)

        def put_together(reference: str = reference) -> None:
            join(cast, reference, known, now)

        threads = [threading.Thread(target=at_once, args=(start, act)) for act in (send, put_together)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        seen = mailbox_page(token, now)
        sent += len(seen.messages) + seen.told[0].files
    assert failed == []
    assert sent == 8
    with viewing(system("tests")):
        assert set(MailboxMessage.objects.values_list("case_id", flat=True)) == {known}


@pytest.mark.django_db
def test_a_message_on_a_report_that_waits_is_told_to_whoever_triages_and_shown_there(now: datetime) -> None:
    cast = one_of_each_role(now)
    code, stored = a_code()
    received(now, return_code=stored)
    send_message(token=come_back(code, now), text="Please hurry", once=once(), now=now)
    assert "message_waits" in {notice.kind for notice in today(cast.dev, now=now).notices}
    (waiting,) = messages_waiting(cast.dev, now=now)
    assert waiting.report_id is not None
    page = triage_page(cast.dev, waiting.report_id, now=now)
    assert mailboxes_of_case(cast.dev, page.case.head.id)[0].messages[0].text == "Please hurry"
    assert messages_waiting(cast.auditor, now=now) == [] == messages_waiting(cast.esther, now=now)


@pytest.mark.django_db
def test_what_needs_no_answer_waits_no_more_and_what_came_after_still_does(now: datetime) -> None:
    cast = one_of_each_role(now)
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    token, later = come_back(code, now), now + timedelta(minutes=5)
    send_message(token=token, text="Thank you", once=once(), now=now)
    send_message(token=token, text="One more thing", once=once(), now=later)
    (box,) = mailboxes_of_case(cast.ben, case_id)

    def settle() -> None:
        settle_messages(mailbox_id=box.id, case_id=case_id, seen_at=now, by=cast.ben, now=later)

    settle()
    assert [m.waiting for m in mailboxes_of_case(cast.ben, case_id)[0].messages] == [False, True]
    assert messages_waiting(cast.ben, now=now)[0].since == later
    with pytest.raises(Refused, match="No message waits"):
        settle()
    assert len(mailbox_page(token, later).messages) == 2, "the reporter sees nothing of it"
