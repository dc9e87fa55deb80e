"""Staff take a report: on one page, kept as it is typed, raised at once in danger, sent once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from factories.bodies import body
from factories.cast import Cast
from factories.files import photo
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, form_of, text_of
from upstander.cases.models import Case, Duty, Notice
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, vault, viewing
from upstander.intake.api import queue, sweep_drafts, sweep_takings, triage_page
from upstander.intake.models import Draft, DraftFile, Report, Taking

pytestmark = pytest.mark.django_db
SAID = "A man on the stairs called my son names and threw a bottle at us"


def page(client: Client, slug: str) -> tuple[str, dict[str, Any]]:
    address = reverse("staff:taking", args=[slug])
    return address, form_of(client.get(address))


def send(client: Client, slug: str, **typed: Any) -> Any:
    address, fields = page(client, slug)
    fields.pop("step", None)
    return client.post(address, {**fields, **typed})


def the_report() -> Report:
    with viewing(system("tests")):
        return Report.objects.get()


def the_case() -> Case:
    with viewing(system("tests")):
        return Case.objects.get()


def test_a_call_is_on_file_from_one_page_and_its_receipt_is_read_out(sign_in: SignIn, cast: Cast) -> None:
    dev = sign_in("dev")
    answer = send(
        dev,
        "phone",
        what=SAID,
        codes="va ra",
        when="yesterday",
        ways=["phone"],
        phone="07700 900123",
        words_wanted="on",
    )
    receipt = text_of(dev.get(answer["Location"]))
    report = the_report()
    assert (report.channel, report.recorded_by_id) == ("phone", cast.staff["dev"].id)
    assert report.reference in receipt and "seven words" in receipt and "What happens next" in receipt
    page_ = triage_page(cast.dev, report.id, now=report.recorded_at)
    line = page_.case.reports[0]
    assert line.behaviours == ("verbal_abuse",) and line.motivations == ("race",)
    assert ("When", "yesterday") in page_.report.shown


def test_the_words_to_come_back_with_are_gone_after_a_quarter_of_an_hour_and_for_everybody_else(
    sign_in: SignIn, clock: Clock
) -> None:
    dev = sign_in("dev")
    address = send(dev, "phone", what=SAID, words_wanted="on")["Location"]
    assert sign_in("ben").get(address).status_code == 404
    clock.advance(minutes=16)
    later = text_of(dev.get(address))
    assert "are gone" in later and "Slowly" not in later


def test_nothing_but_what_happened_is_needed_and_no_code_stands_for_nothing(sign_in: SignIn) -> None:
    dev = sign_in("dev")
    wrong = send(dev, "phone", what="  ", codes="zz")
    assert wrong.status_code == 422 and "what happened" in errors_of(wrong) and "zz" in errors_of(wrong)
    assert send(dev, "phone", what=SAID).status_code == 302
    assert the_report().reporter == "anonymous"


def test_a_number_is_never_taken_as_safe_unless_they_said_so(sign_in: SignIn) -> None:
    wrong = send(sign_in("dev"), "phone", what=SAID, phone="07700 900123")
    assert "whether it is safe" in errors_of(wrong)


def test_what_is_typed_survives_a_crash_and_is_offered_to_its_writer_alone(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dev = sign_in("dev")
    _, fields = page(dev, "phone")
    dev.post(reverse("staff:take-keep", args=["phone"]), {**fields, "what": SAID, "kinds": ["threats"]})
    again = sign_in("dev")  # another browser
    hub = again.get(reverse("staff:take"))
    assert "Phone call, begun at 4:30pm" in text_of(hub)
    going_on = form_of(again.get(reverse("staff:taking", args=["phone"]), {"draft": fields["draft"][0]}))
    assert going_on["what"] == [SAID] and going_on["kinds"] == ["threats"]
    ben = sign_in("ben")
    assert "Not sent yet" not in text_of(ben.get(reverse("staff:take")))
    stolen = form_of(ben.get(reverse("staff:taking", args=["phone"]), {"draft": fields["draft"][0]}))
    assert stolen["what"] == [""] and stolen["draft"] != fields["draft"]
    with viewing(system("tests")):
        assert SAID.encode() not in bytes(Draft.objects.get().content)
    gone = clock.advance(hours=8, minutes=1)
    sweep_takings(by=system("tests"), now=gone)
    sweep_drafts(by=system("tests"), now=gone)
    with viewing(system("tests")):
        assert not Draft.objects.exists() and not Taking.objects.exists()


def test_sent_twice_it_is_one_report_and_nothing_is_left_to_offer(sign_in: SignIn) -> None:
    nia = sign_in("nia")
    address, fields = page(nia, "visit")
    fields.pop("step", None)
    first = nia.post(address, {**fields, "what": SAID})
    second = nia.post(address, {**fields, "what": SAID})
    assert first["Location"] == second["Location"]
    the_report()
    assert "Not sent yet" not in text_of(nia.get(reverse("staff:take")))
    kept = nia.post(reverse("staff:take-keep", args=["visit"]), {**fields, "what": SAID})
    assert kept.json() == {"sent": True}


def test_what_was_typed_after_a_sending_that_nobody_heard_of_is_on_the_same_case_once(
    sign_in: SignIn,
) -> None:
    """On a doorstep the line breaks after the report has arrived. The phone goes on, and sends once more what it holds by then."""
    nia = sign_in("nia")
    address, fields = page(nia, "visit")
    fields.pop("step", None)
    for what in (SAID, f"{SAID} He has a key.", f"{SAID} He has a key."):
        answer = nia.post(address, {**fields, "what": what})
        assert answer.status_code == 302
    with viewing(system("tests")):
        case = Case.objects.get()
        told = [vault.unseal(each, "narrative") for each in Report.objects.order_by("number")]
    assert told == [SAID, f"{SAID} He has a key."]
    with viewing(system("tests")):
        assert case.reports.count() == 2


def test_a_photo_that_is_added_after_a_sending_that_nobody_heard_of_is_on_the_same_case_once(
    sign_in: SignIn,
) -> None:
    nia = sign_in("nia")
    address, fields = page(nia, "visit")
    for name in ("step", "files"):
        fields.pop(name, None)
    door, hall = photo(), photo(size=(64, 48))
    for step, shown in (("", [door]), ("", [door]), ("add", [door, hall]), ("", [hall])):
        files = [SimpleUploadedFile("door.jpg", each) for each in shown]
        sent = nia.post(address, {**fields, "what": SAID, "step": step, "files": files})
        assert sent.status_code == 302
    with viewing(system("tests")):
        assert Report.objects.get().attachments.count() == 2, (
            "kept with the report, whose words are not said again"
        )
    porch = SimpleUploadedFile("door.jpg", photo(size=(32, 48)))
    since = {**fields, "what": SAID + " He is back.", "phone": "12", "ways": ["phone"]}
    held = nia.post(address, {**since, "step": "", "files": porch})
    assert held.status_code == 422 and "He is back." in held.content.decode(), "nothing typed is lost"
    with viewing(system("tests")):
        assert Report.objects.get().attachments.count() == 3, "also when the page does not fit"


def test_a_page_of_a_letter_that_came_by_half_sends_nothing_and_keeps_nothing(sign_in: SignIn) -> None:
    dev = sign_in("dev")
    address, fields = page(dev, "letter")
    for name in ("step", "files"):
        fields.pop(name, None)
    given = {
        **fields,
        "what": SAID,
        "received": "27 11 2026",
        "files": SimpleUploadedFile("page.jpg", photo()),
    }
    whole = encode_multipart(BOUNDARY, given)
    answer = dev.generic("POST", address, whole[: len(whole) - 400], MULTIPART_CONTENT)
    assert answer.status_code == 422 and "The line broke" in errors_of(answer)
    with viewing(system("tests")):
        assert not Report.objects.exists() and not DraftFile.objects.exists()


def test_danger_is_raised_with_one_key_and_the_rest_of_the_call_goes_on_the_same_case(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dev = sign_in("dev")
    address, fields = page(dev, "phone")
    fields.pop("step", None)
    raised = dev.post(address, {**fields, "step": "danger"}, headers={"Accept": "application/json"})
    again = dev.post(address, {**fields, "step": "danger"}, headers={"Accept": "application/json"})
    assert raised.json() == again.json() and raised.json()["raised"]
    with viewing(system("tests")):
        case = Case.objects.get()
        assert case.danger and Duty.objects.filter(case=case, slug="emergency-services").exists()
        told = Notice.objects.filter(case=case, kind="danger_new").values_list("staff_id", flat=True)
        assert list(told) == [cast.staff["carol"].id]
    assert len(queue(cast.dev, now=clock.now())) == 1
    clock.advance(minutes=6)
    rest = dev.post(
        address, {**fields, "what": SAID, "name": "Amina Yusuf", "ways": ["phone"], "phone": "07700 900123"}
    )
    assert rest.status_code == 302
    page_ = case_page(cast.carol, case.id, now=clock.now())
    assert len(page_.reports) == 2 and [p.name for p in page_.parties if p.role == "survivor"] == [
        "Amina Yusuf"
    ]
    assert the_case().id == case.id
    first = queue(cast.dev, now=clock.now())[0].waiting.report_id
    triage = text_of(dev.get(f"/staff/queue/{first}/"))
    assert SAID in triage and "decided with it" in triage, "whichever of the two is opened"


def test_a_caller_is_found_by_how_the_name_sounds_and_an_open_case_is_named_but_not_opened(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    opened(cast, clock.now())
    dev = sign_in("dev")
    address, fields = page(dev, "phone")
    look = {**fields, "find": "Ameena Yousef", "what": SAID}
    found = dev.post(reverse("staff:take-find", args=["phone"]), look)
    assert "Amina Yusuf" in text_of(found) and "Known: open case with Ben Okoro" in text_of(found)
    plain = dev.post(address, {**look, "step": "find"})  # without a script
    assert "Amina Yusuf" in text_of(plain) and form_of(plain)["what"] == [SAID]
    with viewing(system("tests")):
        Case.objects.update(sealed=True)
    assert "Known" not in text_of(dev.post(reverse("staff:take-find", args=["phone"]), look))
    assert "Known" not in text_of(sign_in("nia").post(reverse("staff:take-find", args=["phone"]), look))


def test_a_report_about_a_colleague_is_sealed_at_once_on_every_channel(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    nia = sign_in("nia")
    send(nia, "visit", what=SAID, colleague="me")
    assert the_case().sealed
    assert [line.waiting.survivor for line in queue(cast.esther, now=clock.now())] == ["Nia Bright"]
    assert queue(cast.dev, now=clock.now()) == []


def test_a_letter_is_dated_by_the_day_it_came_and_its_pages_are_looked_at_while_it_is_typed(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (60, 80), (240, 240, 230)).save(drawn, "JPEG")
    dev = sign_in("dev")
    address, fields = page(dev, "letter")
    fields.pop("step", None)
    pages = [SimpleUploadedFile(f"page{n}.jpg", drawn.getvalue() + bytes([n]), "image/jpeg") for n in (1, 2)]
    shown = dev.post(address, {**fields, "step": "add", "what": SAID, "files": pages})
    assert shown.status_code == 200 and form_of(shown)["what"] == [SAID]
    picture = next(part for part in shown.content.decode().split('"') if "/page/" in part)
    assert dev.get(picture)["Content-Type"] == "image/jpeg"
    assert sign_in("ben").get(picture).status_code == 404
    assert "Give the day" in errors_of(dev.post(address, {**fields, "what": SAID}))
    tomorrow = dev.post(address, {**fields, "what": SAID, "received_on": "21/11/2026"})
    assert "still to come" in errors_of(tomorrow)
    assert dev.post(address, {**fields, "what": SAID, "received_on": "18/11/2026"}).status_code == 302
    report = the_report()
    assert report.received_at.isoformat() == "2026-11-18T09:00:00+00:00" and report.recorded_at == clock.now()
    with viewing(system("tests")):
        assert report.attachments.count() == 2
        due = Duty.objects.get(case_id=report.case_id, slug="triage").due_at
    assert due < clock.now()  # told on Wednesday, typed on Friday: the record shows that it is late


def test_only_the_person_it_happened_to_agrees_to_a_referral(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    police = body(clock.now())
    dev = sign_in("dev")
    wrong = send(dev, "phone", what=SAID, reporter="third_party", agree=[str(police)])
    assert "Only the person it happened to" in errors_of(wrong)
    child = send(dev, "phone", what=SAID, age="under_16", agree=[str(police)])
    assert "under 16" in errors_of(child)


def test_advice_given_while_they_talk_answers_the_duty_to_a_non_customer(
    sign_in: SignIn, clock: Clock
) -> None:
    send(sign_in("dev"), "phone", what=SAID, name="Noor Ali", tie="public", advised=["advise-non-customer"])
    with viewing(system("tests")):
        duty = Duty.objects.get(slug="advise-non-customer")
        assert duty.state == "met" and duty.due_at - clock.now() > timedelta(0)
        assert not Duty.objects.filter(slug="visit").exists()


def test_what_a_third_party_says_is_safe_for_somebody_else_warns_and_allows_nothing(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dev = sign_in("dev")
    answer = send(
        dev, "phone", what=SAID, reporter="third_party", name="Amina Yusuf", safe_for_them="Her brother reads her post", knows="no",
        ways=["phone"], phone="07700 900555",
    )  # fmt: skip
    assert "cannot tell you what we find" in text_of(dev.get(answer["Location"]))
    page_ = triage_page(cast.dev, the_report().id, now=clock.now())
    amina = next(p for p in page_.case.parties if p.role == "survivor")
    assert amina.safe_contact is not None and "brother" in amina.safe_contact.note
    assert not any(decision.allowed for decision in amina.contact_now.values())


def test_the_key_to_what_a_device_kept_is_for_its_writer_until_the_next_day_is_over(
    sign_in: SignIn, clock: Clock
) -> None:
    nia, ben = sign_in("nia"), sign_in("ben")
    asked = {"draft": str(uuid4()), "day": "2026-11-20"}
    address = reverse("staff:take-key")
    mine = nia.post(address, asked).json()["key"]
    assert mine == nia.post(address, asked).json()["key"] != ben.post(address, asked).json()["key"]
    assert nia.post(address, {**asked, "day": "2026-11-18"}).status_code == 404
    assert UUID(asked["draft"])
