"""Reading the register: one edition with all that keeps it alive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model

from upstander.cases.api import current_edition, shelf
from upstander.confidentiality.api import Permission, Viewer, active_staff, fetch, staff_cards, vault, viewing
from upstander.governance.keeping.actions import OUTCOMES
from upstander.governance.keeping.second import Entry, writer_of
from upstander.governance.keeping.texts import digest_of
from upstander.governance.models import (
    Approval,
    Consultation,
    ImpactAction,
    ImpactAssessment,
    PostHolder,
    ReviewCall,
)
from upstander.lib.days import london_day
from upstander.policy.api import Edition, Review, review

CONSULTED = Consultation.With.choices
CALL_KINDS = ReviewCall.Kind.choices


@dataclass(frozen=True, slots=True)
class ApprovalCard:
    """One approval. `stands`: the edition is still written as it was then."""

    id: UUID
    body: str
    on: date
    minutes: str
    by: str
    agreed_by: str
    agreed_at: datetime | None
    stands: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How an entry stands that a second person agrees to. `waits`: it is written, and nobody has."""

    waits: bool
    mine: bool
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsultationCard:
    """One consultation. `responses` None: it has not ended."""

    id: UUID
    whom: str
    code: str
    asked: str
    opened_on: date
    closes_on: date
    invited: int | None
    responses: int | None
    summary: str
    changed: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class CallCard:
    """Something that calls for a review. `outcome` empty: nobody has decided yet."""

    id: UUID
    kind: str
    on: date
    what: str
    due_on: date
    by: str
    outcome: str
    reason: str
    settled_at: datetime | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ActionCard:
    """One thing that an assessment asks for."""

    id: UUID
    what: str
    owner: str
    owner_id: UUID
    due_on: date
    done_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class AssessmentCard:
    """One equality impact assessment with its actions."""

    id: UUID
    full: bool
    on: date
    who: str
    result: str
    agreement: Agreement
    actions: tuple[ActionCard, ...]


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post that the edition names. `holder` empty: nobody is put down, or whoever was has left."""

    post: str
    title: str
    holder: str
    since: date | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One edition on the register."""

    edition: Edition
    review: Review
    editions: tuple[Edition, ...]
    approvals: tuple[ApprovalCard, ...]
    consultations: tuple[ConsultationCard, ...]
    calls: tuple[CallCard, ...]
    assessments: tuple[AssessmentCard, ...]
    posts: tuple[PostCard, ...]

    @property
    def approved(self) -> bool:
        """Somebody agreed that the edition was approved as it is written today."""
        return any(each.agreed_at and each.stands for each in self.approvals)


def register_page(viewer: Viewer, slug: str = "", *, now: datetime) -> RegisterPage | None:
    """The edition of that slug, or the one in force; None when the landlord has none of that slug. Raises Refused without
    `policy.read`. Who called for a review, and why, is for the register's keepers and for whoever called."""
    viewer.check(Permission.POLICY_READ).enforce()
    current = current_edition(now)
    editions = tuple(period.edition for period in shelf().periods(current.landlord))
    edition = next((each for each in editions if each.id == (slug or current.id)), None)
    if edition is None:
        return None
    with viewing(viewer):
        approvals = list(Approval.objects.filter(edition=edition.id, void_at=None).order_by("-on", "-at"))
        consultations = list(Consultation.objects.filter(edition=edition.id).order_by("-opened_on"))
        calls = list(ReviewCall.objects.filter(edition=edition.id).order_by("settled_at", "-on"))
        assessments = list(
            ImpactAssessment.objects.filter(edition=edition.id, void_at=None).order_by("-on", "-at")
        )
        actions = list(ImpactAction.objects.filter(assessment__in=assessments).order_by("due_on", "at"))
        holders = list(PostHolder.objects.filter(since__lte=london_day(now)).order_by("since", "at"))
        names = _names(
            [*(each.by_id for each in approvals), *(each.by_id for each in calls)],
            [
                *(each.agreed_by_id for each in approvals),
                *(each.agreed_by_id for each in consultations),
                *(each.agreed_by_id for each in calls),
                *(each.agreed_by_id for each in assessments),
            ],
            [each.owner_id for each in actions],
            [each.staff_id for each in holders],
        )
        here = active_staff({each.staff_id for each in holders})
        _warm(approvals, consultations, calls, assessments, actions)
        written = digest_of(edition.id)
        return RegisterPage(
            edition=edition,
            review=review(edition, london_day(now), _approved_on(approvals)),
            editions=editions,
            approvals=tuple(_approval(each, names, written, viewer) for each in approvals),
            consultations=tuple(_consultation(each, names, viewer) for each in consultations),
            calls=tuple(_call(each, names, viewer) for each in calls),
            assessments=tuple(
                AssessmentCard(
                    each.id,
                    each.full,
                    each.on,
                    vault.unseal(each, "who"),
                    vault.unseal(each, "result"),
                    _agreement(each, names, viewer),
                    tuple(_action(one, names) for one in actions if one.assessment_id == each.id),
                )
                for each in assessments
            ),
            posts=_posts(edition, holders, names, here),
        )


