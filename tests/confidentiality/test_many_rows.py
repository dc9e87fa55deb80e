"""Thousands of rows in one statement are stored, changed and found as one by one."""

from __future__ import annotations

from uuid import uuid4

import phonenumbers
import pytest
from django.db import DataError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upstander.confidentiality.api import (
    Among,
    blind_index,
    insert_rows,
    system,
    together,
    update_rows,
    vault,
    viewing,
)
from upstander.people.models import Home, Person

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(streets=st.lists(WORDS, min_size=1, max_size=4), block=WORDS, bedrooms=st.none() | st.integers(0, 30))
def test_what_goes_in_comes_out_letter_for_letter(
    streets: list[str], block: str, bedrooms: int | None
) -> None:
    homes = [
        Home(uprn=f"77{number}", street=street, kind="flat", bedrooms=bedrooms)
        for number, street in enumerate(streets)
    ]
    with transaction.atomic(), viewing(system("tests")):
        insert_rows(homes)
        for home in homes:
            home.block = block
        update_rows(homes, ["block"])
        for home in homes:
            stored = Home.objects.get(pk=home.pk)
            assert (stored.street, stored.block, stored.bedrooms) == (home.street, block, bedrooms)
        asked = [home.pk for home in homes[1:]]
        found = Home.objects.filter(Among(F("id"), asked))
        assert {home.pk for home in found} == set(asked)
        assert homes[0] in Home.objects.filter(Among(F("uprn"), ["770", '"}', "\\"]))
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_sealed_words_and_tokens_go_in_and_too_long_a_value_is_refused_and_not_cut_off() -> None:
    person = Person(
        id=uuid4(), external_ref="M-1", index_tokens=sorted(blind_index.name_tokens("Amina Yusuf"))
    )
    with viewing(system("tests")):
        vault.create_keys([person.id], "person")
        vault.seal(person, name="Amina Yusuf")
        insert_rows([person])
        [stored] = Person.objects.filter(
            index_tokens__overlap=blind_index.typed(blind_index.name_tokens("Yusuf"))
        )
        assert vault.unseal(stored, "name") == "Amina Yusuf"
        assert not Person.objects.filter(Among(F("external_ref"), ["M-1" + " " * 40 + "x"])).exists()
        with pytest.raises(DataError), transaction.atomic():
            insert_rows([Home(uprn="1234567890123", kind="flat")])


@pytest.mark.django_db
def test_what_belongs_together_goes_in_by_one_statement_and_all_of_it_or_nothing() -> None:
    def both(uprn: str) -> None:
        person = Person(id=uuid4(), external_ref=f"M-{uprn}")
        with together():
            vault.create_key(person.id, "person")
            vault.seal(person, name="Amina Yusuf")
            insert_rows([person])
            insert_rows([Home(uprn=uprn, kind="flat")])
            insert_rows([Home(uprn=f"{uprn}0", kind="flat")])

    with viewing(system("tests")):
        with CaptureQueriesContext(connection) as asked:
            both("88")
        assert len(asked) == 1
        assert vault.unseal(Person.objects.get(external_ref="M-88"), "name") == "Amina Yusuf"
        assert Home.objects.filter(uprn__startswith="88").count() == 2
        with pytest.raises(DataError), transaction.atomic():
            both("1234567890123")
        assert not Person.objects.filter(external_ref="M-1234567890123").exists()
        with pytest.raises(ZeroDivisionError), together():
            insert_rows([Home(uprn="99", kind="flat")])
            raise ZeroDivisionError
        insert_rows([Home(uprn="98", kind="flat")])  # and nothing of what failed waits for the next
        assert not Home.objects.filter(uprn="99").exists()


@given(st.from_regex(r"(0|\+44)[1-9][0-9 ]{9,14}", fullmatch=True))
def test_a_british_number_has_the_token_that_the_library_would_give_it(number: str) -> None:
    parsed = phonenumbers.parse(number, "GB")
    told = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    assert blind_index.phone_tokens(number) == {blind_index.token("phone", told)}
