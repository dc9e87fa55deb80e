"""Tables of the partners room."""

from upstander.partners.models.agency import Agency
from upstander.partners.models.agreement import Agreement

__all__ = ["Agency", "Agreement"]
