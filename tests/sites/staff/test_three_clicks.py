"""Three clicks from the case: every duty of every edition leads from the case page to its form, counted on the pages themselves."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import SignIn
from upstander.cases.api import Answer, answer_duty
from upstander.cases.editions import shelf
from upstander.cases.models import Case, Duty
from upstander.confidentiality.api import system, viewing
from upstander.lib.decision import Refused
from upstander.policy.api import Edition

pytestmark = pytest.mark.django_db
EDITIONS = [volume.edition for volume in shelf().volumes]
AT_MOST = 3


def owing_everything(case_id: UUID, policy: Edition, now: datetime) -> None:
    """Every duty of the edition stands open on the case."""
    with viewing(system("tests")):
        mine = Duty.objects.filter(case_id=case_id, state="open")
        mine.exclude(edition=policy.id).update(
            state="withdrawn", withdrawn_at=now, withdrawn_because="Another edition"
        )
        there = set(mine.values_list("slug", flat=True))
        Case.objects.filter(pk=case_id).update(edition=policy.id)
        Duty.objects.bulk_create(
            Duty(
                id=uuid4(),
                case_id=case_id,
                slug=rule.id,
                label=rule.label,
                kind=rule.rows[0].kind.value,
                clause=rule.rows[0].clause,
                source=rule.rows[0].source.value,
                edition=policy.id,
                triggered_at=now,
                due_at=now + timedelta(hours=1),
                why="Because",
                detail="",
                opened_at=now,
            )
            for rule in policy.duties
            if rule.id not in there
        )


def cards(page: str) -> dict[str, list[str]]:
    """Where each duty on the page leads, by its name."""
    found: dict[str, list[str]] = {}
    for card in re.findall(r"<article.*?</article>", page, flags=re.DOTALL):
        name = re.search(r'class="up-duty__name">(.*?)[<:]', card)
        actions = card.partition('class="up-duty__actions"')[2]
        if name:
            found[html.unescape(name[1])] = [
                html.unescape(each) for each in re.findall(r'href="([^"]+)"', actions)
            ]
    return found


def clicks(client: Client, address: str, onward: str, most: int = AT_MOST - 1) -> tuple[int, str]:
    """How often one clicks, this address included, until a form is there, and its page; follows links that look like `onward`."""
    page = client.get(address, follow=True)
    assert page.status_code == 200, f"{address}: {page.status_code}"
    text = page.content.decode()
    if 'id="form"' in text:
        return 1, text
    links = dict.fromkeys(re.findall(rf'href="({onward}[^"#]*)"', text))
    assert links and most > 1, f"{address} leads to no form in time"
    count, form = min(clicks(client, each, onward, most - 1) for each in list(links)[:2])
    return 1 + count, text + form


@pytest.mark.parametrize("policy", EDITIONS, ids=[each.id for each in EDITIONS])
def test_every_duty_is_three_clicks_from_the_case_at_most(
    cast: Cast, now: datetime, sign_in: SignIn, policy: Edition
) -> None:
    case_id = opened(cast, now)
    received(now)  # the queue, where a new report is sorted, is not empty
    owing_everything(case_id, policy, now)
    case = f"/staff/cases/{case_id}/"
    client, dev = sign_in("ben"), sign_in("dev")
    found = cards(client.get(case).content.decode())
    queued, measures = r"/staff/queue/[0-9a-f-]{36}/", f"{case}measures/"
    counted: dict[str, int] = {}
    survivors_view = [rule for rule in policy.duties if found[rule.label][-1].endswith("/survey/")]
    for rule in [rule for rule in policy.duties if rule not in survivors_view] + survivors_view:
        if rule in survivors_view:
            with viewing(system("tests")):
                Case.objects.filter(pk=case_id).update(state="closed", closed_at=now)
        address = found[rule.label][-1]
        sorts = address.startswith("/staff/queue/")
        count, seen = clicks(dev, address, queued) if sorts else clicks(client, address, measures)
        assert sorts or f"{case}duty/{rule.id}/" in seen, f"{rule.label}: no way to say why not"
        counted[rule.label] = count + 1  # with the press that saves
    assert len(counted) == len(policy.duties)
    assert max(counted.values()) <= AT_MOST, counted


@pytest.mark.parametrize("policy", EDITIONS, ids=[each.id for each in EDITIONS])
def test_every_duty_can_be_recorded_as_not_possible_or_not_fitting_with_a_reason(
    cast: Cast, now: datetime, policy: Edition
) -> None:
    case_id = opened(cast, now)
    owing_everything(case_id, policy, now)
    for rule in policy.duties:
        with viewing(system("tests")):
            mine = Duty.objects.filter(case_id=case_id, slug=rule.id)
            mine.update(state="open", withdrawn_at=None, withdrawn_because="", met_at=None)
            kind = mine.values_list("kind", flat=True)[0]
        outcome = "could_not" if kind == "must" else "not_appropriate"
        with pytest.raises(Refused, match="Write down why"):
            answer_duty(case_id=case_id, answer=Answer(rule.id, outcome), at=now, by=cast.ben, now=now)
        answer = Answer(rule.id, outcome, "They are abroad")
        answer_duty(case_id=case_id, answer=answer, at=now, by=cast.ben, now=now)
