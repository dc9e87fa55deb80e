"""Recording what people say about telling other bodies, and passing on what they take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from upstander.cases.actions.common import Work, working
from upstander.cases.actions.disclosing import standard_due
from upstander.cases.links import links_of
from upstander.cases.merged import merged_into
from upstander.cases.models import Age, Case, CaseState, Consent, Disclosure, Party, PartyRole, WithdrawalTask
from upstander.cases.shares import recheck_shares
from upstander.cases.sharing.rules import ConsentTold, check_consent
from upstander.cases.told import SaidOnReport
from upstander.confidentiality.api import Viewer, ViewerKind, elevated, vault
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.partners.api import agencies
from upstander.people.api import birth_dates, same_people
from upstander.policy.api import add_months


def record_consent(
    *, case_id: UUID, told: ConsentTold, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Record consent, or a refusal, for each body named; answers with the id of what was said, for the receipt.

    A refusal ends at once what the person had agreed to before for the same body and any of the same kinds. Raises Refused,
    NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.consent", version=version, after_closure=True) as work:
        party = (
            Party.objects.filter(pk=told.party_id, case=work.case).exclude(role=PartyRole.PERPETRATOR).first()
        )
        if party is None:
            raise Refused("Choose whose consent it is.")
        check_consent(
            told, concern=party.capacity_concern_at is not None, child=_child(party, now), now=now
        ).enforce()
        if work.case.state == CaseState.RECEIVED:
            raise Refused(
                "Triage the report first: what they say belongs on the case it ends up on.", "3.5.2"
            )
        known = {each.id for each in agencies(by, now=now)}
        if not set(told.agencies) <= known:
            raise Refused("One of these bodies is no longer in use. Choose again.")
        said = _store(work, party, told)
        codes = {
            "given": told.given,
            "bodies": len(told.agencies),
            "kinds": list(told.kinds),
            "role": party.role,
        }
        work.entry("consent", at=told.at, codes=codes, body=told.words.strip())
        work.act.detail.update(given=told.given, bodies=len(told.agencies))
    return said


def carry_consents(work: Work, party: Party, said: Sequence[SaidOnReport]) -> None:
    """What the survivor said when they reported goes on the case that the report ended up on. Inside triage.

    What cannot stand as consent (a body that is gone, a doubt about capacity that nobody has settled) is left out, and they are asked
    again: it never holds triage up.
    """
    known = {each.id for each in agencies(work.act.by, now=work.act.now)}
    left_out = 0
    for each in said:
        told = _told(party, each)
        concern = party.capacity_concern_at is not None
        fit = each.agency_id in known and check_consent(
            told, concern=concern, child=_child(party, work.act.now), now=work.act.now
        )
        if _on_record(party, told):  # put there in the call itself
            continue
        if not fit or (told.given and _taken_back_since(work, party.id, each.agency_id, told)):
            left_out += 1
            continue
        _store(work, party, told)
        codes = {"given": told.given, "bodies": 1, "kinds": list(told.kinds), "role": party.role}
        work.entry("consent", at=told.at, codes=codes, body=told.words.strip())
    if left_out:
        work.entry("consent_to_ask", codes={"bodies": left_out})


def consent_of_call(work: Work, party: Party, said: SaidOnReport) -> None:
    """What was agreed to in a call that is still going on, for what is done in it. Raises Refused when it cannot stand as consent."""
    told = _told(party, said)
    check_consent(
        told,
        concern=party.capacity_concern_at is not None,
        child=_child(party, work.act.now),
        now=work.act.now,
    ).enforce()
    if not _on_record(party, told):
        _store(work, party, told)
        codes = {"given": told.given, "bodies": 1, "kinds": list(told.kinds), "role": party.role}
        work.entry("consent", at=told.at, codes=codes, body=told.words.strip())


def _child(party: Party, now: datetime) -> bool:
    """True when they said that they are under 16, or under 18 and no more, or when the directory has it. Says nothing else of them."""
    if party.age in (Age.UNDER_16, Age.UNDER_18):
        return True
    with elevated("age of whoever consents"):
        person, _ = links_of(party)
        born = birth_dates(same_people([person])[person]) if person else []
    return any(london_day(now) < add_months(day, 16 * 12) for day in born)


def _on_record(party: Party, told: ConsentTold) -> bool:
    """True when this very saying stands on the case: the same person, body and moment."""
    rows = Consent.objects.filter(party=party, agency_id__in=told.agencies, at=told.at, given=told.given)
    return rows.exists()


def _told(party: Party, each: SaidOnReport) -> ConsentTold:
    return ConsentTold(
        party_id=party.id,
        agencies=(each.agency_id,),
        kinds=each.kinds,
        purposes=(each.purpose,),
        given=each.given,
        how=each.how,
        at=each.at,
        capacity=each.capacity,
        words=each.words,
    )


def _store(work: Work, party: Party, told: ConsentTold) -> UUID:
    """One row for each body. A refusal ends what was agreed to before; an agreement does not come back to life. Raises Refused."""
    said, expires, now = uuid4(), None, work.act.now
    if told.given:
        longest = standard_due(work.case, "consent-life", told.at)
        expires = min(told.expires_at or longest, longest)
    for agency_id in dict.fromkeys(told.agencies):
        if not told.given:
            withdraw_rows(work, _live(work, party.id, agency_id, told), told.at)
        if told.given and _taken_back_since(work, party.id, agency_id, told):
            raise Refused(
                "They refused this, or took it back, later on. Ask them again, and record what they say now.",
                "3.5.2",
            )
        row = Consent(
            id=uuid4(),
            case=work.case,
            party=party,
            agency_id=agency_id,
            said_id=said,
            given=told.given,
            kinds=list(told.kinds),
            purposes=list(told.purposes),
            how=told.how,
            capacity=told.capacity,
            at=told.at,
            expires_at=expires,
            recorded_at=now,
            recorded_by_id=work.act.by.staff_id,
        )
        vault.seal(row, words=told.words.strip())
        row.save(force_insert=True)
    return said


def withdraw_consent(
    *,
    case_id: UUID,
    consent_ids: Iterable[UUID],
    at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Take consents back, from the moment they said so, on a case in any state. Each body that received something under one is to
    be told, and stays on the case until it acknowledges. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.withdraw_consent", version=version, any_state=True
    ) as work:
        wanted = set(consent_ids)
        rows = list(Consent.objects.filter(case=work.case, pk__in=wanted, given=True, withdrawn_at=None))
        if not rows or len(rows) != len(wanted):
            raise Refused("Choose what they take back. It may have been taken back already.")
        if at > now or any(at < row.at for row in rows):
            raise Refused("That is in the future, or before they agreed. Give the time they said so.")
        withdraw_rows(work, rows, at)
        own = by.kind is ViewerKind.SYSTEM  # the person themselves, in their account
        work.entry("consent_withdrawn", at=at, codes={"count": len(rows), "own": own})
        work.act.detail["count"] = len(rows)


def acknowledge_withdrawal(
    *, case_id: UUID, task_id: UUID, answer: str, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """The body has acknowledged that consent was taken back. `answer`: who there, and what they will do. Raises Refused."""
    with working(
        case_id, by=by, now=now, action="case.acknowledged", version=version, any_state=True
    ) as work:
        task = WithdrawalTask.objects.filter(pk=task_id, case=work.case, acknowledged_at=None).first()
        if task is None:
            raise Refused("That is acknowledged already.")
        if not answer.strip():
            raise Refused(
                "Say who there acknowledged it, and what they will do with what they have.", "3.5.2"
            )
        task.acknowledged_at, task.acknowledged_by_id = now, by.staff_id
        vault.seal(task, answer=answer.strip())
        task.save()
        work.entry("withdrawal_acknowledged", body=answer.strip())


def _live(work: Work, party_id: UUID, agency_id: UUID, told: ConsentTold) -> list[Consent]:
    rows = Consent.objects.filter(
        case=work.case, party_id=party_id, agency_id=agency_id, given=True, withdrawn_at=None, at__lte=told.at
    )
    here = list(rows.filter(kinds__overlap=list(told.kinds)))
    party = Party.objects.get(pk=party_id)
    return here + _on_merged(work, party, agency_id, told.kinds)


def _on_merged(work: Work, party: Party, agency_id: UUID, kinds: Iterable[str]) -> list[Consent]:
    """What the survivor agreed to on cases that were merged into this one: it is the same person, and they say it once."""
    if party.role != PartyRole.SURVIVOR:
        return []
    with elevated("consent on a merged case"):
        return list(
            Consent.objects.filter(
                case__in=merged_into(work.case), party__role=PartyRole.SURVIVOR, agency_id=agency_id, given=True,
                withdrawn_at=None, kinds__overlap=list(kinds),
            )
        )  # fmt: skip


def _taken_back_since(work: Work, party_id: UUID, agency_id: UUID, told: ConsentTold) -> bool:
    """True when they said no after the moment that is now being written up: the later word counts."""
    said = Consent.objects.filter(
        case=work.case, party_id=party_id, agency_id=agency_id, kinds__overlap=list(told.kinds)
    )
    return said.filter(Q(given=False, at__gt=told.at) | Q(given=True, withdrawn_at__gt=told.at)).exists()


def withdraw_rows(work: Work, rows: list[Consent], at: datetime) -> None:
    """End these consents, and have every body that was told something under one hear of it. Part of a larger action."""
    for row in [each for each in rows if each.case_id == work.case.id]:
        rows = rows + _on_merged(work, row.party, row.agency_id, row.kinds)
    with elevated("consent on a merged case"):
        for row in rows:
            row.withdrawn_at, row.withdrawn_by_id = max(at, row.at), work.act.by.staff_id
            row.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
        told = Disclosure.objects.filter(consents__overlap=[row.id for row in rows])
        bodies = set(told.values_list("agency_id", flat=True))
    for agency_id in bodies:
        work.pass_on_withdrawal(agency_id)
    if rows:
        recheck_shares(work.case, by=work.act.by, now=work.act.now)
        with elevated("consent on a merged case"):
            for merged in Case.objects.filter(pk__in={row.case_id for row in rows} - {work.case.id}):
                recheck_shares(merged, by=work.act.by, now=work.act.now)
