"""Tables of the records room."""

from upstander.records.models.access import AccessRequest, AccessWait
from upstander.records.models.breach import Breach, BreachAction, BreachTold
from upstander.records.models.bundle import Bundle, BundleMark, BundlePiece, BundleSheet
from upstander.records.models.disposal import DisposalItem, DisposalRun
from upstander.records.models.gathering import AccessCase, AccessPerson, AccessSearcher
from upstander.records.models.hold import LegalHold, RetentionDay
from upstander.records.models.kept import KeptUntil, KeptWalk

__all__ = [
    "AccessCase",
    "AccessPerson",
    "AccessRequest",
    "AccessSearcher",
    "AccessWait",
    "Breach",
    "BreachAction",
    "BreachTold",
    "Bundle",
    "BundleMark",
    "BundlePiece",
    "BundleSheet",
    "DisposalItem",
    "DisposalRun",
    "KeptUntil",
    "KeptWalk",
    "LegalHold",
    "RetentionDay",
]
