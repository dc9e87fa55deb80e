"""Search that an officer trusts: what they half remember finds the case, within their rights; and what they keep is theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from factories.cast import one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import (
    add_note,
    forget_search,
    run_saved,
    save_search,
    saved_searches,
    tell_of_news,
    tell_of_search,
)
from upstander.cases.links import home_token
from upstander.cases.models import Alert, Case, SavedSearch
from upstander.cases.old_notes import index_old_notes
from upstander.cases.queries import search
from upstander.cases.queries.api import (
    CaseFilter,
    case_page,
    filter_from,
    find_cases,
    known_cases,
    near_cases,
)
from upstander.confidentiality.api import Viewer, blind_index, exclude, system, viewing
from upstander.intake.api import PersonTold
from upstander.people.api import homes_at

pytestmark = pytest.mark.django_db
BY = system("alerts")


def found(viewer: Viewer, text: str, now: datetime, only: CaseFilter | None = None) -> set[object]:
    return {head.id for head in find_cases(viewer, text, now=now, only=only or CaseFilter())}


def test_a_case_is_found_by_sound_address_phone_and_the_words_of_a_note(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    add_note(case_id=case_id, text="The scaffolding next door lets him climb in", by=cast.ben, now=now)
    for text in ("Ameena Yusef", "12 Larkfield", "larkfield walk", "07700900123", "scaffolding", "headscarf"):
        assert found(cast.ben, text, now) == {case_id}, text
        assert found(cast.nia, text, now) == set(), text


def test_the_very_home_and_what_has_every_word_are_never_hidden_by_later_cases_of_like_words(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_CANDIDATES", 1)
    cast = one_of_each_role(now)
    later, pram = opened(cast, now), opened(cast, now - timedelta(days=2))
    with viewing(system("tests")):
        home = home_token(homes_at("12 Larkfield Walk")[0])
        told = {
            opened(cast, now - timedelta(days=1)): {home},
            later: blind_index.word_tokens("kicked, on the walk to larkfield")
            | blind_index.name_tokens("The Hays"),
            pram: blind_index.word_tokens("kicked her pram"),
        }
        for case_id, tokens in told.items():
            Case.objects.filter(pk=case_id).update(index_tokens=sorted(tokens))
    at_home = next(iter(told))
    for text, first in (("12 Larkfield Walk", at_home), ("kicked the pram", pram)):
        assert find_cases(cast.ben, text, now=now)[0].id == first, text


def test_a_note_never_makes_two_reports_look_alike(now: datetime) -> None:
    cast = one_of_each_role(now)
    words = "scaffolding trampoline conservatory"
    case_id = opened(cast, now)
    add_note(case_id=case_id, text=words, by=cast.ben, now=now)
    tokens = blind_index.word_tokens(words)
    assert known_cases(cast.dev, tokens=tokens, people=set(), homes=set()) == []
    assert found(cast.ben, words, now) == {case_id}


def test_a_slip_in_a_reference_is_offered_to_whoever_may_see_the_case_alone(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    right = case_page(cast.ben, case_id, now=now).head.reference
    digit = right[6]
    wrong = f"{right[:6]}{(int(digit) + 1) % 10}{right[7:]}"
    assert found(cast.ben, wrong, now) == set()
    assert {head.id for head in near_cases(cast.ben, wrong, now=now)} == {case_id}
    assert near_cases(cast.nia, wrong, now=now) == []
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["ben"].id: "party"}, now=now)
    assert near_cases(cast.ben, wrong, now=now) == []


def test_a_note_of_before_its_words_were_indexed_is_found_once_the_job_has_been_there_and_only_then(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id, other = opened(cast, now), opened(cast, now)
    add_note(case_id=case_id, text="The lodger keeps falcons", by=cast.ben, now=now)
    with viewing(system("tests")):
        case = Case.objects.get(pk=case_id)
        Case.objects.filter(pk=case_id).update(
            index_tokens=[
                each
                for each in case.index_tokens
                if each not in blind_index.note_tokens("The lodger keeps falcons")
            ],
            notes_indexed=None,
        )
    assert found(cast.ben, "falcons", now) == set()
    assert index_old_notes(by=system("old notes"), now=now) == 1
    assert found(cast.ben, "falcons", now) == {case_id} and other
    assert index_old_notes(by=system("old notes"), now=now) == 0
    with viewing(system("tests")):
        assert Case.objects.get(pk=case_id).version == case.version


def test_filters_narrow_and_an_unknown_code_is_none(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    other = opened(cast, now, officer="bella")
    assert found(cast.ben, "", now, CaseFilter(danger="yes")) == {case_id}
    assert found(cast.ben, "Amina", now, CaseFilter(whose="mine")) == {case_id}
    assert found(cast.ben, "", now, CaseFilter(state="open", risk="none")) == {case_id, other}
    late = now + timedelta(days=9)
    assert found(cast.ben, "", late, CaseFilter(late="yes")) == {case_id, other}
    assert found(cast.ben, "", late, CaseFilter(since="7")) == set()
    assert filter_from({"state": "'; drop", "whose": "mine"}) == CaseFilter(whose="mine")
    assert filter_from({"whose": "Ben Okoro"}) == CaseFilter(), "an id or a code, never a name"
    assert found(cast.ben, "", now, CaseFilter(strand="religion")) == {case_id, other}
    assert found(cast.ben, "", now, CaseFilter(strand="age")) == set()
    bens = CaseFilter(team="community-safety", whose=str(cast.staff["ben"].id))
    assert found(cast.ben, "", now, bens) == {case_id}
    assert found(cast.ben, "", now, CaseFilter(area="Nowhere")) == set(), (
        "no such place is no reason to show all"
    )


def test_a_saved_search_shows_what_is_new_to_its_owner_alone(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    kept = save_search(
        name="Amina again", text="Amina", only=CaseFilter(), digest=False, by=cast.ben, now=now
    )
    assert run_saved(cast.carol, kept, now=now) is None and saved_searches(cast.carol) == []
    with viewing(cast.administrator):
        assert not SavedSearch.objects.exists()
    second = opened(cast, now)
    assert (run_saved(cast.ben, kept, now=now) or (0, 0, 0))[2] == {second}
    assert (run_saved(cast.ben, kept, now=now) or (0, 0, 0))[2] == set()
    for who, told in ((cast.ben, True), (cast.carol, False)):
        tell_of_search(search_id=kept, digest=told, by=who, now=now)
        assert [line.digest for line in saved_searches(cast.ben)] == [True], "its owner's choice alone"
    forget_search(search_id=kept, by=cast.carol, now=now)
    assert [line.name for line in saved_searches(cast.ben)] == ["Amina again"]
    forget_search(search_id=kept, by=cast.ben, now=now)
    assert saved_searches(cast.ben) == []


@override_settings(UPSTANDER_SENDS_EMAIL=True)
def test_word_of_news_comes_once_in_the_morning_and_its_number_does_not_move_for_a_sealed_case(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    morning = datetime(2026, 11, 24, 8, 3, tzinfo=UTC)
    for who in (cast.ben, cast.esther):
        save_search(name="Zora", text="Zora Blake", only=CaseFilter(), digest=True, by=who, now=now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    assert found(cast.esther, "Zora Blake", now) and not found(cast.ben, "Zora Blake", now)
    assert tell_of_news(by=BY, now=morning) == 0
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="customer"))
    assert tell_of_news(by=BY, now=morning.replace(hour=9)) == 0
    assert tell_of_news(by=BY, now=datetime(2026, 12, 25, 8, 3, tzinfo=UTC)) == 0, "no working day"
    assert tell_of_news(by=BY, now=morning) == 1
    tell_of_news(by=BY, now=morning + timedelta(days=1))
    with viewing(system("tests")):
        [told] = Alert.objects.all()
    assert (told.staff_id, told.group, told.count) == (cast.staff["ben"].id, "search", 1)
