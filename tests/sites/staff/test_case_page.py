"""The case page: who, how safe now, what is due, what happened; and nothing at all for those who may not see it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import text_of
from upstander.cases.models import TimelineEntry
from upstander.confidentiality.api import insert_rows, system, vault, viewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now)


def without_token(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


def test_it_says_who_how_safe_what_next_and_what_happened(
    sign_in: SignIn, case_id: UUID, clock: Clock
) -> None:
    clock.advance(minutes=1)
    words = text_of(sign_in("ben").get(f"/staff/cases/{case_id}/"))
    assert "Amina Yusuf" in words
    assert "Phone 07700 900123: yes, now" in words
    assert "Next, for Ben Okoro" in words
    assert "we must" in words, "why it is due stands in the open"
    assert "pushed rubbish through the letterbox" in words
    assert "Case opened" in words
    assert "Who has looked" in words


def test_at_night_the_phone_is_not_safe_and_it_says_when(
    sign_in: SignIn, case_id: UUID, clock: Clock
) -> None:
    clock.advance(hours=5)
    assert "Phone: not now. Not at this time. Safe times: 8:00 to 20:00" in text_of(
        sign_in("ben").get(f"/staff/cases/{case_id}/")
    )


def test_one_that_may_not_be_seen_and_one_that_is_not_there_are_the_same(
    sign_in: SignIn, case_id: UUID
) -> None:
    client = sign_in("nia")
    for page in ("", "contact/", "risk/", "closing/", "audit/"):
        hidden = client.get(f"/staff/cases/{case_id}/{page}")
        absent = client.get(f"/staff/cases/{uuid4()}/{page}")
        assert hidden.status_code == absent.status_code == 404
        assert without_token(hidden.content) == without_token(absent.content)
        assert hidden.headers.items() == absent.headers.items()


def test_nothing_that_names_somebody_stands_in_title_or_address(sign_in: SignIn, case_id: UUID) -> None:
    content = sign_in("ben").get(f"/staff/cases/{case_id}/").content.decode()
    title = re.search(r"<title>(.*?)</title>", content, flags=re.DOTALL)
    assert title
    assert "Amina" not in title[1]
    assert not [
        address for address in re.findall(r'(?:href|action|src)="([^"]+)"', content) if "Amina" in address
    ]


def test_the_timeline_shows_one_kind_on_request(sign_in: SignIn, case_id: UUID) -> None:
    client = sign_in("ben")
    page = text_of(client.get(f"/staff/cases/{case_id}/?show=duties"))
    # The top says what happened last whatever is chosen: of what happened in one moment, any.
    only = page.replace("Last Case opened", "")
    assert "duties began" in only
    assert "Case opened" not in only
    assert "Case opened" in text_of(client.get(f"/staff/cases/{case_id}/?show=nonsense"))


def test_a_long_timeline_reads_and_opens_what_it_shows_and_no_more(
    sign_in: SignIn, case_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with viewing(system("tests")):
        rows = [
            TimelineEntry(case_id=case_id, kind="note", at=now - timedelta(hours=number), recorded_at=now)
            for number in range(1, 60)
        ]
        for number, row in enumerate(rows, start=1):
            vault.seal(row, body=f"She rang, {number} hours ago.")
        insert_rows(rows)
    opened_words: list[object] = []
    lasts: set[str] = set()  # what the top says happened last
    unseal = vault.unseal

    def noting(row: Any, name: str) -> str:
        if isinstance(row, TimelineEntry) and row.body is not None:
            opened_words.append(row.id)
        return unseal(row, name)

    monkeypatch.setattr(vault, "unseal", noting)
    client, address = sign_in("ben"), f"/staff/cases/{case_id}/"

    def shown(asked: str) -> tuple[int, str]:
        opened_words.clear()
        answer = client.get(address + asked)
        words = text_of(answer)
        assert words.count("hours ago.") == len(opened_words)
        lasts.add(words.split(" Last ")[1][:30])
        link = re.search(r'href="([^"]+all=yes[^"]*)">(Show all \d+)<', answer.content.decode())
        return len(opened_words), f"{link[1]} {link[2]}".replace("&amp;", "&") if link else ""

    few, more = shown("")
    assert 0 < few < 15
    assert more.startswith(f"{address}?all=yes#timeline Show all ")
    assert shown("?all=yes") == (59, "")
    assert shown("?show=notes") == (50, f"{address}?show=notes&all=yes#timeline Show all 59")
    assert shown("?show=notes&all=yes") == (59, "")
    assert len(lasts) == 1 and not any("Note" in each for each in lasts)
    opened_words.clear()
    assert client.get(f"{address}note/").status_code == 200
    assert not opened_words, "a form does not show it"


def test_every_open_duty_is_one_click_from_where_it_is_answered(sign_in: SignIn, case_id: UUID) -> None:
    client = sign_in("ben")
    content = client.get(f"/staff/cases/{case_id}/").content.decode()
    duties = re.search(r'<section id="duties".*?</section>', content, flags=re.DOTALL)
    assert duties
    links = set(re.findall(r'class="govuk-button[^"]*" href="([^"]+)"', duties[0]))
    assert len(links) >= 4
    for address in links:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_actions_are_not_offered_to_those_who_may_only_read(
    sign_in: SignIn, case_id: UUID, cast: Cast
) -> None:
    assert "Record contact" in text_of(sign_in("lead").get(f"/staff/cases/{case_id}/"))
    assert "Give to an officer" not in text_of(sign_in("ben").get(f"/staff/cases/{case_id}/"))
    assert "Give to an officer" in text_of(sign_in("carol").get(f"/staff/cases/{case_id}/"))
