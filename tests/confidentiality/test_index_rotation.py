"""The search index gets a new key while people report, search and join; afterwards the old key says nothing about what is stored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.cast import Cast, one_of_each_role
from factories.mailbox import a_code, come_back
from factories.reports import join, opened, received
from upstander.cases.models import Case, CaseReport
from upstander.cases.queries.api import find_cases
from upstander.confidentiality.api import (
    PUBLIC,
    add_index_key,
    blind_index,
    customer,
    left_to_reindex,
    reindex_some,
    system,
    token_columns,
    use_index_key,
    viewing,
)
from upstander.confidentiality.generations import pseudonyms, tag
from upstander.intake.accounts import account_of, accounts_of
from upstander.intake.api import mailbox_page, take_out
from upstander.intake.models import Mailbox
from upstander.operations.commands.keys_reindex import take_steps
from upstander.operations.errors import OperatorError
from upstander.people.api import search_people
from upstander.performance.equality import groups_of, record_equality

pytestmark = pytest.mark.django_db
BY = system("tests")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture
def keyset(master_keys: None, tmp_path: Path, settings: object) -> Path:
    path = tmp_path / "master.json"
    shutil.copy(settings.UPSTANDER_MASTER_KEYSET, path)  # type: ignore[attr-defined]
    settings.UPSTANDER_MASTER_KEYSET = path  # type: ignore[attr-defined]
    return path


def stored() -> set[int]:
    """Every token in the database, as it stands there."""
    with viewing(BY), connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(index_tokens) FROM cases_case UNION SELECT unnest(index_tokens) FROM intake_report"
            " UNION SELECT unnest(index_tokens) FROM people_person UNION SELECT token FROM performance_equalityanswer"
        )
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def with_keys_of(path: Path, settings: object) -> Iterator[None]:
    now_in_use = settings.UPSTANDER_MASTER_KEYSET  # type: ignore[attr-defined]
    settings.UPSTANDER_MASTER_KEYSET = path  # type: ignore[attr-defined]
    yield
    settings.UPSTANDER_MASTER_KEYSET = now_in_use  # type: ignore[attr-defined]


def test_people_report_search_and_come_back_through_every_step(
    cast: Cast, keyset: Path, settings: object, now: datetime
) -> None:
    old = shutil.copy(keyset, keyset.with_name("old.json"))
    amina = search_people(cast.dev, "Amina Yusuf")[0].id
    code, words = a_code()
    case_id = opened(cast, now, return_code=words, owner=account_of(amina))
    joined = received(now, narrative="Umbrellas were broken on purpose")
    join(cast, joined, case_id, now)
    with viewing(BY):
        report_id = CaseReport.objects.get(reference=joined).id
    assert record_equality(report_id=report_id, answers={"sex": "female"}, by=PUBLIC, now=now)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert [each.id for each in find_cases(cast.ben, "umbrellas", now=now)] == [case_id]
        return len(made)

    def everything_is_found(since: list[str]) -> None:
        for text in ("Amina Yussuf", "umbrellas", "07700 900123"):
            assert case_id in {each.id for each in find_cases(cast.ben, text, now=now)}, text
        assert search_people(cast.dev, "Amina")[0].id == amina
        for each in since:
            with viewing(BY):
                assert Case.objects.filter(
                    index_tokens__overlap=blind_index.typed(blind_index.word_tokens(f"{each}word"))
                ).exists(), each
        assert mailbox_page(come_back(code, now), now, shown=True).told
        with viewing(customer(*accounts_of(amina))):
            assert Mailbox.objects.count() == 1
        with viewing(BY):
            assert groups_of([report_id]) == {report_id: ("sex:female",)}
        assert not record_equality(report_id=report_id, answers={"sex": "male"}, by=PUBLIC, now=now)

    before, since = queries(), list[str]()
    for step in ("add", "fill", "use", "clear"):
        take_steps(keyset, step, 2, 5)
        everything_is_found(since)
        received(now, narrative=f"{step}word once more")
        since.append(step)
        everything_is_found(since)
    assert left_to_reindex(BY) == 0 and queries() == before
    assert {each >> 60 & 15 for each in stored()} == {tag(1)}, "nothing of the old generation is left"
    names = blind_index.name_tokens("Amina Yusuf")
    assert names <= stored()
    with with_keys_of(Path(old), settings):
        guesses = blind_index.name_tokens("Amina Yusuf") | {blind_index.token("equality", str(report_id))}
        first = pseudonyms("account", amina.bytes)[0]
    assert not {each % 2**60 for each in guesses} & {each % 2**60 for each in stored()}
    with viewing(BY):
        assert Mailbox.objects.exclude(owner=None).get().owner not in (None, first)

    take_steps(keyset, None, 500, 5)  # once more, in one go
    everything_is_found(since)
    assert {each >> 60 & 15 for each in stored()} == {tag(2)}


def test_what_came_with_a_report_leaves_with_it_after_the_key_changed(
    cast: Cast, keyset: Path, now: datetime
) -> None:
    case_id = opened(cast, now)
    joined = received(now, narrative="Umbrellas were broken on purpose")
    join(cast, joined, case_id, now)
    take_steps(keyset, None, 500, 5)
    with viewing(BY):
        report_id = CaseReport.objects.get(reference=joined).id
    take_out(case_id=case_id, report_id=report_id, reason="Somebody else's", by=cast.carol, now=now)
    assert case_id not in {each.id for each in find_cases(cast.ben, "umbrellas", now=now)}
    assert [each.id for each in find_cases(cast.ben, "headscarf", now=now)] == [case_id]


def test_a_step_too_early_is_refused_and_stopping_half_way_does_no_harm(
    cast: Cast, keyset: Path, now: datetime
) -> None:
    case_id = opened(cast, now)
    take_steps(keyset, "add", 500, 5)
    assert not add_index_key(keyset), "one at a time"
    with pytest.raises(OperatorError, match="fill"):
        take_steps(keyset, "use", 500, 5)
    column = next(each for each in token_columns() if each.model is Case)
    reindex_some(column, after=None, by=BY, now=now, at_most=1)  # and there somebody pulled the plug
    assert [each.id for each in find_cases(cast.ben, "headscarf", now=now)] == [case_id]
    take_steps(keyset, "fill", 500, 5)
    take_steps(keyset, "use", 500, 5)
    with pytest.raises(OperatorError, match="clear"):
        take_steps(keyset, "add", 500, 5)
    take_steps(keyset, None, 500, 5)  # finishes what was begun, and begins nothing
    assert left_to_reindex(BY) == 0 and {each >> 60 & 15 for each in stored()} == {tag(1)}


def test_an_old_back_up_is_searched_again_after_clear(cast: Cast, keyset: Path, now: datetime) -> None:
    case_id = opened(cast, now)
    for _ in range(2):  # the key is rotated twice, and the tables come back as they were before
        shutil.copy(keyset, kept := keyset.with_name("kept.json"))
        add_index_key(kept)
        use_index_key(kept)
        shutil.copy(kept, keyset)
    assert find_cases(cast.ben, "headscarf", now=now) == []
    take_steps(keyset, "clear", 500, 5)
    assert [each.id for each in find_cases(cast.ben, "headscarf", now=now)] == [case_id]
