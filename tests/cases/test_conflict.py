"""Staff who are, or live with, a party never meet the case (clause 3.5.1)."""

from __future__ import annotations

from datetime import datetime

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import board, case_page, find_cases, listed_cases, officers_for
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Staff
from upstander.people.models import Person

pytestmark = pytest.mark.django_db


def make_ben_amina(cast: Cast) -> None:
    """Ben is Amina: his own entry in the directory is hers."""
    with viewing(system("tests")):
        person = Person.objects.get(external_ref="P-1")
        Staff.objects.filter(pk=cast.staff["ben"].pk).update(person_id=person.pk)


def test_the_case_is_not_there_for_them_on_any_surface(now: datetime) -> None:
    cast = one_of_each_role(now)
    make_ben_amina(cast)
    case_id = opened(cast, now, officer="bella")
    assert case_page(cast.bella, case_id, now=now).head.survivor == "Amina Yusuf"
    with pytest.raises(NoSuchCase):
        case_page(cast.ben, case_id, now=now)
    assert find_cases(cast.ben, "Amina Yusuf", now=now) == []
    assert listed_cases(cast.ben, now=now)[0] == []
    assert cast.staff["ben"].id not in {card.id for card in officers_for(cast.carol, case_id)}


def test_a_manager_in_conflict_counts_nothing_of_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    with viewing(system("tests")):
        person = Person.objects.get(external_ref="P-1")
        Staff.objects.filter(pk=cast.staff["carol"].pk).update(person_id=person.pk)
    opened(cast, now, officer="bella")
    seen = board(cast.carol, now=now)
    assert (seen.loads, seen.overdue, seen.coming) == ((), (), ())
    assert board(cast.senior, now=now).loads != ()