def review_of(viewer: Viewer, edition: Edition, *, now: datetime) -> Review:
    """The review clock of an edition, which an agreed approval sets anew (clause 7.1)."""
    with viewing(viewer):
        rows = list(Approval.objects.filter(edition=edition.id, void_at=None))
    return review(edition, london_day(now), _approved_on(rows))


def my_impact_actions(viewer: Viewer) -> list[ActionCard]:
    """What an equality impact assessment asks of the viewer, and is not done."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        rows = fetch(
            lambda owner: ImpactAction.objects.filter(
                owner_id=owner, done_on=None, assessment__void_at=None
            ).order_by("due_on"),
            viewer.staff_id,
        )
        names = _names([each.owner_id for each in rows])
        _warm(rows)
        return [_action(each, names) for each in rows]


def _approved_on(rows: Iterable[Approval]) -> date | None:
    return max((each.on for each in rows if each.agreed_at), default=None)


def _approval(row: Approval, names: dict[UUID, str], written: str, viewer: Viewer) -> ApprovalCard:
    return ApprovalCard(
        row.id, row.body, row.on, vault.unseal(row, "minutes"), names.get(row.by_id, ""),
        names.get(row.agreed_by_id, "") if row.agreed_by_id else "", row.agreed_at, row.digest == written,
        row.by_id == viewer.staff_id,
    )  # fmt: skip


def _agreement(row: Entry, names: dict[UUID, str], viewer: Viewer) -> Agreement:
    writer = writer_of(row)
    return Agreement(
        writer is not None and row.agreed_at is None,
        writer == viewer.staff_id,
        names.get(row.agreed_by_id, "") if row.agreed_by_id else "",
        row.agreed_at,
    )


def _consultation(row: Consultation, names: dict[UUID, str], viewer: Viewer) -> ConsultationCard:
    return ConsultationCard(
        row.id, row.get_whom_display(), row.whom, vault.unseal(row, "asked"), row.opened_on, row.closes_on,
        row.invited, row.responses, vault.unseal(row, "summary"), vault.unseal(row, "changed"),
        _agreement(row, names, viewer),
    )  # fmt: skip


def _call(row: ReviewCall, names: dict[UUID, str], viewer: Viewer) -> CallCard:
    return CallCard(
        row.id, row.get_kind_display(), row.on, vault.unseal(row, "what"), row.due_on, names.get(row.by_id, ""),
        OUTCOMES.get(row.outcome, ""), vault.unseal(row, "reason"), row.settled_at,
        _agreement(row, names, viewer),
    )  # fmt: skip


def _action(row: ImpactAction, names: dict[UUID, str]) -> ActionCard:
    return ActionCard(
        row.id, vault.unseal(row, "what"), names.get(row.owner_id, ""), row.owner_id, row.due_on, row.done_on,
        vault.unseal(row, "outcome"),
    )  # fmt: skip


def _posts(
    edition: Edition, holders: list[PostHolder], names: dict[UUID, str], here: set[UUID]
) -> tuple[PostCard, ...]:
    last = {each.post: each for each in holders}  # the latest of each post, since they come in order
    made = []
    for post, title in edition.governance.posts.items():
        row = last.get(post)
        holds = row is not None and row.staff_id in here
        made.append(
            PostCard(
                post,
                title,
                names.get(row.staff_id, "") if row and holds else "",
                row.since if row and holds else None,
            )
        )
    return tuple(made)


def _names(*ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {each for many in ids for each in many if each is not None}
    return {id: card.name for id, card in staff_cards(wanted).items()} if wanted else {}


def _warm(*rows: Iterable[Model]) -> None:
    vault.warm({each.pk for many in rows for each in many})
