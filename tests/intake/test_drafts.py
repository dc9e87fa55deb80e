"""A draft is readable only with its cookie, lives for an hour after the last answer, and becomes one report."""

from __future__ import annotations

import io
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from factories.files import photo
from factories.reports import reports_by_web
from upstander.confidentiality.api import PUBLIC, Viewer, ViewerKind, system, viewing
from upstander.intake.api import (
    LIFETIME,
    MOST_FILES,
    DraftGone,
    FileRefused,
    FileTold,
    OpenDraft,
    ReportReceived,
    add_file,
    attachment_content,
    begin_draft,
    check_file,
    discard_draft,
    file_view,
    new_token,
    open_draft,
    receipt,
    remove_file,
    save_answers,
    submit_draft,
    sweep_drafts,
    unique_of,
)
from upstander.intake.models import Attachment, Draft, DraftFile, DraftFileChunk, Report
from upstander.lib.decision import Refused

WORDS = "the man upstairs threatened us"


def a_photo(seed: int = 0) -> FileTold:
    return check_file(f"photo {seed}.jpg", io.BytesIO(photo((200 + seed, 150))))


def builder(token: str, now: datetime) -> Any:
    def build(draft: OpenDraft, files: tuple[FileTold, ...]) -> ReportReceived:
        return reports_by_web(now, narrative=str(draft.answers["what"]), files=files, unique=unique_of(token))

    return build


def counts() -> tuple[int, int, int]:
    with viewing(system("tests")):
        return Draft.objects.count(), DraftFile.objects.count(), DraftFileChunk.objects.count()


@pytest.mark.django_db
def test_answers_come_back_as_they_were_given(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    save_answers(token, {"what": {"what": WORDS + " 😟"}, "kind": {"kinds": ["threats"]}}, now)
    draft = open_draft(token, now)
    assert draft is not None
    assert draft.answers == {"what": {"what": WORDS + " 😟"}, "kind": {"kinds": ["threats"]}}
    assert draft.expires_at == now + LIFETIME


@pytest.mark.django_db
def test_two_windows_add_to_each_other(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"earlier": "R"})
    save_answers(token, {"when": 1}, now)
    save_answers(token, {"where": 2}, now)
    assert begin_draft(token, now).answers == {"earlier": "R", "when": 1, "where": 2}, (
        "beginning twice loses nothing"
    )


