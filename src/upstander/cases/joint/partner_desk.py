"""What a body's signed-in person reads and does: what their body was told, its referrals, its packs, its actions, and nothing else.

The database shows a partner the rows of their own body alone; only the keys that open what is in them are fetched as the system.
What rested on consent that is no longer in force shows no words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import QuerySet

from upstander.cases.errors import NoSuchMeeting
from upstander.cases.joint.cards import (
    DueAction,
    GivenPack,
    PackLine,
    PartnerDesk,
    ReferralCard,
    ToldLine,
)
from upstander.cases.joint.given import about_nobody, given_items, standing, who_was_there
from upstander.cases.joint.packs import open_pack
from upstander.cases.measures.partner_side import ANSWERS, answer_referral
from upstander.cases.measures.steps import write_step
from upstander.cases.merged import lock_where_it_goes_on
from upstander.cases.models import (
    Attendance,
    Case,
    Consent,
    Disclosure,
    JointAction,
    Measure,
    Pack,
    PackItem,
    Referral,
    StrategicItem,
)
from upstander.cases.officers import holders, tell
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, acting, elevated, reading, vault, viewing
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.partners.api import Signed, still_signs_in

SHOWN_FOR = timedelta(days=90)  # after it was said; a pack, after its meeting
_TAKEN_BACK = "This was taken back. Delete what you hold of it, and call us if you cannot."


def partner_desk(who: Signed, *, now: datetime) -> PartnerDesk:
    """Everything that their body was told lately, what waits for an answer, and what they undertook. Audited."""
    with reading(who.viewer, now, "partner.desk", subject_id=who.person_id):
        rows = list(
            Disclosure.objects.filter(agency_id=who.agency_id, at__gt=now - SHOWN_FOR).order_by("-at")[:200]
        )
        gone = _taken_back(rows, now)
        # What is in a pack is read there.
        packed = set(
            PackItem.objects.filter(agency_id=who.agency_id, pack__way="page").values_list(
                "disclosure_id", flat=True
            )
        )
        rows = [row for row in rows if row.id in gone or row.id not in packed]
        with elevated("partner keys"):
            told = tuple(
                ToldLine(
                    row.id,
                    row.at,
                    row.method,
                    tuple(row.kinds),
                    _TAKEN_BACK if row.id in gone else vault.unseal(row, "items"),
                    row.id in gone,
                )
                for row in rows
            )
        return PartnerDesk(_referrals(who, now), _packs(who, now), actions_of(who.viewer, now=now), told)


def partner_referral(who: Signed, referral_id: UUID, *, now: datetime) -> ReferralCard:
    """One referral with what was sent. The first look is the read receipt. Raises NoSuchMeeting."""
    with acting(who.viewer, now, "partner.referral", subject_id=referral_id) as act:
        row = _open_referrals(who, now).filter(pk=referral_id).first()
        if row is None:
            raise NoSuchMeeting
        act.case_id = row.case_id
        with elevated("partner page"):
            if row.opened_at is None:
                case = Case.objects.select_for_update().get(pk=row.case_id)
                Referral.objects.filter(pk=row.pk, opened_at=None).update(opened_at=now)
                write_entry(case, "referral", by=act.by, at=now, now=now, codes={"what": "read"})
            items = json.loads(vault.unseal(row, "items") or "[]")
        return _card(row, tuple((each["label"], each["text"]) for each in items))


def answer_partner_referral(
    who: Signed, referral_id: UUID, *, answer: str, words: str, now: datetime
) -> None:
    """The body takes a referral on, declines, or has done it. Raises Refused, NoSuchMeeting."""
    with acting(who.viewer, now, "partner.answer", subject_id=referral_id) as act:
        found = _open_referrals(who, now).filter(pk=referral_id).first()
        if found is None:
            raise NoSuchMeeting
        act.case_id, act.detail["answer"] = found.case_id, answer if answer in ANSWERS else ""
        with elevated("partner page"):
            _locked(who, found.case_id)
            answer_referral(
                found.id,
                answer=answer,
                words=_signed(who, words) if words.strip() else "",
                by=act.by,
                now=now,
            )


def partner_pack(who: Signed, pack_id: UUID, *, now: datetime) -> GivenPack:
    """A pack, for somebody who undertook to keep its meeting confidential. Audited. Raises Refused before that, NoSuchMeeting."""
    with acting(who.viewer, now, "partner.pack", subject_id=pack_id):
        line = next((each for each in _packs(who, now) if each.id == pack_id), None)
        if line is None:
            raise NoSuchMeeting
        if not line.signed:
            raise Refused("Sign the statement first.")
        pack = _given(who, line, now)
        with elevated("partner page"):
            open_pack(pack_id, now=now)
        return pack


def sign_promise(who: Signed, pack_id: UUID, *, ticked: bool, now: datetime) -> None:
    """They undertake to keep the meeting confidential. Raises Refused, NoSuchMeeting."""
    with acting(who.viewer, now, "partner.promise", subject_id=pack_id):
        row = Pack.objects.filter(pk=pack_id, agency_id=who.agency_id, way="page").first()
        if row is None:
            raise NoSuchMeeting
        if not ticked:
            refuse("Tick the box if you undertake it. Without it the pack stays closed.", "3.5.1").enforce()
        with elevated("partner page"):
            there, _ = Attendance.objects.get_or_create(
                meeting_id=row.meeting_id,
                person_id=who.person_id,
                defaults={"id": uuid4(), "group_id": row.group_id, "agency_id": who.agency_id},
            )
            if there.promised_at is None:
                there.promised_at, there.promised_how = now, "page"
                there.save(update_fields=["promised_at", "promised_how"])


def answer_action(who: Signed, action_id: UUID, *, state: str, words: str, now: datetime) -> None:
    """The body says that what it undertook is done, or why not. It stands on the case, and whoever has it is told.

    Raises Refused, NoSuchMeeting.
    """
    with acting(who.viewer, now, "partner.action", subject_id=action_id) as act:
        row = JointAction.objects.filter(pk=action_id, agency_id=who.agency_id, state="agreed").first()
        if row is None or (row.item_id is not None and row.item_id not in _live_items(who.viewer, now)):
            raise NoSuchMeeting
        if state not in ("done", "not_done") or not words.strip():
            refuse("Choose one, and say in a line what was done, or why not.").enforce()
        act.case_id, act.detail["state"] = row.case_id, state
        with elevated("partner page"):
            if row.case_id is None:
                row = JointAction.objects.select_for_update().get(pk=action_id)
                if row.state != "agreed" or not still_signs_in(who):
                    raise NoSuchMeeting
                row.state, row.settled_at = state, now
                vault.seal(row, answer=_signed(who, words))
                row.save()
                return
            case = _locked(who, row.case_id)
            row = JointAction.objects.select_for_update().get(pk=action_id)
            _step(case, row, state, _signed(who, words), act.by, now)
            tell(case, holders(case, now=now), "joint_answered", now)
            case.version += 1
            case.save(update_fields=["version"])


def add_information(
    who: Signed, *, disclosure_id: UUID | None, item_id: UUID | None, words: str, now: datetime
) -> None:
    """The body tells us something about what it was told. It lands on that case as theirs, with who said it. Raises Refused,
    NoSuchMeeting."""
    with acting(who.viewer, now, "partner.information") as act:
        if not words.strip():
            refuse("Write what you know.").enforce()
        if len(words) > 10_000:
            refuse("This is too long. Send the essentials, and call us about the rest.").enforce()
        case_id = _case_of(who, disclosure_id, item_id, now)
        act.case_id = case_id
        with elevated("partner page"):
            case = _locked(who, case_id)
            _case_of(who, disclosure_id, item_id, now)  # once more: consent may be gone
            codes = {"what": "information", "agency": str(who.agency_id)}
            write_entry(
                case, "partner_told", by=act.by, at=now, now=now, codes=codes, body=_signed(who, words)
            )
            tell(case, holders(case, now=now), "partner_told", now)
            case.version += 1
            case.save(update_fields=["version"])


def actions_of(viewer: Viewer, *, now: datetime) -> tuple[DueAction, ...]:
    """What the body undertook and has not done, the soonest first; and what it settled in the last month. Needs nothing around it."""
    today = london_day(now)
    with viewing(viewer):
        rows = list(
            JointAction.objects.filter(agency__isnull=False, agency_id__in=[viewer.agency])
            .select_related("meeting__group")
            .order_by("due_on")[:200]
        )
        live = _live_items(viewer, now)
        rows = [row for row in rows if row.item_id is None or row.item_id in live]
        with elevated("partner keys"):
            measures = Measure.objects.in_bulk([row.measure_id for row in rows if row.measure_id])
            called = dict(
                JointAction.objects.filter(pk__in=[row.pk for row in rows], item__isnull=False).values_list(
                    "pk", "item__called"
                )
            )
            out = []
            for row in rows:
                measure = measures.get(row.measure_id) if row.measure_id else None
                state, due, settled = standing(row, measure)
                if state != "agreed" and (settled is None or settled < now - timedelta(days=30)):
                    continue
                out.append(
                    DueAction(
                        row.id,
                        vault.unseal(row, "what"),
                        due,
                        state,
                        state == "agreed" and due < today,
                        row.meeting.group.name,
                        called.get(row.pk, ""),
                        row.meeting_id,
                    )
                )
    return tuple(sorted(out, key=lambda each: (each.state != "agreed", each.due_on)))


def _live_items(viewer: Viewer, now: datetime) -> set[UUID]:
    """Items that the body was given and that nobody took back since."""
    lines = list(PackItem.objects.filter(agency_id__in=[viewer.agency], out_at=None))
    told = list(Disclosure.objects.filter(pk__in=[line.disclosure_id for line in lines]))
    gone = _taken_back(told, now)
    return {line.item_id for line in lines if line.disclosure_id not in gone}


def _step(case: Case, row: JointAction, state: str, words: str, by: Viewer, now: datetime) -> None:
    measure = Measure.objects.select_for_update().get(pk=row.measure_id or UUID(int=0))
    if measure.ended_at is not None:
        raise Refused("That is settled already.")
    entry = write_entry(
        case, "measure", by=by, at=now, now=now, codes={"kind": "joint-action", "step": state}, body=words
    )
    write_step(measure, state, {"said": words}, entry=entry, at=now, now=now)
    measure.state, measure.moved_at, measure.ended_at = state, now, now
    measure.next_on, measure.chased_at = None, None
    measure.save()


def _locked(who: Signed, case_id: UUID) -> Case:
    """Where the case goes on, for somebody whose access did not end while its lock was waited for. Inside an elevated step."""
    case = lock_where_it_goes_on(case_id)
    if not still_signs_in(who):
        raise NoSuchMeeting
    return case


def _signed(who: Signed, words: str) -> str:
    """Their words with who said them: what a body says on our pages is always somebody's."""
    return f"{words.strip()}\n\n{who.name}, {who.agency}"


