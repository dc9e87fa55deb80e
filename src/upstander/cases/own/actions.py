"""What somebody does in their own account with a case of theirs. Each act is the person's, written by the program for them: they see
nothing of the case but what the account shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from upstander.cases.actions.common import Work, working
from upstander.cases.actions.consents import withdraw_consent
from upstander.cases.actions.way_back import ContactWish, change_card, reporter_changes, tell_somebody
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import AccountWord, Case, Consent, Party, PartyRole, PlannedVisit, VisitState
from upstander.cases.officers import tell
from upstander.cases.own.cards import SignedInAs
from upstander.cases.own.rules import BESIDE
from upstander.cases.own.sight import person_in
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import PUBLIC, Viewer, acting, active_staff, elevated, system, vault
from upstander.lib.decision import Refused, refuse

_DAY, _MOST_A_DAY = timedelta(days=1), 40


def take_back_consent(*, who: SignedInAs, case_id: UUID, consent_id: UUID, now: datetime) -> None:
    """They take back what they agreed to, from now on. Whoever received something under it is to be told, as when staff record it.

    Pressed twice, it changes nothing more. Raises NoSuchCase.
    """
    with _theirs(who, case_id, now) as (case, party):
        row = Consent.objects.filter(pk=consent_id, case=case, party=party, given=True).first()
        if row is None:
            raise NoSuchCase
        if row.withdrawn_at is not None:
            return
        withdraw_consent(case_id=case.id, consent_ids=[row.id], at=now, by=system("account"), now=now)
        tell_somebody(Case.objects.get(pk=case.id), "consent_taken_back", now)


def ask_another_time(*, who: SignedInAs, case_id: UUID, visit_id: UUID, words: str, now: datetime) -> None:
    """They ask for another time for an appointment. It stands until a colleague changes it. Raises NoSuchCase, Refused."""
    with _theirs(who, case_id, now) as (case, party):
        if party.role != PartyRole.SURVIVOR:
            raise NoSuchCase
        row = PlannedVisit.objects.select_for_update().filter(pk=visit_id, case=case).first()
        if row is None:
            raise NoSuchCase
        if row.state != VisitState.PLANNED or row.at <= now:
            refuse(_("That appointment has changed meanwhile. Look at where it stands.")).enforce()
        if not words.strip():
            refuse(_("Say which days and times are good for you.")).enforce()
        if vault.unseal(row, "asked") == words.strip():
            return
        row.asked_at = now
        vault.seal(row, asked=words.strip())
        row.save()
        write_entry(
            case,
            "visit_asked",
            by=PUBLIC,
            at=now,
            now=now,
            codes={"on": row.at.isoformat()},
            body=words.strip(),
        )
        _moved(case)
        tell_somebody(case, "visit_asked", now)
        goes = active_staff({each for each in (row.officer_id, row.second_id) if each}) - {case.officer_id}
        tell(case, goes, "visit_asked", now)


def change_own_contact(*, who: SignedInAs, case_id: UUID, wish: ContactWish, now: datetime) -> None:
    """How they may be reached, from now on; what waits to be sent is looked at again. Raises NoSuchCase, Refused after forty a day."""
    with _theirs(who, case_id, now) as (case, party):
        if wish.ways and reporter_changes(case.id, now - _DAY) >= _MOST_A_DAY:
            raise Refused(_("You have changed this very often today. Call us."))
        change_card(case, party, wish, where="their account", by=PUBLIC, now=now)


def hide_from_account(*, who: SignedInAs, case_id: UUID, now: datetime) -> None:
    """They no longer want to see it there: somebody else may get in. Only staff who asked them show it again. Raises NoSuchCase."""
    with _theirs(who, case_id, now) as (case, party):
        _say(case, party, shown=False, by=PUBLIC, now=now)
        _moved(case)
        tell_somebody(case, "account_hidden", now)


def show_in_account(
    *,
    case_id: UUID,
    shown: bool,
    party_id: UUID | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Staff asked the survivor, or the witness or household member of that id, whether their account is safe, and write it down.

    Raises Refused, NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.account", version=version, after_closure=True) as work:
        people = Party.objects.filter(case=work.case, role__in=[PartyRole.SURVIVOR, *BESIDE])
        party = people.filter(**({"pk": party_id} if party_id else {"role": PartyRole.SURVIVOR})).first()
        if party is None or party.affiliation == "employee":
            raise Refused(
                "Only a survivor, a witness or a household member who is a customer sees anything in an account.",
                "3.5.1",
            )
        if shown and party.role in BESIDE and work.case.sealed:
            raise Refused(
                "Nobody but its survivor sees anything of a sealed case. Give them their plan in another way.",
                "4.3",
            )
        _say(work.case, party, shown=shown, by=by, now=now, work=work)


def _say(
    case: Case, party: Party, *, shown: bool, by: Viewer, now: datetime, work: Work | None = None
) -> None:
    AccountWord.objects.create(id=uuid4(), case=case, party=party, shown=shown, at=now, by_id=by.staff_id)
    if work is not None:
        work.entry("account_word", codes={"shown": shown, "role": party.role})
    else:
        codes = {"shown": shown, "own": True, "role": party.role}
        write_entry(case, "account_word", by=by, at=now, now=now, codes=codes)


@contextmanager
def _theirs(who: SignedInAs, case_id: UUID, now: datetime) -> Iterator[tuple[Case, Party]]:
    """The case, locked, and they on it. Raises NoSuchCase unless it stands in their account at this moment."""
    with acting(PUBLIC, now, "account.act", case_id=case_id), elevated("account"):
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        party = person_in(case, who, now) if case else None
        if case is None or party is None:
            raise NoSuchCase
        yield case, party


def _moved(case: Case) -> None:
    """Whoever has the case on screen is told that it has moved on."""
    case.version += 1
    case.save(update_fields=["version"])
