"""A return code: enough chance, every slip caught and named, nothing stored that leads back to it."""

from __future__ import annotations

import hashlib
import re
import subprocess
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from factories.mailbox import a_code, come_back
from factories.reports import received
from harness.cluster import Cluster
from upstander.confidentiality.api import keyed_digest, system, viewing
from upstander.intake.api import (
    MailboxShut,
    Slip,
    end_visit,
    mailbox_page,
    open_mailbox,
    read_code,
    sweep_visits,
)
from upstander.intake.code_words import bits, code_of, fits, word_list
from upstander.intake.models import Mailbox, MailboxVisit

codes = st.binary(min_size=64, max_size=64).map(code_of)
words = st.sampled_from(word_list())


def test_six_words_carry_77_bits_and_the_list_never_changes() -> None:
    assert bits() >= 77
    print_ = hashlib.sha256("\n".join(word_list()).encode()).hexdigest()
    assert print_ == "9cdaf2c912e997e586d8cdb715366e6c4aaa7a5296a1c0fb9e4c608710f0582d"


@given(codes, st.integers(0, 6), words)
def test_one_wrong_word_never_opens(code: tuple[str, ...], place: int, wrong: str) -> None:
    typed = [*code[:place], wrong, *code[place + 1 :]]
    assert (read_code(" ".join(typed)) == code) == (wrong == code[place])
    assert fits(typed) == (wrong == code[place])


@given(codes, st.integers(0, 6), st.integers(0, 6))
def test_two_words_that_changed_places_never_open_and_are_named(
    code: tuple[str, ...], one: int, other: int
) -> None:
    typed = list(code)
    typed[one], typed[other] = typed[other], typed[one]
    assert fits(typed) == (code[one] == code[other])
    if code[one] != code[other]:
        found = read_code(" ".join(typed))
        assert isinstance(found, Slip) and found.kind in ("swapped", "meant")


@given(codes, st.sampled_from([" ", "-", "\n", ", ", "", "  . "]), st.booleans())
def test_spacing_capitals_and_numbering_do_not_matter(
    code: tuple[str, ...], between: str, loud: bool
) -> None:
    typed = between.join(code)
    found = read_code(typed.upper() if loud else typed)
    if between:
        assert found == code
        assert read_code(" ".join(f"{n}. {word}" for n, word in enumerate(code, 1))) == code
    else:
        assert found == code or isinstance(found, Slip)


@given(codes, st.integers(0, 6))
def test_a_misspelt_word_is_named_with_the_right_one(code: tuple[str, ...], place: int) -> None:
    typed = [*code[:place], code[place] + "q", *code[place + 1 :]]
    found = read_code(" ".join(typed))
    assert isinstance(found, Slip) and found.place == place and code[place] in found.perhaps


@given(st.text(max_size=3000))
def test_anything_typed_is_answered(text: str) -> None:
    assert isinstance(read_code(text), Slip)


@pytest.mark.django_db
def test_the_right_words_open_for_twenty_minutes_and_others_get_nothing(now: datetime) -> None:
    code, stored = a_code()
    received(now, return_code=stored)
    assert open_mailbox(" ".join(a_code()[0]), now) is None
    token = come_back(code, now)
    assert mailbox_page(token, now + timedelta(minutes=19)).state == "under_way"
    assert mailbox_page(token, now + timedelta(minutes=38)).own
    with pytest.raises(MailboxShut):
        mailbox_page(token, now + timedelta(minutes=59))
    with pytest.raises(MailboxShut):
        mailbox_page("x" * 43, now)
    again = come_back(code, now)
    end_visit(again)
    with pytest.raises(MailboxShut):
        mailbox_page(again, now)
    sweep_visits(by=system("tests"), now=now + timedelta(hours=1))
    with viewing(system("tests")):
        assert not MailboxVisit.objects.exists()


@pytest.mark.django_db
def test_a_code_from_before_still_opens_and_only_with_its_own_slow_hash(now: datetime) -> None:
    code, stored = a_code()
    received(now, return_code=stored)
    slow = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    for words, opened in ((code, True), (a_code()[0], False), ((), False)):
        verifier = slow.hash(keyed_digest("return code verifier", " ".join(words).encode())) if words else ""
        with viewing(system("tests")):
            Mailbox.objects.update(verifier=verifier)
        assert (open_mailbox(" ".join(code), now) is not None) == opened


def test_a_dump_holds_no_word_of_a_code_and_no_unkeyed_hash(
    own_database: str, admin_address: str, cluster: Cluster, now: datetime
) -> None:
    code, stored = a_code()
    received(now, return_code=stored)
    come_back(code, now)
    if cluster.programs is None:
        pytest.skip("pg_dump of the given server is not at hand")
    dump = subprocess.run(
        [cluster.programs / "pg_dump", admin_address], capture_output=True, check=True
    ).stdout
    assert stored.lookup.hex().encode() in dump, "it is a real dump"
    plain = " ".join(code).encode()
    assert plain not in dump and "".join(code).encode() not in dump
    for made in (hashlib.sha256(plain), hashlib.sha1(plain), hashlib.md5(plain)):
        assert made.hexdigest().encode() not in dump
    for pair in pairwise(code):  # one alone, "language" say, stands in any dump
        assert not re.search(r"\b{}\W{{1,4}}{}\b".format(*pair).encode(), dump)