def _case_of(who: Signed, disclosure_id: UUID | None, item_id: UUID | None, now: datetime) -> UUID:
    if item_id is not None:
        line = PackItem.objects.filter(item_id=item_id, agency_id=who.agency_id, out_at=None).first()
        if line is not None and any(each.signed and each.id == line.pack_id for each in _packs(who, now)):
            return line.case_id
    elif disclosure_id is not None:
        rows = list(
            Disclosure.objects.filter(pk=disclosure_id, agency_id=who.agency_id, at__gt=now - SHOWN_FOR)
        )
        if rows and not _taken_back(rows, now):
            return rows[0].case_id
    raise NoSuchMeeting


def _taken_back(rows: Iterable[Disclosure], now: datetime) -> set[UUID]:
    """Those that rested on consent which is no longer in force. A partner reads no consent: asked as the system."""
    resting = {row.id: set(row.consents) for row in rows if row.ground == "consent"}
    with elevated("partner page"):
        wanted = {each for found in resting.values() for each in found}
        live = {
            row.id
            for row in Consent.objects.filter(pk__in=wanted, given=True)
            if (row.withdrawn_at is None or now < row.withdrawn_at)
            and (row.expires_at is None or now < row.expires_at)
        }
    return {id for id, consents in resting.items() if consents - live}


