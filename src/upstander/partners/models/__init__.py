"""Tables of the partners room."""

from upstander.partners.models.agency import Agency
from upstander.partners.models.agreement import Agreement
from upstander.partners.models.person import PartnerAsking, PartnerCode, PartnerPerson, PartnerSession
from upstander.partners.models.token import ApiToken

__all__ = [
    "Agency",
    "Agreement",
    "ApiToken",
    "PartnerAsking",
    "PartnerCode",
    "PartnerPerson",
    "PartnerSession",
]
