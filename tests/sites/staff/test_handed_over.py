"""A file of another body's reports: every row is seen before it is taken, and no row is taken twice."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.bodies import body
from factories.cast import Cast
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.intake.api import queue

GOOD = 'P-1,"Spat at, twice",yes,20/11/2026,physical_attack;verbal_abuse\r\n'
BAD = "P-2,Shouted at,maybe,31/02/2026,rudeness\r\n"
HEAD = "your_reference,what_happened,danger,incident_on,behaviours\r\n"


def sheet(*rows: str, head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("reports.csv", (head + "".join(rows)).encode(), "text/csv")


def test_good_rows_are_taken_once_and_each_bad_one_says_what_to_do(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dev, address = sign_in("dev"), reverse("staff:hand-over", args=[body(clock.now())])
    seen = fill_in(dev, address, file=sheet(GOOD, BAD))
    page = text_of(seen)
    assert "1 ready, 1 to put right. Nothing is taken in yet." in page
    assert "danger : Write yes or no" in page and "incident_on : Write a day that is in the calendar" in page
    assert "behaviours : We do not know rudeness" in page, "all that is wrong in a row, at once"
    nothing = text_of(fill_in(dev, address, file=sheet("P-3,,,2099-01-01,rudeness\r\n")))
    for says in (
        "what_happened : Say what happened",
        "incident_on : This day is in the future",
        "know rudeness",
    ):
        assert says in nothing
    assert queue(cast.dev, now=clock.now()) == []
    for _ in range(2):  # pressed twice
        taken = dev.post(address, {**form_of(seen), "step": "take"})
        assert "1 report is with us. 1 was not" in text_of(taken)
    (line,) = queue(cast.dev, now=clock.now())
    assert (line.waiting.danger, line.waiting.channel) == (True, "partner")
    again = text_of(fill_in(dev, address, file=sheet(GOOD, GOOD.replace("Spat", "Hit"))))
    assert "0 ready, 1 here already, 1 to put right" in again and "Another row has the same one" in again
    other = text_of(fill_in(dev, address, file=sheet(GOOD.replace("Spat", "Hit"))))
    assert "We have another report under this one" in other


def test_the_clock_runs_from_when_we_got_the_file(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    dev, address = sign_in("dev"), reverse("staff:hand-over", args=[body(clock.now())])
    typed = {
        **form_of(fill_in(dev, address, file=sheet(GOOD))),
        "step": "take",
        "on": "19/11/2026",
        "at": "09:00",
    }
    late = dev.post(address, {**typed, "on": "19/11/2027"})
    assert "not in the future" in errors_of(late) and "P-1" in text_of(late)
    dev.post(address, typed)
    assert queue(cast.dev, now=clock.now())[0].waiting.received_at.isoformat() == "2026-11-19T09:00:00+00:00"


def test_a_file_that_cannot_be_read_says_why(sign_in: SignIn, clock: Clock) -> None:
    dev, address = sign_in("dev"), reverse("staff:hand-over", args=[body(clock.now())])
    wrong = {
        "Missing: your_reference": sheet("x\r\n", head="what_happened\r\n"),
        "do not know these columns: colour": sheet(head="your_reference,what_happened,colour\r\n"),
        "Save it as CSV": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"0" * 40),
        "no row": sheet(),
        "too large": sheet("x" * 600_000),
        "201 rows": sheet(*[f"P-{n},Shouted at,,,\r\n" for n in range(201)]),
    }
    for says, file in wrong.items():
        assert says in errors_of(fill_in(dev, address, file=file)), says
    assert "Choose the file first" in errors_of(fill_in(dev, address))


def test_a_token_is_shown_once_and_can_be_revoked(sign_in: SignIn, clock: Clock) -> None:
    carol, address = sign_in("carol"), reverse("staff:tokens", args=[body(clock.now())])
    assert "Say which computer" in errors_of(fill_in(carol, address))
    made = text_of(fill_in(carol, address, label="Case system"))
    token = made.split("The new token ")[1].split()[0]
    assert token.startswith("up_") and "shown this once" in made
    assert token not in text_of(carol.get(address))
    page = carol.get(address).content.decode()
    carol.post(next(found for found in re.findall('action="([^"]*)"', page) if "revoke" in found))
    assert "Revoked" in text_of(carol.get(address))
