"""A link for a first or forgotten password, and the history of sign-ins."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.cast import Cast
from sites.staff.conftest import SECRET, Clock, SignIn
from sites.staff.test_sign_in import actions, code_for, give_password
from upstander.confidentiality.api import (
    all_sign_ins,
    forget_sign_ins,
    note_sign_in,
    own_sign_ins,
    system,
    viewing,
)
from upstander.confidentiality.models import Staff
from upstander.confidentiality.sign_ins import device_of, network_of
from upstander.lib.decision import Refused
from upstander.sites.jobs import send_password_link
from upstander.sites.staff import password_link

pytestmark = pytest.mark.django_db
NEW = "seven-otters-under-a-pier"
BEN = "ben@landlord.example"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture(autouse=True)
def _mail(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(password_link, "_TAKES", 0.0)
    settings.UPSTANDER_SENDS_EMAIL = True


def ask(email: str) -> bytes:
    answer = Client().post("/accounts/password/link/", {"email": email})
    assert answer.status_code == 200
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def ordered() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name__endswith="send_password_link")]


def link(cast: Cast, who: str = "ben") -> str:
    mail.outbox.clear()
    send_password_link(staff_id=str(cast.staff[who].pk))
    (message,) = mail.outbox
    assert message.to == [cast.staff[who].email]
    assert re.fullmatch(r"<[0-9a-f-]{36}@.+>", message.extra_headers["Message-ID"]), "one of its own"
    return str(re.findall(r"http\S+", str(message.body))[0])


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_known_and_unknown_accounts_are_answered_alike(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_link, "_TAKES", 0.5)
    times, pages = [], []
    for email in (BEN, "nobody@landlord.example"):
        started = time.monotonic()
        pages.append(ask(email))
        times.append(time.monotonic() - started)
    assert pages[0] == pages[1]
    assert min(times) >= 0.5
    assert actions() == ["staff.password_link", "staff.password_link"]
    assert ordered() == [{"staff_id": str(cast.staff["ben"].pk)}], "an id, no address and no token"


def test_the_link_sets_a_password_once_and_codes_stay(cast: Cast) -> None:
    address = path_of(link(cast))
    client = Client()
    clean = client.get(address).headers["Location"]
    assert clean.endswith("/set/") and address not in clean
    assert client.get(clean).status_code == 200, "looking uses nothing up"
    assert client.post(clean, {"password1": "short", "password2": "short"}).status_code == 422
    answer = client.post(clean, {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/accounts/login/?password=set"
    assert Staff.objects.get(email=BEN).check_password(NEW)
    assert client.get("/staff/").status_code == 302, "it signs nobody in"
    again = Client()
    assert again.get(address).status_code == 410
    assert actions() == ["staff.password"]


def test_a_link_ends_after_an_hour_and_with_the_account(cast: Cast, settings: Any) -> None:
    address = path_of(link(cast))
    settings.PASSWORD_RESET_TIMEOUT = -1
    client = Client()
    assert client.get(address).status_code == 410
    settings.PASSWORD_RESET_TIMEOUT = 3600
    clean = client.get(address).headers["Location"]
    assert client.get(clean).status_code == 200
    with viewing(system("tests")):
        Staff.objects.filter(email=BEN).update(is_active=False)
    assert client.get(clean).status_code == client.get(address).status_code == 410


def test_a_link_for_one_account_opens_no_other(cast: Cast) -> None:
    address = path_of(link(cast)).replace(str(cast.staff["ben"].pk), str(cast.staff["carol"].pk))
    client = Client()
    assert client.get(address).status_code == 410
    assert not client.cookies, "what is no token is written into no session"


def test_whoever_asks_again_and_again_fills_nobodys_mailbox_and_locks_nobody_out(cast: Cast) -> None:
    for _ in range(5):
        ask(BEN)
    assert len(ordered()) == 3
    assert Client().get(path_of(link(cast))).status_code == 302
    assert give_password(Client()), "the old password goes on working"


def test_somebody_sees_their_own_sign_ins_and_those_refused(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    with viewing(system("tests")):
        TOTP.activate(cast.staff["ben"], SECRET)
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=WINDOWS)
    give_password(client, password="not this one")
    give_password(client, email="nobody@landlord.example")
    give_password(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000" if code_for() != "000000" else "111111"})
    client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    found = [(line.way, line.refused) for line in own_sign_ins(cast.ben)]
    assert found == [("password", False), ("code", True), ("password", True)]
    assert {(line.network, line.device) for line in own_sign_ins(cast.ben)} == {
        ("203.0.113.0/24", "Edge on Windows")
    }
    assert own_sign_ins(cast.carol) == []
    assert [line.name for line in all_sign_ins(cast.administrator)] == ["Ben Okoro"] * 2 + ["", "Ben Okoro"]
    with pytest.raises(Refused):
        all_sign_ins(cast.farid)
    page = sign_in("ben").get("/staff/sign-ins/").content.decode()
    assert "Right password, wrong code" in page and "203.0.113.0/24" in page and "113.77" not in page


def test_sign_ins_are_forgotten_after_thirty_days(cast: Cast) -> None:
    now = timezone.now()
    for age in (31, 29):
        at = now - timedelta(days=age)
        note_sign_in(cast.staff["ben"].pk, way="password", address="2001:db8:1:2::7", agent="", now=at)
    assert forget_sign_ins(by=system("tests"), now=now) == 1
    (line,) = own_sign_ins(cast.ben)
    assert (line.network, line.device) == ("2001:db8:1::/48", "")


@pytest.mark.parametrize(
    ("agent", "device"),
    [(WINDOWS, "Edge on Windows"), ("curl/8", ""), ("Mozilla/5.0 (iPhone) Version/18 Safari/605", "Safari on iPhone")],
)  # fmt: skip
def test_a_browser_is_named_coarsely(agent: str, device: str) -> None:
    assert device_of(agent) == device
    assert network_of("not an address") == "" and network_of("::ffff:203.0.113.9") == "203.0.113.0/24"
