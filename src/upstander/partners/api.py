"""The door of the partners room."""

from upstander.partners.actions.agencies import (
    add_agency,
    add_agreement,
    edit_agency,
    retire_agency,
    review_agreement,
)
from upstander.partners.actions.tokens import (
    SCOPES,
    TokenHolder,
    make_token,
    revoke_token,
    token_holder,
)
from upstander.partners.errors import NoSuchAgency
from upstander.partners.kinds import BODIES, INFORMATION
from upstander.partners.queries import (
    TokenCard,
    agencies,
    agency,
    agency_names,
    in_use,
    mailbox_of,
    tokens_of,
)
from upstander.partners.told import AgencyCard, AgencyTold, AgreementCard, AgreementTold

__all__ = [
    "BODIES",
    "INFORMATION",
    "SCOPES",
    "AgencyCard",
    "AgencyTold",
    "AgreementCard",
    "AgreementTold",
    "NoSuchAgency",
    "TokenCard",
    "TokenHolder",
    "add_agency",
    "add_agreement",
    "agencies",
    "agency",
    "agency_names",
    "edit_agency",
    "in_use",
    "mailbox_of",
    "make_token",
    "retire_agency",
    "review_agreement",
    "revoke_token",
    "token_holder",
    "tokens_of",
]
