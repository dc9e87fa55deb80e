"""Tables of the records room."""

from upstander.records.models.access import AccessRequest, AccessWait
from upstander.records.models.breach import Breach, BreachAction, BreachTold
from upstander.records.models.disposal import DisposalItem, DisposalRun
from upstander.records.models.hold import LegalHold, RetentionDay

__all__ = [
    "AccessRequest",
    "AccessWait",
    "Breach",
    "BreachAction",
    "BreachTold",
    "DisposalItem",
    "DisposalRun",
    "LegalHold",
    "RetentionDay",
]
