"""The door of closing a case."""

from upstander.cases.closing.actions import decide_closure, propose_closure
from upstander.cases.closing.left_open import Becomes
from upstander.cases.closing.queries import ClosingPage, check_decides, closing_page

__all__ = [
    "Becomes",
    "ClosingPage",
    "check_decides",
    "closing_page",
    "decide_closure",
    "propose_closure",
]
