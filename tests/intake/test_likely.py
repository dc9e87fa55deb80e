"""The likeliest open cases are chosen by the database: the same as if each had been scored."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.links import home_token, person_token
from upstander.cases.models import Case
from upstander.cases.queries.api import KnownCase
from upstander.confidentiality.api import exclude, system, viewing
from upstander.intake.matching import _scored, case_matches

pytestmark = pytest.mark.django_db
COPY = """INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
  'number', 90000 + %(k)s::int, 'reference', 'C-' || 90000 + %(k)s::int, 'state', %(state)s::text,
  'sealed', %(sealed)s::boolean, 'index_tokens', %(tokens)s::bigint[]))).*
  FROM cases_case c WHERE id = %(case)s"""


def test_of_many_open_cases_the_five_likeliest_are_named_and_never_one_that_is_sealed_or_kept_from_the_reader(
    now: datetime,
) -> None:
    cast, chance = one_of_each_role(now), random.Random(20261128)  # noqa: S311: the same each time
    case_id = opened(cast, now - timedelta(days=3))
    names, words = list(range(1, 9)), list(range(100, 160))
    people, homes = [uuid4() for _ in range(4)], [uuid4() for _ in range(4)]
    found: dict[UUID, frozenset[int]] = {}
    with viewing(system("tests")), connection.cursor() as cursor:
        for number in range(150):
            tokens = set(chance.sample(words, chance.randrange(30)))
            tokens |= set(chance.sample(names, chance.choice((0, 0, 0, 1))))
            tokens |= {person_token(each) for each in chance.sample(people, chance.choice((0, 0, 0, 0, 1)))}
            tokens |= {home_token(each) for each in chance.sample(homes, chance.choice((0, 0, 0, 0, 1)))}
            given: dict[str, Any] = {"k": number, "case": case_id, "tokens": sorted(tokens)}
            cursor.execute(
                COPY, {**given, "state": "open" if number % 9 else "received", "sealed": number % 7 == 0}
            )
        rows = list(Case.objects.filter(number__gte=90000, state="open", sealed=False))
        for row in rows[:10]:
            exclude(row.id, {cast.staff["dev"].id: "party"}, now=now)
        found = {row.id: frozenset(row.index_tokens) for row in rows[10:]}
        references = {row.id: row.reference for row in rows}
    for _ in range(12):
        told = set(chance.sample(words, 35)) | set(chance.sample(names, 2))
        who, where = set(chance.sample(people, 1)), set(chance.sample(homes, 1))
        named = set(chance.sample(names, 3))
        scored = [
            _scored(
                KnownCase(
                    id=each,
                    reference=references[each],
                    officer="",
                    opened_at=now,
                    reports=1,
                    tokens=tokens & told,
                    people=frozenset(one for one in who if person_token(one) in tokens),
                    homes=frozenset(one for one in where if home_token(one) in tokens),
                ),
                named,
            )
            for each, tokens in found.items()
        ]
        best = sorted((-each.score, each.reference) for each in scored if each.score >= 3)[:5]
        likely = case_matches(cast.dev, tokens=told, names=named, people=who, homes=where)
        assert [(-each.score, each.reference) for each in likely] == best
        assert len(best) == 5
