"""The door of the partners room."""

from upstander.partners.actions.agencies import (
    add_agency,
    add_agreement,
    edit_agency,
    retire_agency,
    review_agreement,
)
from upstander.partners.errors import NoSuchAgency
from upstander.partners.kinds import BODIES, INFORMATION
from upstander.partners.queries import agencies, agency, agency_names, mailbox_of
from upstander.partners.told import AgencyCard, AgencyTold, AgreementCard, AgreementTold

__all__ = [
    "BODIES",
    "INFORMATION",
    "AgencyCard",
    "AgencyTold",
    "AgreementCard",
    "AgreementTold",
    "NoSuchAgency",
    "add_agency",
    "add_agreement",
    "agencies",
    "agency",
    "agency_names",
    "edit_agency",
    "mailbox_of",
    "retire_agency",
    "review_agreement",
]
