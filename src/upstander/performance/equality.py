"""Voluntary equality questions: stored apart from every case, put together with it for sums alone (clause 1.7)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from upstander.confidentiality.api import (
    Erased,
    Permission,
    Viewer,
    acting,
    blind_index,
    destroy_keys,
    elevated,
    vault,
)
from upstander.intake.api import reports_of_case
from upstander.lib.decision import refuse
from upstander.performance.models import EqualityAnswer
from upstander.performance.months import month_of
from upstander.policy.api import add_months

_KEYRINGS = UUID("5b1c6a54-52a5-4c0e-9a35-3a4f2f0f0f57")  # the name space of the months' keys
PREFER_NOT = "prefer_not"
KEPT_MONTHS = 26


@cache
def questions() -> tuple[dict[str, Any], ...]:
    """The questions with their options, in order. Any: a question has id, text, and options by code."""
    return tuple(yaml.safe_load(Path(__file__).with_name("equality.yaml").read_text()))


def record_equality(*, report_id: UUID, answers: Mapping[str, str], by: Viewer, now: datetime) -> bool:
    """Keep what somebody chose to say about themselves after a report, once. False when they have answered before.

    The audit says that somebody answered, and not which report it was. Raises Refused for an answer that is no option.
    """
    known = {each["id"]: {*each["options"], PREFER_NOT} for each in questions()}
    told = {question: code for question, code in answers.items() if code}
    if any(code not in known.get(question, ()) for question, code in told.items()):
        refuse("Choose from the answers on the page, or leave a question out.").enforce()
    if not told:
        return True
    month = month_of(now)
    with acting(by, now, "equality.answer"), elevated("equality answers"):
        tokens = _tokens(report_id)
        if EqualityAnswer.objects.filter(token__in=tokens).exists():
            return False
        row = EqualityAnswer(month=month, keyring=uuid5(_KEYRINGS, month.isoformat()), token=tokens[0])
        if not vault.has_key(row.keyring):
            vault.create_key(row.keyring, "equality")
        vault.seal(row, answers=json.dumps(told))
        row.save(force_insert=True)
        return True


def forget_old_answers(*, by: Viewer, now: datetime) -> int:
    """Delete answers of more than 26 months ago and destroy the keys of their months. Answers with how many went."""
    with acting(by, now, "equality.forget") as act:
        old = EqualityAnswer.objects.filter(month__lt=add_months(month_of(now), -KEPT_MONTHS))
        keyrings = set(old.values_list("keyring", flat=True))
        count = old._raw_delete(old.db)
        destroy_keys(keyrings, Erased(), now=now)
        act.detail["answers"] = count
        return int(count)


def groups_of(reports: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """By report, the groups that somebody said they belong to ("sex:female"). For the counting job, which sees as the system."""
    tokens = {token: each for each in reports for token in _tokens(each)}
    rows = EqualityAnswer.objects.filter(token__in=list(tokens))
    found = {}
    for row in rows:
        told = json.loads(vault.unseal(row, "answers"))
        found[tokens[row.token]] = tuple(f"{q}:{code}" for q, code in told.items() if code != PREFER_NOT)
    return found


def answers_of_requester(
    *, report_id: UUID, case_id: UUID, by: Viewer, now: datetime
) -> tuple[tuple[str, str], ...]:
    """What was said after one report, question and answer in words, for whoever puts together the data that its reporter asked for. It
    is theirs, and law gives it to them; the look is audited. Nothing for a report that the viewer does not see. Raises Refused."""
    by.check(Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED).enforce()
    with acting(by, now, "equality.given", case_id=case_id):
        if not reports_of_case(by, case_id, [report_id]):
            return ()
        with elevated("equality answers"):
            row = EqualityAnswer.objects.filter(token__in=_tokens(report_id)).first()
            told = json.loads(vault.unseal(row, "answers")) if row else {}
    words = {each["id"]: each for each in questions()}
    return tuple(
        (words[question]["short"], words[question]["options"].get(code, "Prefer not to say"))
        for question, code in told.items()
    )


def _tokens(report_id: UUID) -> tuple[int, ...]:
    return blind_index.every_spelling("equality", str(report_id))