@pytest.mark.django_db
def test_every_answer_starts_the_hour_again(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    later = now + timedelta(minutes=59)
    save_answers(token, {"a": 1}, later)
    assert open_draft(token, now + timedelta(minutes=100)) is not None
    assert open_draft(token, later + LIFETIME) is None, "the hour is over at its end, not after it"


@pytest.mark.django_db
def test_an_expired_draft_takes_no_more_answers_and_gives_none(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    add_file(token, a_photo(), now)
    late = now + LIFETIME
    with pytest.raises(DraftGone):
        save_answers(token, {"when": 1}, late)
    with pytest.raises(DraftGone):
        submit_draft(token, builder(token, late), by=PUBLIC, now=late)
    with pytest.raises(DraftGone):
        remove_file(token, uuid4(), late)
    assert begin_draft(token, late).answers == {}, (
        "a new draft under the same cookie holds nothing of the old one"
    )
    assert counts() == (1, 0, 0)


@pytest.mark.django_db
def test_the_sweep_deletes_what_is_over_and_nothing_else(now: datetime) -> None:
    old, fresh = new_token(), new_token()
    begin_draft(old, now - LIFETIME, {"what": WORDS})
    begin_draft(fresh, now)
    add_file(fresh, a_photo(), now)
    assert sweep_drafts(by=system("draft-sweep"), now=now) == 1
    assert open_draft(old, now - LIFETIME) is None
    assert counts()[:2] == (1, 1)
    assert sweep_drafts(by=system("draft-sweep"), now=now + LIFETIME) == 1
    assert counts() == (0, 0, 0)


@pytest.mark.django_db
def test_discarding_leaves_nothing(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    add_file(token, a_photo(), now)
    discard_draft(token)
    discard_draft(token)
    assert counts() == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "x", "é" * 43, "a" * 42, "a" * 44, "../" * 14, "=" * 43, "A" * 5000])
def test_a_cookie_that_is_not_ours_opens_nothing_and_breaks_nothing(cookie: str, now: datetime) -> None:
    assert open_draft(cookie, now) is None and unique_of(cookie) == b""
    assert file_view(cookie, uuid4(), now) is None
    discard_draft(cookie)
    with pytest.raises(DraftGone):
        begin_draft(cookie, now)
    with pytest.raises(DraftGone):
        submit_draft(cookie, builder(cookie, now), by=PUBLIC, now=now)


@pytest.mark.django_db
def test_only_the_token_opens_it(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    assert open_draft(new_token(), now) is None
    with viewing(system("tests")):
        row = Draft.objects.get()
        assert token.encode() not in bytes(row.content) and WORDS.encode() not in bytes(row.content)
        assert row.id.hex not in token
        # Moved to another row, as somebody with the database could do, it does not open.
        other = new_token()
        begin_draft(other, now, {"what": "mine"})
        mine = Draft.objects.exclude(pk=row.pk).get()
        mine.content = row.content
        mine.save()
    assert open_draft(other, now) is None


def test_nothing_readable_is_in_the_database(
    own_database: str, owner_cursor: psycopg.Cursor[Any], now: datetime
) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    add_file(token, check_file("Larkfield.txt", io.BytesIO(b"written by Amina " * 9000)), now)
    owner_cursor.execute("SET upstander.viewer_kind = 'system'")
    for table in ("intake_draft", "intake_draftfile", "intake_draftfilechunk"):
        owner_cursor.execute(f"SELECT t::text FROM {table} t")
        rows = " ".join(str(row[0]) for row in owner_cursor.fetchall())
        assert rows
        for secret in (WORDS, "Larkfield", "written by Amina", token):
            assert secret not in rows and secret.encode().hex() not in rows


@pytest.mark.django_db
def test_staff_see_no_draft(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    add_file(token, a_photo(), now)
    with viewing(Viewer(ViewerKind.STAFF, staff_id=uuid4())):
        assert (Draft.objects.count(), DraftFile.objects.count(), DraftFileChunk.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_files_are_kept_in_pieces_shown_to_their_owner_and_taken_off_again(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    words = b"What I wrote down each night. " * 100_000
    add_file(token, check_file("long.txt", io.BytesIO(words)), now)
    draft = add_file(token, a_photo(), now)
    text, picture = draft.files
    assert draft.size == len(words) + picture.size
    found = file_view(token, picture.id, now)
    assert found is not None and found[0] == "image/jpeg" and found[1].startswith(b"\xff\xd8")
    assert file_view(token, text.id, now) is None, "there is no copy of a text to look at"
    assert file_view(new_token(), picture.id, now) is None
    assert counts() == (1, 2, 3 + 2)
    assert remove_file(token, text.id, now).files == (picture,)
    assert remove_file(token, text.id, now).files == (picture,), "removing twice is no error"
    assert counts() == (1, 1, 2)


@pytest.mark.django_db
def test_the_same_file_twice_is_kept_once(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    add_file(token, a_photo(), now)
    assert len(add_file(token, a_photo(), now).files) == 1


@pytest.mark.django_db
def test_a_report_carries_ten_files_and_a_hundred_megabytes(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    for seed in range(MOST_FILES):
        add_file(token, check_file("a.txt", io.BytesIO(b"note %d" % seed)), now)
    with pytest.raises(FileRefused, match=r"“a\.txt” was not added: a report can carry 10 files"):
        add_file(token, check_file("a.txt", io.BytesIO(b"one more")), now)
    other = new_token()
    begin_draft(other, now)
    for number in range(2):
        add_file(
            other, FileTold("film.mp4", "video/mp4", 45_000_000, bytes([number] * 32), lambda: iter(())), now
        )
    with pytest.raises(FileRefused, match="up to 100 MB"):
        add_file(other, FileTold("film.mp4", "video/mp4", 45_000_000, bytes([9] * 32), lambda: iter(())), now)


@pytest.mark.django_db
def test_it_becomes_one_report_with_its_files_and_is_gone(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    told = a_photo()
    add_file(token, told, now)
    first = submit_draft(token, builder(token, now), by=PUBLIC, now=now)
    assert counts() == (0, 0, 0)
    again = submit_draft(token, builder(token, now), by=PUBLIC, now=now)
    assert again.reference == first.reference and again.again
    assert receipt(unique_of(token), now) == again
    with viewing(system("tests")):
        assert Report.objects.count() == 1
        attachment = Attachment.objects.get()
        assert bytes(attachment.sha256) == told.sha256 and attachment.view_size == told.view_size
    _card, pieces = attachment_content(system("tests"), attachment.id, variant="original", now=now)
    assert b"".join(pieces) == b"".join(told.original())


@pytest.mark.django_db
def test_a_refused_report_leaves_the_draft(now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": "   "})
    with pytest.raises(Refused):
        submit_draft(token, builder(token, now), by=PUBLIC, now=now)
    assert open_draft(token, now) is not None


def test_submitting_from_many_windows_at_once_gives_one_report(own_database: str, now: datetime) -> None:
    token = new_token()
    begin_draft(token, now, {"what": WORDS})
    add_file(token, a_photo(), now)
    answers: list[str] = []
    start = threading.Barrier(6)

    def submit() -> None:
        start.wait()
        try:
            answers.append(submit_draft(token, builder(token, now), by=PUBLIC, now=now).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6 and len(set(answers)) == 1
    with viewing(system("tests")):
        assert (Report.objects.count(), Attachment.objects.count(), Draft.objects.count()) == (1, 1, 0)


def test_answers_from_two_windows_at_once_are_both_kept(own_database: str, now: datetime) -> None:
    token = new_token()
    begin_draft(token, now)
    start = threading.Barrier(8)

    def answer(number: int) -> None:
        start.wait()
        try:
            save_answers(token, {f"step {number}": number}, now)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    draft = open_draft(token, now)
    assert draft is not None and len(draft.answers) == 8


@pytest.mark.django_db
def test_the_worker_sweeps_every_five_minutes() -> None:
    from procrastinate.contrib.django import app

    from upstander.intake.jobs import sweep_expired_drafts

    begin_draft(new_token(), datetime(2020, 1, 1, tzinfo=UTC))
    sweep_expired_drafts(timestamp=0)
    assert counts() == (0, 0, 0)
    crons = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert crons["upstander.intake.jobs.sweep_expired_drafts"] == "*/5 * * * *"
