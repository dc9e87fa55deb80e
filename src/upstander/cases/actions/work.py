"""What officers record: contact, visits, answers to duties, findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from upstander.cases import rules
from upstander.cases.actions.common import Work, check_reached, rules_of, working
from upstander.cases.actions.outgoing import reported
from upstander.cases.editions import answered_by
from upstander.cases.models import Discharge, Duty, DutyState, Party, PartyRole, PlannedVisit, VisitState
from upstander.cases.owed_again import reopen
from upstander.cases.told import Answer
from upstander.cases.visit_watch import settle_alarms
from upstander.confidentiality.api import Viewer
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, check_contact, safe_contact_of
from upstander.policy.api import Deed

CONTACT_OUTCOMES = {
    "spoke": "We spoke, or they answered",
    "left_message": "Message left or sent, no answer yet",
    "no_answer": "No answer",
}


def record_contact(
    *,
    case_id: UUID,
    party_id: UUID,
    way: str,
    outcome: str,
    inbound: bool,
    at: datetime,
    said: str,
    answers: Sequence[Answer] = (),
    override: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record one contact with one person. It answers the duties that the edition says a conversation with the survivor answers,
    and, when the reporter is reached or left a message, those that a reply answers.

    An outgoing contact by a way or at a time that was not safe is recorded all the same, with `override` saying why: hiding it
    would help nobody. Raises Refused (with what to do), NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.contact", version=version, after_closure=True) as work:
        case = work.case
        rules.check_happened(at, received_at=case.received_at, now=now).enforce()
        if outcome not in CONTACT_OUTCOMES:
            refuse("Say whether you spoke, left a message, or had no answer.").enforce()
        party = Party.objects.filter(pk=party_id, case=case).first()
        if party is None or party.role == PartyRole.PERPETRATOR:
            raise Refused("Choose whom you contacted: the survivor, the reporter or a witness.")
        check_reached(work, answers, reached=outcome == "spoke", message=outcome == "left_message")
        why = override.strip()
        safe = inbound or _was_safe(work, party, way, at=at, why=why)
        entry = work.entry(
            "contact",
            at=at,
            codes={"way": way, "outcome": outcome, "inbound": inbound, "role": party.role, "safe": safe},
            body="\n\n".join(part for part in (said.strip(), why and f"Why by this way: {why}") if part),
        )
        met = list(answers)
        if outcome == "spoke" and party.role == PartyRole.SURVIVOR:
            met += work.answered(Deed.CONVERSATION)
        if outcome in ("spoke", "left_message") and reported(case.id, party):
            met += work.answered(Deed.REPLY)
        work.discharge(met, at=at, entry=entry)


def _was_safe(work: Work, party: Party, way: str, *, at: datetime, why: str) -> bool:
    """True when we might contact them so, then. False when we did all the same, with `why`. Raises Refused when no reason is given."""
    case = work.case
    if party.role == PartyRole.REPORTER and not why:
        told = Discharge.objects.filter(case=case, slug__in=answered_by(case.edition, Deed.REPLY)).exists()
        if told and work.restricted("no-feedback-to-third-party"):
            raise Refused(
                "Somebody who reported for another person is told that it was received, and nothing of what follows."
                " If you only asked them something, say so below.",
                "3.2.3",
            )
    decision = check_contact(safe_contact_of(party.id), By(way), at=at, danger=case.danger)
    if not decision.allowed and not why:
        raise Refused(f"{decision.reason} If you did contact them this way, say why below.", "3.5.1")
    return decision.allowed


def record_visit(
    *,
    case_id: UUID,
    at: datetime,
    seen: bool,
    where: str,
    found: str,
    answers: Sequence[Answer] = (),
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record a visit. Seeing the survivor answers the duties that the edition says a visit answers (clause 3.3.1). Not seeing
    them answers none."""
    with working(case_id, by=by, now=now, action="case.visit", version=version) as work:
        rules.check_happened(at, received_at=work.case.received_at, now=now).enforce()
        if not found.strip():
            refuse("Write down what you found, or that nobody answered.").enforce()
        check_reached(work, answers, reached=seen)
        entry = work.entry("visit", at=at, codes={"seen": seen, "where": where}, body=found.strip())
        _back_from(work, at)
        met = list(answers)
        if seen:
            met += work.answered(Deed.VISIT)
        work.discharge(met, at=at, entry=entry)


