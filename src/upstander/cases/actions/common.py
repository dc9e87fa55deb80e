"""What every action on a case begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.disclosing import standard_due, write_disclosure
from upstander.cases.editions import answered_by, governed, periods
from upstander.cases.errors import NoSuchCase
from upstander.cases.facts import case_facts
from upstander.cases.guard import guard_case
from upstander.cases.merged import merged_into
from upstander.cases.models import (
    Case,
    CaseState,
    Consent,
    Discharge,
    Disclosure,
    Duty,
    DutyState,
    Referral,
    TimelineEntry,
    WithdrawalTask,
)
from upstander.cases.officers import reviewers_of, tell
from upstander.cases.owed_again import owed_after_all
from upstander.cases.reconcile import reconcile
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.timeline import write_entry
from upstander.cases.told import Answer, PartyTold
from upstander.confidentiality.api import (
    Act,
    Permission,
    StaleEdit,
    Viewer,
    ViewerKind,
    acting,
    blind_index,
    by_the_clock,
    check_still,
    conflicted_staff,
    elevated,
    vault,
)
from upstander.policy.api import Deed, DutyRule

TRIAGE = (Permission.REPORT_TRIAGE, Permission.SEALED_TRIAGE)
GIVERS = (Permission.CASE_ASSIGN, Permission.CASE_READ_SEALED)  # the second: of sealed cases alone


@dataclass
class Work:
    """The case under change, and the act that changes it."""

    case: Case
    act: Act
    because: str = ""
    met: list[PartyTold] = field(
        default_factory=list
    )  # people put on the case, for the guard against conflicts

    def entry(
        self, kind: str, *, at: datetime | None = None, codes: dict[str, Any] | None = None, body: str = ""
    ) -> TimelineEntry:
        """Write one timeline entry for this act. Any: see `timeline.write_entry`."""
        act = self.act
        if body:  # found again by its words
            self.case.index_tokens = sorted({*self.case.index_tokens, *blind_index.note_tokens(body)})
        return write_entry(self.case, kind, by=act.by, at=at or act.now, now=act.now, codes=codes, body=body)

    def restricted(self, restriction: str) -> bool:
        """True when the policy closes something on this case, as the facts stand before this act."""
        return _restricted(self.case, restriction, self.act.now)

    def answered(self, *deeds: Deed) -> list[Answer]:
        """The duties that these deeds answer, as the edition of the case says. Never one that tells another body something: that is
        recorded with what they were told."""
        slugs = frozenset().union(*(answered_by(self.case.edition, deed) for deed in deeds))
        return [Answer(slug) for slug in sorted(slugs) if not discloses(self.case, slug)]

    def discharge(self, answers: Iterable[Answer], *, at: datetime, entry: TimelineEntry) -> None:
        """Record what this act answers. Rules are asked for each: reasons, kinds, the sharing gate."""
        kinds = dict(Duty.objects.filter(case=self.case, state=DutyState.OPEN).values_list("slug", "kind"))
        for answer in answers:
            kind = kinds.get(answer.slug, "consider")
            closed = (
                answer.outcome == "not_appropriate"
                and kind == "must"
                and closed_to(self.case, answer.slug, self.act.now)
            )
            rules.check_answer(answer.outcome, kind, answer.reason, closed=closed).enforce()
            row = Discharge(
                id=uuid4(),
                case=self.case,
                slug=answer.slug,
                at=at,
                recorded_at=self.act.now,
                outcome=answer.outcome,
                by_id=self.act.by.staff_id,
                entry=entry,
            )
            if answer.reason.strip():
                vault.seal(row, reason=answer.reason.strip())
            row.save(force_insert=True)
            if answer.outcome in ("done", "taken") and discloses(self.case, answer.slug):
                self.shared(answer.sharing, at=at, entry=entry, duty=answer.slug)

    def shared(
        self, told: SharingTold | None, *, at: datetime, entry: TimelineEntry, duty: str = ""
    ) -> Disclosure:
        """Another body was told something. The gate is asked; raises Refused with what is missing."""
        act = self.act
        row = write_disclosure(self.case, told, at=at, entry=entry, by=act.by, now=act.now, duty=duty)
        if Consent.objects.filter(pk__in=row.consents, withdrawn_at__isnull=False).exists():
            # Recorded after it was taken back: they must hear of that too.
            self.pass_on_withdrawal(row.agency_id)
        if row.review_due_at is not None:
            tell(self.case, reviewers_of(self.case, row.by_id), "sharing_review", act.now)
        return row

    def pass_on_withdrawal(self, agency_id: UUID | None) -> None:
        """Have one body told that consent was taken back, unless that is under way."""
        if agency_id is None:
            return
        # What they have not read yet they read no more.
        with elevated("consent on a merged case"):
            cases = [self.case.id, *merged_into(self.case)]
            Referral.objects.filter(case__in=cases, agency_id=agency_id, closed_at=None).update(
                closed_at=self.act.now
            )
        WithdrawalTask.objects.get_or_create(
            case=self.case,
            agency_id=agency_id,
            acknowledged_at=None,
            defaults={
                "id": uuid4(),
                "opened_at": self.act.now,
                "due_at": standard_due(self.case, "override-review", self.act.now),
            },
        )


def closed_to(case: Case, slug: str, now: datetime) -> bool:
    """True when establishing whether the report holds up is closed here: messages online alone are advised on (3.1.4)."""
    return slug in answered_by(case.edition, Deed.FINDING) and _restricted(case, "advice-only", now)


def _restricted(case: Case, restriction: str, now: datetime) -> bool:
    facts, _ = case_facts(case, now)
    return governed(facts, case.edition, now).restricted(restriction) is not None


@contextmanager
def working(
    case_id: UUID,
    *,
    by: Viewer,
    now: datetime,
    action: str,
    version: int | None = None,
    permission: Permission | tuple[Permission, ...] = Permission.CASE_WORK,
    triage: bool = False,
    after_closure: bool = False,
    any_state: bool = False,
) -> Iterator[Work]:
    """Load and lock a case for change; on the way out save it, reconcile its duties and audit the act.

    `triage`: the actor sees the case only until it leaves the queue, so the rest is done as the system; a case that is already open
    may be joined without being read, unless it is sealed or the actor is in conflict with it.

    `any_state`: for what may never be put off, such as taking consent back.

    Raises Refused without the permission or when the case takes no more work, NoSuchCase when the actor may not see it,
    StaleEdit when `version` is given and the case has moved on.
    """
    by.check(*(permission if isinstance(permission, tuple) else (permission,))).enforce()
    with ExitStack() as stack:
        act = stack.enter_context(acting(by, now, action, case_id=case_id))
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if not still_seen(case_id, by):
            case = None
        if triage:
            stack.enter_context(elevated("triage"))
            case = case or _joinable(case_id, by)
        if case is None:
            raise NoSuchCase
        if version is not None and version != case.version:
            raise StaleEdit(case.version)
        if by.kind is not ViewerKind.SYSTEM and not any_state:
            rules.check_work(case.state, after_closure=after_closure).enforce()
        work = Work(case, act)
        yield work
        case.version += 1
        case.save()
        if case.state not in (CaseState.JOINED, CaseState.ROUTED):
            owed_after_all(case, reconcile(case, by=by, now=now, because=work.because), act)
        if work.met:
            guard_case(case, work.met, now=now)


def still_seen(case_id: UUID, by: Viewer) -> bool:
    """Asked again under the case's lock: whoever waited for it was let in by what held before, and may be kept from the case since.
    Raises Refused when a role or team was taken from them."""
    if by.kind is ViewerKind.SYSTEM:
        return True
    check_still(by).enforce()
    with by_the_clock():
        return Case.objects.filter(pk=case_id).exists()


def _joinable(case_id: UUID, by: Viewer) -> Case | None:
    if by.staff_id in conflicted_staff(case_id):
        return None
    return Case.objects.select_for_update().filter(pk=case_id, sealed=False, state=CaseState.OPEN).first()


def rules_of(case: Case, slug: str) -> list[DutyRule]:
    """The duty of that id in every edition that governs the case, or will. Empty when none has it."""
    found = (period.edition.find_duty(slug) for period in periods(case.edition))
    return [rule for rule in found if rule is not None]


def discloses(case: Case, slug: str) -> bool:
    """True when doing this duty tells another body something."""
    return any(rule.discloses for rule in rules_of(case, slug))


def check_reached(work: Work, answers: Iterable[Answer], *, reached: bool, message: bool = False) -> None:
    """Raises Refused, naming what is said to be answered and cannot be. That something could not be done is no such thing."""
    slugs = [each.slug for each in answers if each.outcome in ("done", "taken")]
    rules.check_reached(reached, message, [r for slug in slugs for r in rules_of(work.case, slug)]).enforce()
