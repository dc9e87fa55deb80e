"""What is known again by a digest is known again through every step of a new key, and the old key says nothing about it afterwards."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from confidentiality.test_index_rotation import keyset as keyset
from confidentiality.test_index_rotation import with_keys_of
from factories.cast import Cast, one_of_each_role
from factories.mailbox import a_code, come_back
from factories.reports import opened, reports_by_web
from upstander.cases.alerts.api import calendar_behind, make_calendar
from upstander.confidentiality.api import PUBLIC, DigestField, left_to_reindex, system, viewing
from upstander.confidentiality.digests import forms_of, keyed_digest
from upstander.intake.api import keep_taking, mailbox_page, new_taking, open_taking, page_key, receive
from upstander.intake.models import Report
from upstander.intake.return_code import lookup_of
from upstander.operations.commands.keys_reindex import STEPS, take_steps

pytestmark = pytest.mark.django_db
BY = system("tests")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def everything_stored() -> set[bytes]:
    """Every digest in the database as it stands there."""
    found: set[bytes] = set()
    with viewing(BY), connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, DigestField):
                    cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                    found |= {bytes(row[0]) for row in cursor.fetchall() if row[0] is not None}
    return found


def test_it_is_known_again_through_every_step_and_the_old_key_says_nothing_afterwards(
    cast: Cast, keyset: Path, settings: object, now: datetime
) -> None:
    old = shutil.copy(keyset, keyset.with_name("old.json"))
    code, words = a_code()
    opened(cast, now, return_code=words)
    again = reports_by_web(now, unique=b"pressed twice")
    first = receive(report=again, by=PUBLIC, now=now).reference
    calendar = make_calendar(by=cast.ben, now=now)
    taking = new_taking()
    keep_taking(taking_id=taking, channel="telephone", typed={"story": "so far"}, by=cast.ben, now=now)
    device = page_key(cast.ben, taking, now.date(), now=now)

    def all_is_known() -> None:
        assert mailbox_page(come_back(code, now), now, shown=True).told
        assert receive(report=again, by=PUBLIC, now=now).reference == first
        assert calendar_behind(calendar, now=now)
        kept = open_taking(cast.ben, taking, now=now)
        assert kept and kept.answers == {"story": "so far"}
        assert page_key(cast.ben, taking, now.date(), now=now) == device

    for step in STEPS:
        take_steps(keyset, step, 2, 5)
        all_is_known()
        new = replace(again, unique=step.encode())
        assert (
            receive(report=new, by=PUBLIC, now=now).reference
            == receive(report=new, by=PUBLIC, now=now).reference
        )
    assert left_to_reindex(BY) == 0
    assert {(len(each), each[0]) for each in everything_stored()} == {(33, 1)}, (
        "nothing of the old key is left"
    )
    mine = lookup_of(code)
    assert set(forms_of(mine)) & everything_stored()
    with with_keys_of(Path(old), settings):
        assert not set(forms_of(mine)) & everything_stored()
        later = page_key(cast.ben, begun_later := new_taking(), now.date(), now=now)
    assert page_key(cast.ben, begun_later, now.date(), now=now) == later, (
        "begun under the old key, kept under it"
    )
    fresh = new_taking()
    with with_keys_of(Path(old), settings):
        guessed = page_key(cast.ben, fresh, now.date(), now=now)
    assert page_key(cast.ben, fresh, now.date(), now=now) != guessed

    take_steps(keyset, None, 500, 5)  # once more, in one go
    all_is_known()
    assert {each[0] for each in everything_stored()} == {2}


def test_an_older_restored_copy_is_known_at_once_and_brought_up_by_clear(
    cast: Cast, keyset: Path, now: datetime
) -> None:
    first = receive(report=reports_by_web(now, unique=b"once"), by=PUBLIC, now=now).reference
    for _ in range(2):
        take_steps(keyset, None, 500, 5)
    with viewing(BY):  # the table comes back as it was
        row = Report.objects.get(reference=first)
        with connection.cursor() as cursor:
            was = keyed_digest("as it was", b"then")
            cursor.execute("UPDATE intake_report SET submit_key = %s WHERE id = %s", [was, row.pk])
        assert Report.objects.get(submit_key=was).pk == row.pk
    take_steps(keyset, "clear", 500, 5)
    with viewing(BY):
        assert bytes(Report.objects.get(submit_key=was).submit_key)[0] == 2


def test_nothing_keeps_a_keyed_digest_in_a_column_that_does_not_follow_its_key() -> None:
    """A column named or described as a keyed digest is a DigestField; of what else is made by hashing, nothing is keyed."""
    plain = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if type(field) is models.BinaryField and "keyed" in getattr(model, "personal", {}).get(field.name, "")
    ]
    assert plain == []