def _open_referrals(who: Signed, now: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(agency_id=who.agency_id, closed_at=None, expires_at__gt=now)


def _referrals(who: Signed, now: datetime) -> tuple[ReferralCard, ...]:
    return tuple(
        _card(row, ()) for row in _open_referrals(who, now).order_by("answered_at", "-sent_at")[:100]
    )


def _card(row: Referral, items: tuple[tuple[str, str], ...]) -> ReferralCard:
    return ReferralCard(row.id, row.sent_at, row.expires_at, row.answer, row.answered_at, items)


def _packs(who: Signed, now: datetime) -> tuple[PackLine, ...]:
    rows = list(
        Pack.objects.filter(agency_id=who.agency_id, way="page", meeting__at__gt=now - SHOWN_FOR)
        .select_related("meeting__group")
        .order_by("-meeting__at")
    )
    with elevated("partner page"):
        signed = set(
            Attendance.objects.filter(
                meeting_id__in=[row.meeting_id for row in rows],
                person_id=who.person_id,
                promised_at__isnull=False,
            ).values_list("meeting_id", flat=True)
        )
    return tuple(
        PackLine(
            row.id,
            row.meeting.group.name,
            row.meeting.at,
            row.meeting.place,
            row.changed_at,
            row.meeting_id in signed,
            row.meeting.state == "cancelled",
            row.sort,
        )
        for row in rows
    )


def _given(who: Signed, line: PackLine, now: datetime) -> GivenPack:
    pack = Pack.objects.get(pk=line.id)
    rows = list(PackItem.objects.filter(pack=pack, agency_id=who.agency_id, out_at=None).order_by("at", "id"))
    told = {row.id: row for row in Disclosure.objects.filter(pk__in=[row.disclosure_id for row in rows])}
    gone = _taken_back(told.values(), now)
    kept = [row for row in rows if row.disclosure_id in told and row.disclosure_id not in gone]
    strategic = list(StrategicItem.objects.filter(meeting_id=pack.meeting_id).order_by("put_at"))
    after = line.sort == "minutes"
    with elevated("partner keys"):
        items = given_items(kept)
        about = about_nobody(strategic, decided=after)
        came = who_was_there(pack.meeting_id) if after else ()
    actions = tuple(
        each
        for each in actions_of(who.viewer, now=now)
        if (each.meeting_id == pack.meeting_id if after else each.group == line.group)
    )
    return GivenPack(line, who.agency, items, about, actions, came)
