"""Cases that were closed long ago, many and quickly: what a landlord's database is mostly made of.

Every name, number and narrative is sealed under a key of its case and found by its blind tokens, by the program's own code; rows are
copied in by the server's superuser. What a real case has besides is left out: its audit, visits, plans, messages, files, and findings.
Duties are those of one real report, all met.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.apps import apps
from django.db import connection, models
from psycopg import sql

from upstander.confidentiality.api import blind_index, system, vault, viewing
from upstander.lib.references import make_reference
from upstander.messages.api import By, SafeContactCard
from upstander.operations.bench.senders import some_words
from upstander.operations.demo.names import all_names

_BATCH = 500
_FIRST = 10_000_000  # numbers from here on are not given to anybody else


def load_closed(
    admin: psycopg.Connection[Any], count: int, pattern: UUID, now: datetime, *, after: int
) -> None:
    """Load so many, `after` of which are there. `pattern`: the case of a real report, whose duties they take."""
    names = random.Random(after)  # noqa: S311
    lists = all_names()
    first = [name for each in lists for name in (*each.women, *each.men)]
    family = [name for each in lists for name in each.family]
    admin.execute("SET synchronous_commit = off")
    for begun in range(after, after + count, _BATCH):
        with viewing(system("demo")):  # for the keys alone
            rows = [
                row
                for number in range(begun, min(begun + _BATCH, after + count))
                for row in _case(_FIRST + number, f"{names.choice(first)} {names.choice(family)}", now)
            ]
        with admin.transaction():
            for model in dict.fromkeys(type(row) for row in rows):
                _copy(admin, model, [row for row in rows if type(row) is model])
            _duties(admin, pattern, [row.pk for row in rows if row._meta.label == "cases.Case"])
    admin.execute("ANALYZE")


def _case(number: int, name: str, now: datetime) -> Iterator[models.Model]:
    model = apps.get_model
    at = now - timedelta(days=random.randrange(60, 2_000), minutes=random.randrange(1_440))  # noqa: S311
    phone, words = f"+4477{random.randrange(10**8):08d}", some_words()  # noqa: S311
    tokens = blind_index.tokens(
        [blind_index.name_tokens(name), blind_index.phone_tokens(phone), blind_index.word_tokens(words)]
    )
    case: Any = model("cases", "Case")(
        id=uuid4(), number=number, reference=make_reference("C", number), state="closed", edition="ovh-2021",
        received_at=at, opened_at=at, closed_at=at + timedelta(days=40), index_tokens=tokens,
    )  # fmt: skip
    yield vault.new_key(case.id, "case")
    yield case
    of_case = {"case_id": case.id, "id": uuid4()}
    report: Any = model("intake", "Report")(
        **of_case, number=number, reference=make_reference("R", number), channel="web", reporter="survivor",
        received_at=at, recorded_at=at, submit_key=uuid4().bytes, index_tokens=tokens, triaged_at=at,
        triaged_by_id=uuid4(),
    )  # fmt: skip
    vault.seal(report, narrative=words, answers=json.dumps({"shown": [], "survivor": {"name": name}}))
    yield model("cases", "CaseReport")(
        **of_case, reference=report.reference, received_at=at, channel="web", reporter="survivor",
        reporter_contactable=True, triaged_at=at,
    )  # fmt: skip
    yield report
    party: Any = model("cases", "Party")(
        id=uuid4(), case_id=case.id, role="survivor", affiliation="customer", identified=True, added_at=at
    )
    vault.seal(party, name=name)
    yield party
    card: Any = model("messages", "SafeContact")(
        id=uuid4(), case_id=case.id, person_on_case_id=party.id, recorded_at=at
    )
    vault.seal(card, content=json.dumps(asdict(SafeContactCard(ways=(By.PHONE,), phone=phone))))
    yield card
    for kind in ("report_received", "opened", "closed"):
        yield model("cases", "TimelineEntry")(
            id=uuid4(), case_id=case.id, kind=kind, at=at, recorded_at=at, codes={"channel": "web"}
        )


def _copy(admin: psycopg.Connection[Any], model: type[models.Model], rows: list[Any]) -> None:
    fields = model._meta.concrete_fields
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    table = sql.Identifier(model._meta.db_table)
    with admin.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as out:
        for row in rows:
            out.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])


def _duties(admin: psycopg.Connection[Any], pattern: UUID, cases: list[Any]) -> None:
    admin.execute(
        """INSERT INTO cases_duty (id, case_id, slug, report_id, label, kind, clause, source, edition, triggered_at, due_at,
             why, detail, state, opened_at, met_at, withdrawn_because)
           SELECT gen_random_uuid(), c.id, d.slug, NULL, d.label, d.kind, d.clause, d.source, d.edition, c.received_at,
             c.received_at + (d.due_at - d.triggered_at), d.why, d.detail, 'met', c.received_at, c.received_at, ''
           FROM cases_case c CROSS JOIN cases_duty d WHERE c.id = ANY (%s) AND d.case_id = %s""",
        [cases, pattern],
    )
