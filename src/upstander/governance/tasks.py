"""What is due on the register, from what stands there: nobody has to remember it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from upstander.confidentiality.api import Permission, Viewer
from upstander.governance.awareness.queries import Summary, summaries
from upstander.governance.keeping.queries import RegisterPage, register_page
from upstander.governance.keeping.rules import ACTION_WARNING, REVIEW_WARNING, Task, in_order
from upstander.lib.days import london_day

_ASKED = {"staff": "staff", "tenants": "tenants"}  # clause 6.1 names both


def register_tasks(viewer: Viewer, *, now: datetime) -> list[Task]:
    """What is due on the edition in force, the most pressing first. Nothing for those who do not keep the register."""
    if not viewer.may(Permission.POLICY_KEEP):
        return []
    page = register_page(viewer, now=now)
    return tasks_of(page, summaries(viewer, page.edition.id), today=london_day(now)) if page else []


def tasks_of(page: RegisterPage, told: list[Summary], *, today: date) -> list[Task]:
    """The same from a page of the register. Pure."""
    return in_order([*_review(page, today), *_asked(page, today), *_impact(page, today), *_rest(page, told)])


def _review(page: RegisterPage, today: date) -> Iterator[Task]:
    due = page.review.due
    if page.review.overdue or due - today <= REVIEW_WARNING:
        yield Task(f"review:{due}", "Review the policy", due, page.review.overdue, "review")
    for call in page.calls:
        if not call.outcome:
            late = call.due_on < today
            yield Task(
                f"call:{call.id}",
                f"Decide on a call for a review: {call.kind.lower()}",
                call.due_on,
                late,
                "calls",
            )
        elif call.agreement.waits:
            words = "A decision on a call for a review waits for somebody else to agree"
            yield Task(f"call-agree:{call.id}", words, call.due_on, call.due_on < today, "calls")
    if not page.approved:
        words = (
            "An approval waits for somebody else to agree"
            if any(not each.agreed_at for each in page.approvals)
            else "Put down who approved this edition, as it is written today"
        )
        yield Task("approval", words, None, False, "approvals")


def _asked(page: RegisterPage, today: date) -> Iterator[Task]:
    for each in page.consultations:
        if each.responses is None and each.closes_on < today:
            words = f"Put down what came of asking {each.whom.lower()}"
            yield Task(f"consultation:{each.id}", words, each.closes_on, True, "consultation")
        elif each.agreement.waits:
            words = f"What came of asking {each.whom.lower()} waits for somebody else to agree"
            yield Task(f"consultation-agree:{each.id}", words, None, False, "consultation")
    asked = {each.code for each in page.consultations}
    for code, name in _ASKED.items():
        if code not in asked:
            yield Task(
                f"ask:{code}",
                f"Put down how {name} were asked about this edition",
                None,
                False,
                "consultation",
            )


def _impact(page: RegisterPage, today: date) -> Iterator[Task]:
    if not page.assessments:
        yield Task("impact", "Put down the equality impact assessment of this edition", None, False, "impact")
    for assessment in page.assessments:
        if assessment.agreement.waits:
            words = "An equality impact assessment waits for somebody else to agree"
            yield Task(f"impact-agree:{assessment.id}", words, None, False, "impact")
        for each in assessment.actions:
            if each.done_on is None and each.due_on - today <= ACTION_WARNING:
                late = each.due_on < today
                words = f"An action from the equality impact assessment, with {each.owner}"
                yield Task(f"action:{each.id}", words, each.due_on, late, "impact")


def _rest(page: RegisterPage, told: list[Summary]) -> Iterator[Task]:
    for post in page.posts:
        if not post.holder:
            yield Task(f"post:{post.post}", f"Say who holds the post: {post.title}", None, False, "posts")
    for each in told:
        if each.waiting:
            yield Task(
                f"agree:{each.language}",
                f"The summary in {each.name} waits for somebody else to agree",
                None,
                False,
                "summary",
            )
        elif not each.public:
            yield Task(
                f"summary:{each.language}",
                f"Publish the summary for tenants in {each.name}",
                None,
                False,
                "summary",
            )
