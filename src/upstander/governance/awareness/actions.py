"""Planning campaigns, writing words for everybody, and putting down what was reached and done."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError

from upstander.confidentiality.api import Permission, StaleEdit, Viewer, acting, elevated, vault
from upstander.governance.keeping.rules import check_agrees, check_past
from upstander.governance.keeping.texts import digest_of
from upstander.governance.models import Approval, Campaign, CohesionWork, PublicText, Reach
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.lib.languages import codes
from upstander.lib.marks import mark_of

LONGEST = 12_000  # characters


def plan_campaign(*, week: str, name: str, starts_on: date, ends_on: date, by: Viewer, now: datetime) -> UUID:
    """Take part in a national week (`week`), or plan one of our own. Raises Refused."""
    who = _keeper(by)
    if ends_on < starts_on:
        refuse("It cannot end before it begins.").enforce()
    if not name.strip():
        refuse("Give it a name.").enforce()
    row = Campaign(
        id=uuid4(), week=week, name=name.strip(), starts_on=starts_on, ends_on=ends_on, by_id=who, at=now
    )
    with acting(by, now, "awareness.plan", subject_id=row.id):
        try:
            row.save(force_insert=True)
        except IntegrityError:
            raise Refused("You take part in this week already.") from None
    return row.id


def call_off(campaign_id: UUID, *, by: Viewer, now: datetime) -> None:
    """It does not take place; its words are public no more."""
    _keeper(by)
    with acting(by, now, "awareness.call_off", subject_id=campaign_id):
        Campaign.objects.filter(pk=campaign_id, called_off_at=None).update(called_off_at=now)


def write_text(
    *, language: str, title: str, text: str, by: Viewer, now: datetime, edition: str = "",
    campaign_id: UUID | None = None, mark: str | None = None,
) -> UUID:  # fmt: skip
    """Write words for everybody: an edition in short, or a campaign's. They are public once another has agreed. `mark`: of the words
    that it started from (`Summary.mark`). Raises Refused, StaleEdit."""
    who = _keeper(by) if campaign_id else _keeper(by, Permission.POLICY_KEEP)
    title, text = title.strip(), text.strip()
    if not title or not text or language not in codes():
        refuse("Give a title and the words, in a language that the site has.").enforce()
    if len(text) > LONGEST:
        refuse(f"This is longer than {LONGEST:,} characters. Few would read it; shorten it.").enforce()
    row = PublicText(
        id=uuid4(), edition=edition, digest=digest_of(edition) if edition else "", campaign_id=campaign_id,
        language=language, title=title, text=text, by_id=who, at=now,
    )  # fmt: skip
    with acting(by, now, "awareness.write", subject_id=row.id) as act:
        if campaign_id and not Campaign.objects.filter(pk=campaign_id, called_off_at=None).exists():
            raise Refused("There is no such campaign.")
        there = PublicText.objects.filter(language=language, withdrawn_at=None)
        there = (
            there.filter(campaign=campaign_id)
            if campaign_id
            else there.filter(edition=edition, digest=row.digest)
        )
        newest = there.order_by("-at").first()
        if mark not in (None, mark_of(newest and newest.id)):
            raise StaleEdit
        row.save(force_insert=True)
        act.detail["language"] = language
    return row.id


def agree_text(text_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Agree to words that another wrote. Of an edition's summary: once that edition, as written today, is approved. Raises Refused."""
    by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP, Permission.AWARENESS_KEEP).enforce()
    with acting(by, now, "awareness.agree", subject_id=text_id):
        row = (
            PublicText.objects.select_for_update()
            .filter(pk=text_id, withdrawn_at=None, agreed_at=None)
            .first()
        )
        if row is None:
            raise Refused("These words have been agreed to or withdrawn already.")
        check_agrees(row.by_id, by.staff_id).enforce()
        if row.edition:
            by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP).enforce()
            if row.digest != digest_of(row.edition):
                refuse("The edition has been written anew since. Write its summary again.").enforce()
            approved = Approval.objects.filter(
                edition=row.edition, digest=row.digest, void_at=None, agreed_at__isnull=False
            )
            if not approved.exists():
                refuse("Only an approved edition is published. Its approval comes first.", "7.1").enforce()
        row.agreed_by_id, row.agreed_at = by.staff_id, now
        row.save(update_fields=["agreed_by_id", "agreed_at"])


def withdraw_text(text_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take words back; older ones that were agreed to do not return. Anybody who may write or agree may, at once."""
    by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP, Permission.AWARENESS_KEEP).enforce()
    with acting(by, now, "awareness.withdraw", subject_id=text_id):
        row = PublicText.objects.select_for_update().filter(pk=text_id).first()
        if row is None:
            raise Refused("There are no such words.")
        if row.edition:
            by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP).enforce()
        same = PublicText.objects.filter(
            edition=row.edition, campaign=row.campaign, language=row.language, at__lte=row.at
        )
        same.filter(withdrawn_at=None).update(withdrawn_at=now)


def count_reach(campaign_id: UUID, *, way: str, people: int, on: date, by: Viewer, now: datetime) -> None:
    """How many were reached in one way; a later figure is added to it, and none is changed. Raises Refused."""
    who = _keeper(by)
    check_past(on, today=london_day(now)).enforce()
    with acting(by, now, "awareness.reach", subject_id=campaign_id) as act:
        if not Campaign.objects.filter(pk=campaign_id, called_off_at=None).exists():
            raise Refused("There is no such campaign.")
        Reach.objects.create(
            id=uuid4(), campaign_id=campaign_id, way=way, people=people, on=on, by_id=who, at=now
        )
        act.detail["people"] = people


def put_cohesion_work(
    *, area: str, kind: str, on: date, people: int | None, what: str, by: Viewer, now: datetime
) -> UUID:
    """Put down what was done in a neighbourhood so that people live well together (clause 2.3). Raises Refused."""
    who = _keeper(by)
    check_past(on, today=london_day(now)).enforce()
    if not what.strip():
        refuse("Say what was done.").enforce()
    row = CohesionWork(id=uuid4(), area=area, kind=kind, on=on, people=people, by_id=who, at=now)
    with acting(by, now, "awareness.work", subject_id=row.id):
        with elevated("key of the policy register"):
            vault.create_key(row.id, "policy")
        vault.seal(row, what=what.strip())
        row.save(force_insert=True)
    return row.id


def take_work_back(work_id: UUID, *, by: Viewer, now: datetime) -> None:
    """It was put down by mistake."""
    _keeper(by)
    with acting(by, now, "awareness.work_back", subject_id=work_id):
        CohesionWork.objects.filter(pk=work_id, void_at=None).update(void_at=now)


def _keeper(by: Viewer, permission: Permission = Permission.AWARENESS_KEEP) -> UUID:
    by.check(permission).enforce()
    if by.staff_id is None:
        raise Refused("This is put down by a person.")
    return by.staff_id
