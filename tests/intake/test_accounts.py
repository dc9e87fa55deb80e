"""A customer's account: who gets a code and by which way, who can use it, and that an account shows its own things alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from factories.cast import GWEN, Cast, one_of_each_role
from factories.mailbox import a_code
from factories.reports import opened, received
from upstander.confidentiality.api import customer, system, viewing
from upstander.intake.api import (
    Customer,
    MailboxShut,
    PersonTold,
    SignedOut,
    account_of,
    ask_for_code,
    customer_of,
    open_own,
    own_card,
    own_reports,
    send_code,
    sign_in,
    sign_out,
)
from upstander.intake.models import AccountAsking, Mailbox
from upstander.intake.tokens import keys_of
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.people.api import ResidentTold, import_residents, search_people

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def ask(typed: str, now: datetime) -> str:
    """Ask, and let the worker do its part."""
    token = ask_for_code(typed, language="en-gb", now=now)
    assert token is not None
    keys = keys_of(token, "asking")
    assert keys is not None
    send_code(asking_id=keys.id, by=system("tests"), now=now)
    return token


def sent() -> list[str]:
    return re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "\n".join(str(message.body) for message in mail.outbox))


def signed_in(now: datetime) -> Customer:
    token = sign_in(ask(EMAIL, now), sent()[-1], now=now)
    assert token is not None
    return customer_of(token, now)


def person(cast: Cast, name: str) -> UUID:
    return search_people(cast.dev, name)[0].id


def customer_named(cast: Cast, name: str) -> Customer:
    who = person(cast, name)
    return Customer(who, account_of(who), (account_of(who),))


# ---- Codes ----


def test_the_code_that_was_sent_signs_in_once(cast: Cast, now: datetime) -> None:
    asking = ask(EMAIL.upper(), now)
    (code,) = sent()
    assert mail.outbox[0].to == [EMAIL]
    assert "harass" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}".lower()
    token = sign_in(asking, code.lower().replace("-", " "), now=now)
    assert token is not None
    assert customer_of(token, now).person_id == person(cast, "Amina Yusuf")
    assert sign_in(asking, code, now=now) is None
    sign_out(token)
    with pytest.raises(SignedOut):
        customer_of(token, now)


def test_whoever_is_not_known_is_told_nothing_else_and_sent_nothing(cast: Cast, now: datetime) -> None:
    asking = ask("nobody@example.org", now)
    assert sent() == []
    assert sign_in(asking, "BCDF-GHJK", now=now) is None
    assert ask_for_code("not a number", language="en-gb", now=now) is None


def test_an_address_held_for_two_people_signs_in_nobody(cast: Cast, now: datetime) -> None:
    other = ResidentTold("P-9", "900000000016", "Farid Yusuf", "tenant", date(2019, 4, 1), email=EMAIL)
    list(import_residents(residents=[other], by=system("tests"), now=now))
    ask(EMAIL, now)
    assert sent() == []


@pytest.mark.parametrize(
    ("card", "goes"),
    [
        (SafeContactCard(ways=(By.PHONE,), phone="07700 900123", times=(DayPart.ANY,)), False),
        (SafeContactCard(ways=(By.EMAIL,), email=EMAIL), True),
        (SafeContactCard(ways=(By.EMAIL,), email="another@example.org"), False),
        (SafeContactCard(ways=(By.EMAIL,), email=EMAIL, valid_until="2020-01-01"), False),
        (SafeContactCard(note="They asked us not to contact them."), False),
    ],
)
def test_a_code_goes_only_where_it_is_safe_on_every_case(
    cast: Cast, now: datetime, card: SafeContactCard, goes: bool
) -> None:
    card = replace(card)
    amina = PersonTold(name="Amina Yusuf", affiliation="customer", person_id=person(cast, "Amina Yusuf"))
    received(now, contact=card, survivor=amina)
    ask(EMAIL, now)
    assert len(sent()) == (1 if goes else 0)


def test_asking_and_guessing_in_her_name_does_not_lock_her_out_or_flood_her(
    cast: Cast, now: datetime
) -> None:
    theirs = ask(EMAIL, now)
    for _ in range(8):
        assert sign_in(theirs, "BCDF-GHJK", now=now) is None
    for minute in range(1, 10):
        ask(EMAIL, now + timedelta(minutes=minute))
    (code,) = sent()
    assert sign_in(theirs, code, now=now) is None, (
        "five tries of one browser and no more, also with the right one"
    )
    hers = ask(EMAIL, now + timedelta(minutes=9))
    assert sign_in(hers, code, now=now + timedelta(minutes=9)) is not None


def test_codes_that_nobody_uses_come_more_and_more_seldom(cast: Cast, now: datetime) -> None:
    for minute in range(0, 24 * 60, 10):
        ask(EMAIL, now + timedelta(minutes=minute))
    assert len(sent()) < 20
    assert sign_in(ask(EMAIL, now + timedelta(days=1)), sent()[-1], now=now + timedelta(days=1)) is not None


def test_a_code_ends_and_so_does_a_session(cast: Cast, now: datetime) -> None:
    asking = ask(EMAIL, now)
    assert sign_in(asking, sent()[0], now=now + timedelta(minutes=10)) is None
    again = now + timedelta(minutes=11)
    token = sign_in(ask(EMAIL, again), sent()[1], now=again)
    assert token is not None
    with pytest.raises(SignedOut):
        customer_of(token, again + timedelta(minutes=20))
    for minute in range(15, 240, 15):
        customer_of(token, again + timedelta(minutes=minute))
    with pytest.raises(SignedOut):
        customer_of(token, again + timedelta(minutes=241))


def test_nothing_that_is_stored_says_who_asked_or_is_signed_in(cast: Cast, now: datetime) -> None:
    who = signed_in(now)
    ask("07700 900123", now)
    with viewing(system("tests")), connection.cursor() as cursor:
        for table in ("intake_accountasking", "intake_accountcode", "intake_accountsession"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            stored = cursor.fetchone()[0]
            assert EMAIL not in stored and "900123" not in stored and str(who.person_id) not in stored


# ---- What an account sees ----


@pytest.fixture
def own(cast: Cast, now: datetime) -> Customer:
    """Amina has sent a report from her account, about Gwen; Gwen one from hers, about somebody else."""
    for name in ("Amina Yusuf", "Gwen Harcastle"):
        who = person(cast, name)
        received(
            now,
            channel="account",
            owner=account_of(who),
            return_code=a_code()[1],
            survivor=PersonTold(name=name, affiliation="customer", person_id=who),
            perpetrator=PersonTold(
                name=GWEN.name, affiliation="customer", person_id=person(cast, "Gwen Harcastle")
            )
            if name == "Amina Yusuf"
            else None,
        )
    opened(cast, now)  # one by the web, which belongs to nobody's account
    return customer_named(cast, "Amina Yusuf")


def test_the_database_shows_a_customer_their_own_mailbox_and_nothing_more(own: Customer) -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("upstander.") and model._meta.managed
    }
    public = {"confidentiality_staff", "confidentiality_team", "confidentiality_staff_teams"}
    shown = {}
    with viewing(own.viewer), connection.cursor() as cursor:
        for table in tables - public:
            cursor.execute(f"SELECT count(*) FROM {table}")
            shown[table] = cursor.fetchone()[0]
        assert {table: count for table, count in shown.items() if count} == {"intake_mailbox": 1}
        assert Mailbox.objects.get().owner == own.account_id
        assert Mailbox.objects.update(reporter="anonymous") == 0


def test_whoever_is_complained_of_learns_nothing_from_their_account(cast: Cast, own: Customer) -> None:
    hers = own_reports(customer_named(cast, "Gwen Harcastle"))
    assert len(hers) == 1
    assert hers[0].mailbox_id not in {each.mailbox_id for each in own_reports(own)}
    stranger = Customer(own.person_id, UUID(int=1), (UUID(int=1),))
    assert own_reports(stranger) == []


def test_a_customer_opens_their_own_and_no_other(cast: Cast, own: Customer, now: datetime) -> None:
    (mine,) = own_reports(own)
    assert open_own(own, mine.mailbox_id, now=now)
    (hers,) = own_reports(customer_named(cast, "Gwen Harcastle"))
    with pytest.raises(MailboxShut):
        open_own(own, hers.mailbox_id, now=now)


def test_they_read_their_own_entry_to_be_asked_less(cast: Cast, own: Customer) -> None:
    card = own_card(own)
    assert card is not None
    assert card.name == "Amina Yusuf"
    assert card.customer


def test_what_was_begun_is_swept_away(cast: Cast, now: datetime) -> None:
    from upstander.intake.api import sweep_accounts

    ask(EMAIL, now)
    sweep_accounts(by=system("tests"), now=now + timedelta(days=1))
    with viewing(customer(UUID(int=1))):
        assert AccountAsking.objects.count() == 0
    with viewing(system("tests")):
        assert AccountAsking.objects.count() == 0
