"""Pictures sent by text: on record with the text, fetched from the gateway and nowhere else, or a task for a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.messages.test_outbox import begun, run, told, written
from factories.cast import Cast
from factories.files import photo
from factories.providers import Given, gateway
from sites.hooks.test_hooks import ANY, by_notify, text, waiting
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.intake.actions.pictures import bring_picture, due_pictures
from upstander.intake.api import attachment_content, triage_page, try_picture_again
from upstander.intake.models import Attachment, TextPicture
from upstander.lib.decision import Refused
from upstander.messages import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
MEDIA = "/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"
BY = system("pictures")


def sent(*addresses: str, sid: str = "MM1", words: str = "Look at my door") -> None:
    fields = {f"MediaUrl{n}": each for n, each in enumerate(addresses)}
    assert text(words, "+447700900555", sid=sid, NumMedia=str(len(addresses)), **fields) == 200


def work(now: datetime) -> None:
    for each in due_pictures(by=BY, now=now):
        bring_picture(picture_id=each, by=BY, clock=lambda: now)


def shown(cast: Cast, now: datetime) -> Any:
    (line,) = waiting(cast, now)
    return triage_page(cast.dev, line.waiting.report_id, now=now).report


def test_it_is_on_record_with_the_text_and_comes_through_the_checks_of_every_file(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    picture = photo()
    twilio.keeps[MEDIA + "0"] = picture
    twilio.keeps[MEDIA + "1"] = (307, {"Location": MEDIA + "2"}, b"")
    twilio.keeps[MEDIA + "2"] = picture
    for _ in range(2):  # the gateway says it twice
        sent(twilio.address + MEDIA + "0", twilio.address + MEDIA + "1", words="")
    assert [each.number for each in shown(cast, now).missing] == [1, 2]
    for _ in range(2):
        work(now)
    report = shown(cast, now)
    assert (report.missing, [each.media_type for each in report.attachments]) == ((), ["image/jpeg"] * 2)
    _, pieces = attachment_content(cast.dev, report.attachments[0].id, variant="original", now=now)
    assert b"".join(pieces) == picture
    assert {login for _, login in twilio.asked} == {"Basic QUMxOnRva2Vu"}
    assert len(twilio.asked) == 3


def test_what_does_not_come_is_tried_again_and_then_asked_for_by_a_person(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    sent(twilio.address + MEDIA + "0")
    twilio.keeps[MEDIA + "0"] = (503, {}, b"")
    for hours in range(8):
        work(now + timedelta(hours=hours))
    (missing,) = shown(cast, now).missing
    assert (missing.failed, missing.because, len(twilio.asked)) == (True, "503", 6)
    with viewing(BY):
        row = TextPicture.objects.get()
    assert "picture_missing" in told_to(cast.dev, now)
    twilio.keeps[MEDIA + "0"] = photo()
    later = now + timedelta(days=1)
    try_picture_again(picture_id=row.id, by=cast.dev, now=later)
    with pytest.raises(Refused):
        try_picture_again(picture_id=row.id, by=cast.dev, now=later)
    work(later)
    assert len(shown(cast, later).attachments) == 1


def told_to(viewer: Any, now: datetime) -> set[str]:
    from upstander.cases.queries.api import today

    return {notice.kind for notice in today(viewer, now=now).notices}


def test_nothing_is_fetched_from_elsewhere(twilio: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST_PICTURE", 1_000)
    for place in (
        "http://127.0.0.1:1/2010-04-01/Accounts/AC1/x",
        twilio.address + "/2010-04-01/Accounts/AC2/x",
        twilio.address + "/2010-04-01/Accounts/AC1/%2e%2e/%2e%2e/admin",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://mms.twiliocdn.com@evil.example/x",
        "https://mms.twiliocdn.com:8443/x",
        "http://[broken",
    ):
        assert pictures.fetch_picture(place).kind != "here", place
    assert twilio.asked == []
    for keeps, why in (
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "address"),
        ((302, {"Location": MEDIA}, b""), "address"),
        ((410, {}, b""), "gone"),
        (b"x" * 2_000, "too_large"),
    ):
        twilio.keeps[MEDIA] = keeps
        assert pictures.fetch_picture(twilio.address + MEDIA) == pictures.Fetched("never", why=why)
    twilio.keeps[MEDIA] = (200, {"Content-Length": "9"}, b"x" * 5)
    assert pictures.fetch_picture(twilio.address + MEDIA).kind == "later"


def test_what_is_no_file_that_we_take_is_said_and_not_kept(cast: Cast, twilio: Given, now: datetime) -> None:
    twilio.keeps[MEDIA] = b"MZ\x00 a program"
    sent(twilio.address + MEDIA)
    work(now)
    assert [each.because for each in shown(cast, now).missing] == ["refused"]
    with viewing(BY):
        assert not Attachment.objects.exists()


def test_a_picture_in_a_conversation_is_a_report_of_its_own_on_the_case(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    case_id = begun(cast, now, ANY)
    written(cast, case_id, now)
    run(now)
    twilio.keeps[MEDIA + "0"] = photo()
    text("Here", sid="MM2", NumMedia="1", MediaUrl0=twilio.address + MEDIA + "0")
    work(now)
    page = case_page(cast.ben, case_id, now=now)
    assert len(page.reports) == 2
    assert "picture_came" in {entry.kind for entry in page.timeline}
    assert "picture_came" in told(cast, now)


def test_a_gateway_that_passes_no_pictures_on_leaves_a_hint(cast: Cast, now: datetime) -> None:
    from django.test import override_settings

    with gateway("govuk-notify"), override_settings(UPSTANDER_HOOK_TOKEN="a-long-random-word"):
        empty = {"id": "n1", "source_number": "447700900555", "message": "", "date_received": now.isoformat()}
        assert by_notify("/hooks/text/govuk-notify", **empty) == 204
    assert "picture" in dict(shown(cast, now).shown)["It was empty"]
