"""Tables of the performance room."""

from upstander.performance.models.equality import EqualityAnswer
from upstander.performance.models.facts import Fact, Figure, LanguageStock, Month
from upstander.performance.models.report import MonthlyReport
from upstander.performance.models.returns import ReturnDecision, ReturnStock
from upstander.performance.models.view import SavedView

__all__ = [
    "EqualityAnswer",
    "Fact",
    "Figure",
    "LanguageStock",
    "Month",
    "MonthlyReport",
    "ReturnDecision",
    "ReturnStock",
    "SavedView",
]
