"""Adding, changing and retiring bodies and their agreements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from upstander.confidentiality.api import Permission, StaleEdit, Viewer, acting
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.lib.marks import mark_of
from upstander.partners.errors import NoSuchAgency
from upstander.partners.models import Agency, Agreement
from upstander.partners.rules import check_agency, check_agreement, check_agreement_dates
from upstander.partners.told import AgencyTold, AgreementTold


def add_agency(*, told: AgencyTold, by: Viewer, now: datetime) -> UUID:
    """Add a body. Raises Refused without `partners.edit`, when something is missing, or when that name is there for that area."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    check_agency(told, london_day(now)).enforce()
    with acting(by, now, "partners.add") as act:
        agency = Agency(id=uuid4())
        _fill(agency, told)
        act.subject_id = agency.id
        _save(agency, fresh=True)
    return agency.id


def edit_agency(*, agency_id: UUID, told: AgencyTold, version: int, by: Viewer, now: datetime) -> None:
    """Change what is known of a body. Raises Refused, NoSuchAgency, StaleEdit."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    check_agency(told, london_day(now)).enforce()
    with acting(by, now, "partners.edit", subject_id=agency_id):
        agency = locked_agency(agency_id)
        if agency.version != version:
            raise StaleEdit(agency.version)
        _fill(agency, told)
        agency.version += 1
        _save(agency)


def retire_agency(*, agency_id: UUID, by: Viewer, now: datetime) -> None:
    """Nobody is offered this body from now on; what it was told stays on record. Again: no change. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    with acting(by, now, "partners.retire", subject_id=agency_id):
        agency = locked_agency(agency_id)
        if agency.retired_at is None:
            agency.retired_at = now
            agency.version += 1
            agency.save()


def add_agreement(*, agency_id: UUID, told: AgreementTold, by: Viewer, now: datetime) -> UUID:
    """Record an agreement with a body. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    check_agreement(told).enforce()
    with acting(by, now, "partners.agreement", subject_id=agency_id):
        row = Agreement(
            id=uuid4(),
            agency=locked_agency(agency_id),
            title=told.title.strip(),
            purposes=told.purposes.strip(),
            uses=list(told.uses),
            kinds=list(told.kinds),
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            review_on=told.review_on,
        )
        row.save(force_insert=True)
    return row.id


def review_agreement(
    *,
    agreement_id: UUID,
    ends_on: date | None,
    review_on: date,
    mark: str | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Set when an agreement ends and is next reviewed. Other terms are another agreement. `mark` as it was shown.

    Raises Refused, NoSuchAgency, StaleEdit.
    """
    by.check(Permission.PARTNERS_EDIT).enforce()
    with acting(by, now, "partners.agreement_review") as act:
        row = Agreement.objects.select_for_update().filter(pk=agreement_id).first()
        if row is None:
            raise NoSuchAgency
        if mark not in (None, mark_of(row.ends_on, row.review_on)):
            raise StaleEdit
        check_agreement_dates(row.starts_on, ends_on, review_on).enforce()
        row.ends_on, row.review_on = ends_on, review_on
        act.subject_id = row.agency_id
        row.save()


def locked_agency(agency_id: UUID) -> Agency:
    """The body, locked. Inside an action. Raises NoSuchAgency."""
    agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if agency is None:
        raise NoSuchAgency
    return agency


def _fill(agency: Agency, told: AgencyTold) -> None:
    agency.kind, agency.name, agency.area = told.kind, told.name.strip(), told.area.strip()
    agency.services, agency.reach = told.services.strip(), told.reach.strip()
    agency.out_of_hours, agency.duties = told.out_of_hours.strip(), list(told.duties)
    agency.checked_on, agency.mailbox = told.checked_on, told.mailbox.strip()


def _save(agency: Agency, *, fresh: bool = False) -> None:
    try:
        with transaction.atomic():
            agency.save(force_insert=fresh)
    except IntegrityError as error:
        raise Refused("There is one of that name for that area already. Change that one instead.") from error
