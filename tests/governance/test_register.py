"""The policy is kept alive on record: approved by two, asked about, assessed, reviewed in time, shown in short (clauses 6 to 10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import PUBLIC, Viewer, system, viewing
from upstander.governance.api import (
    agree_approval,
    agree_entry,
    agree_text,
    call_for_review,
    end_consultation,
    finish_impact_action,
    my_impact_actions,
    open_consultation,
    public_summary,
    put_approval,
    put_assessment,
    put_holder,
    put_impact_action,
    register_page,
    register_tasks,
    send_back_entry,
    settle_call,
    withdraw_text,
    write_text,
)
from upstander.lib.decision import Refused

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
EDITION = settings.LANDLORD["policy_edition"]


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(NOW)


def who(viewer: Viewer) -> UUID:
    assert viewer.staff_id is not None
    return viewer.staff_id


def approved(cast: Cast, on: date = date(2021, 11, 16)) -> UUID:
    row = put_approval(
        edition=EDITION, body="Executive Management Team", on=on, minutes="Item 7", by=cast.policy, now=NOW
    )
    agree_approval(row, by=cast.executive, now=NOW)
    return row


def due(cast: Cast) -> set[str]:
    return {task.id.split(":")[0] for task in register_tasks(cast.policy, now=NOW)}


def test_an_approval_counts_once_somebody_else_agreed(cast: Cast) -> None:
    row = put_approval(edition=EDITION, body="EMT", on=NOW.date(), minutes="Item 7", by=cast.policy, now=NOW)
    with pytest.raises(Refused, match="Somebody else"):
        agree_approval(row, by=cast.policy, now=NOW)
    with pytest.raises(Refused):
        agree_approval(row, by=cast.ben, now=NOW)
    assert "approval" in due(cast)
    agree_approval(row, by=cast.executive, now=NOW)
    assert "approval" not in due(cast)


def test_an_overdue_review_is_due_until_the_policy_is_approved_again(cast: Cast) -> None:
    approved(cast)
    late = next(task for task in register_tasks(cast.policy, now=NOW) if task.id.startswith("review:"))
    assert late.overdue and late.due == date(2023, 11, 16)
    approved(cast, on=date(2026, 11, 20))
    page = register_page(cast.policy, now=NOW)
    assert page is not None and page.review.due == date(2028, 11, 20) and not page.review.overdue
    assert "review" not in due(cast)


def test_what_came_of_a_consultation_is_asked_for_and_then_stays(cast: Cast) -> None:
    row = open_consultation(
        edition=EDITION, whom="tenants", asked="The review group", opened_on=date(2026, 10, 1),
        closes_on=date(2026, 10, 15), invited=12, by=cast.policy, now=NOW,
    )  # fmt: skip
    late = [task for task in register_tasks(cast.policy, now=NOW) if task.id == f"consultation:{row}"]
    assert late and late[0].overdue
    ended(cast, row)
    page = register_page(cast.ben, now=NOW)
    assert page is not None and page.consultations[0].changed == "Section 3 is plainer"
    with pytest.raises(Refused):
        ended(cast, row)


def ended(cast: Cast, row: UUID) -> None:
    end_consultation(
        row, responses=9, summary="Plainer words", changed="Section 3 is plainer", by=cast.policy, now=NOW
    )


@pytest.mark.parametrize("kind", ["consultation", "call", "assessment"])
def test_what_one_put_down_counts_once_somebody_else_agreed_and_may_be_sent_back(
    cast: Cast, kind: str
) -> None:
    row = _put_down(cast, kind)
    assert _waiting(cast)
    for by, says in ((cast.policy, "Somebody else has to agree"), (cast.ben, None)):
        for act in (agree_entry, send_back_entry):
            with pytest.raises(Refused, match=says):
                act(kind, row, by=by, now=NOW)
    send_back_entry(kind, row, by=cast.executive, now=NOW)
    assert not _waiting(cast)
    with pytest.raises(Refused, match="Nothing of it waits"):
        agree_entry(kind, row, by=cast.executive, now=NOW)
    row = _put_down(cast, kind, row if kind != "assessment" else None)
    agree_entry(kind, row, by=cast.executive, now=NOW)
    assert not _waiting(cast)
    with pytest.raises(Refused, match="Nothing of it waits"):
        send_back_entry(kind, row, by=cast.executive, now=NOW)
    page = register_page(cast.ben if kind != "call" else cast.policy, now=NOW)
    assert page is not None
    shown: dict[str, tuple[Any, ...]] = {  # Any: cards of three kinds
        "consultation": page.consultations,
        "call": page.calls,
        "assessment": page.assessments,
    }
    assert [each.agreement.by for each in shown[kind]] == [cast.staff["executive"].name]


def _waiting(cast: Cast) -> list[str]:
    return [task.id for task in register_tasks(cast.policy, now=NOW) if "-agree:" in task.id]


def _put_down(cast: Cast, kind: str, again: UUID | None = None) -> UUID:
    by, day = cast.policy, date(2026, 10, 1)
    if kind == "assessment":
        return put_assessment(
            edition=EDITION, full=True, on=day, assessor="Policy manager", result="Train", by=by, now=NOW
        )
    if kind == "call":
        row = again or call_for_review(
            edition=EDITION, kind="law", on=day, what="A new Act", due_on=NOW.date(), by=cast.nia, now=NOW
        )
        settle_call(row, outcome="none", reason="It changes nothing of ours", by=by, now=NOW)
        return row
    row = again or open_consultation(
        edition=EDITION, whom="staff", asked="All", opened_on=day, closes_on=day, invited=9, by=by, now=NOW
    )
    ended(cast, row)
    return row


def test_anybody_calls_for_a_review_and_only_keepers_read_it(cast: Cast) -> None:
    call_for_review(
        edition=EDITION, kind="case", on=NOW.date(), what="A serious case", due_on=NOW.date() + timedelta(90),
        by=cast.nia, now=NOW,
    )  # fmt: skip
    assert [_calls(each) for each in (cast.nia, cast.policy, cast.ben)] == [1, 1, 0]


def _calls(viewer: Viewer) -> int:
    page = register_page(viewer, now=NOW)
    assert page is not None
    return len(page.calls)


def test_whoever_has_an_action_finishes_it_and_nobody_else_does(cast: Cast) -> None:
    assessment = put_assessment(
        edition=EDITION, full=True, on=date(2026, 9, 1), assessor="Policy manager", result="Training is needed",
        by=cast.policy, now=NOW,
    )  # fmt: skip
    row = put_impact_action(
        assessment, what="Train", owner=who(cast.carol), due_on=date(2026, 11, 1), by=cast.policy, now=NOW
    )
    assert [each.id for each in my_impact_actions(cast.carol)] == [row]
    assert any(task.overdue for task in register_tasks(cast.policy, now=NOW) if task.id == f"action:{row}")
    with pytest.raises(Refused):
        finish_impact_action(row, done_on=NOW.date(), outcome="Done", by=cast.ben, now=NOW)
    finish_impact_action(row, done_on=NOW.date(), outcome="All trained", by=cast.carol, now=NOW)
    assert not my_impact_actions(cast.carol)


def test_a_post_whose_holder_has_left_is_vacant(cast: Cast) -> None:
    put_holder(post="owner", staff=who(cast.policy), since=NOW.date(), by=cast.policy, now=NOW)
    assert _holder(cast) == "Pavel Reed"
    with viewing(system("tests")):
        apps.get_model("confidentiality", "Staff").objects.filter(pk=who(cast.policy)).update(is_active=False)
    assert _holder(cast) == ""


def _holder(cast: Cast) -> str:
    page = register_page(cast.executive, now=NOW)
    assert page is not None
    return next(post.holder for post in page.posts if post.post == "owner")


def test_only_an_approved_edition_is_shown_in_short_and_only_in_words_two_agreed_to(cast: Cast) -> None:
    text = write_text(
        language="en-gb", title="Our policy", text="We act.", edition=EDITION, by=cast.policy, now=NOW
    )
    with pytest.raises(Refused, match="approved edition"):
        agree_text(text, by=cast.executive, now=NOW)
    approved(cast)
    with pytest.raises(Refused, match="Somebody else"):
        agree_text(text, by=cast.policy, now=NOW)
    assert public_summary("pl", now=NOW) is None
    agree_text(text, by=cast.executive, now=NOW)
    shown = public_summary("pl", now=NOW)
    assert shown is not None and (shown.language, shown.title) == ("en-gb", "Our policy")
    withdraw_text(text, by=cast.executive, now=NOW)
    assert public_summary("pl", now=NOW) is None


def test_what_waits_or_was_withdrawn_is_hidden_from_the_public_by_the_database(cast: Cast) -> None:
    approved(cast)
    text = write_text(language="en-gb", title="T", text="W", edition=EDITION, by=cast.policy, now=NOW)
    put_approval(edition=EDITION, body="Board", on=NOW.date(), minutes="1", by=cast.policy, now=NOW)
    assert (_public("PublicText"), _public("Approval"), _public("Consultation")) == (0, 1, 0)
    agree_text(text, by=cast.executive, now=NOW)
    assert _public("PublicText") == 1
    assert (
        sum(_public(name) for name in ("ReviewCall", "ImpactAssessment", "ImpactAction", "PostHolder")) == 0
    )


def _public(model: str) -> int:
    with viewing(PUBLIC):
        return int(apps.get_model("governance", model).objects.count())