def _back_from(work: Work, at: datetime) -> None:
    """Planned visits that this one was: whoever writes it up is back."""
    planned = PlannedVisit.objects.filter(
        case=work.case, state__in=[VisitState.PLANNED, VisitState.UNDER_WAY], at__lte=at + timedelta(hours=2)
    )
    me = work.act.by.staff_id
    mine = planned.filter(Q(officer_id=me) | Q(second_id=me))
    if mine.update(state=VisitState.ENDED, ended_at=work.act.now):
        settle_alarms(work.case, None, work.act.now, well=True)


def answer_duty(
    *,
    case_id: UUID,
    answer: Answer,
    at: datetime,
    note: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Discharge one open duty: done, taken, declined, or not, with the reason.

    Raises Refused when a gate or the sharing rule holds it, or the reason is missing.
    """
    with working(
        case_id, by=by, now=now, action="case.answer_duty", version=version, after_closure=True
    ) as work:
        case = work.case
        known = rules_of(case, answer.slug)
        if not known:
            refuse("The policy has no duty of that name.").enforce()
        if not Duty.objects.filter(case=case, slug=answer.slug, state=DutyState.OPEN).exists():
            refuse("That is already done, or no longer applies. Look at the timeline.").enforce()
        rules.check_happened(at, received_at=case.received_at, now=now).enforce()
        if answer.outcome in ("done", "taken") and any(
            rules.recorded_apart(rule.answered_by) for rule in known
        ):
            refuse(
                "This is recorded on its own page, with what it needs. Here you can say why it could not be done."
            ).enforce()
        entry = work.entry(
            "duty_answered",
            at=at,
            codes={
                "slug": answer.slug,
                "outcome": answer.outcome,
                "ground": answer.sharing.ground if answer.sharing else "",
            },
            body=note.strip(),
        )
        work.act.detail.update(duty=answer.slug, outcome=answer.outcome)
        work.discharge([answer], at=at, entry=entry)


def take_back_answer(*, case_id: UUID, slug: str, recorded_at: datetime, by: Viewer, now: datetime) -> None:
    """Take back one's own word of that moment that a duty could not be done or was not fitting: it is owed again, by its first time.

    Raises Refused when there is none that stands, NoSuchCase."""
    with working(case_id, by=by, now=now, action="case.take_back_answer", after_closure=True) as work:
        said = Discharge.objects.filter(
            case=work.case, slug=slug, recorded_at=recorded_at, by_id=by.staff_id, outcome__in=_NOT_DONE
        )
        answered = list(said)
        if not answered:
            refuse("There is nothing of that left to take back.").enforce()
        again = reopen(work.case, answered, because="The answer was taken back", act=work.act)
        work.entry("answer_taken_back", codes={"slug": slug, "duties": again})


_NOT_DONE = ("could_not", "not_appropriate")


def record_finding(
    *,
    case_id: UUID,
    validity: str,
    evidence: str,
    reasons: str,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """What enquiries found: whether the report is substantiated (clause 3.2.5) and how strong the evidence is (clause 2.5)."""
    with working(case_id, by=by, now=now, action="case.finding", version=version) as work:
        if validity not in VALIDITIES or evidence not in EVIDENCE:
            refuse("Choose what was found and how strong the evidence is.").enforce()
        if validity != "not_assessed" and not reasons.strip():
            refuse("Give the reasons. The survivor and a court may ask for them.", "3.2.5").enforce()
        if work.restricted("advice-only"):
            raise Refused(
                "Everything reported is personal messages online. The policy has us advise on these, not investigate them.",
                "3.1.4",
            )
        if evidence != work.case.evidence:
            work.case.evidence_at = now
        work.case.validity, work.case.evidence = validity, evidence
        entry = work.entry(
            "finding", codes={"validity": validity, "evidence": evidence}, body=reasons.strip()
        )
        if validity != "not_assessed":
            work.discharge(work.answered(Deed.FINDING), at=now, entry=entry)


VALIDITIES = {
    "not_assessed": "Not established yet",
    "substantiated": "Substantiated",
    "partly": "Partly substantiated",
    "unsubstantiated": "Not substantiated",
}
EVIDENCE = {"none": "None yet", "some": "Some", "strong": "Strong"}


def add_note(*, case_id: UUID, text: str, version: int | None = None, by: Viewer, now: datetime) -> None:
    """A note on the timeline."""
    with working(case_id, by=by, now=now, action="case.note", version=version, after_closure=True) as work:
        if not text.strip():
            refuse("Write the note first.").enforce()
        work.entry("note", body=text.strip())
