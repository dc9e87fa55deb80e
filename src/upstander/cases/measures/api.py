"""The door of measures, their papers and the secure pages of bodies."""

from upstander.cases.measures.actions import StepTold, record_step
from upstander.cases.measures.catalogue import KINDS, kinds_for
from upstander.cases.measures.clock import chase_measures
from upstander.cases.measures.court_statement import (
    HANDED_TO,
    CourtStatementLine,
    court_statement_file,
    court_statements,
    hand_in_statement,
    make_court_statement,
)
from upstander.cases.measures.kinds import GROUPS, Ask, Kind, Step
from upstander.cases.measures.law import SURE, band, law, schemes
from upstander.cases.measures.moving_rules import decided_for_them, for_somebody_else
from upstander.cases.measures.paper_print import PaperLine, paper_line, paper_pdf
from upstander.cases.measures.papers import PaperTold, change_paper, pass_paper
from upstander.cases.measures.partner_side import (
    ANSWERS,
    PageEnded,
    PartnerPage,
    check_there,
    open_with_code,
    partner_answers,
    partner_page,
    send_code,
)
from upstander.cases.measures.queries import MeasureLine, cost_of, measures_of, offers_for
from upstander.cases.measures.secure_page import Item, SecurePage, close_page, notify_again, send_notice
from upstander.cases.measures.statement_print import PREPARED, CourtTold

__all__ = [
    "ANSWERS",
    "GROUPS",
    "HANDED_TO",
    "KINDS",
    "PREPARED",
    "SURE",
    "Ask",
    "CourtStatementLine",
    "CourtTold",
    "Item",
    "Kind",
    "MeasureLine",
    "PageEnded",
    "PaperLine",
    "PaperTold",
    "PartnerPage",
    "SecurePage",
    "Step",
    "StepTold",
    "band",
    "change_paper",
    "chase_measures",
    "check_there",
    "close_page",
    "cost_of",
    "court_statement_file",
    "court_statements",
    "decided_for_them",
    "for_somebody_else",
    "hand_in_statement",
    "kinds_for",
    "law",
    "make_court_statement",
    "measures_of",
    "notify_again",
    "offers_for",
    "open_with_code",
    "paper_line",
    "paper_pdf",
    "partner_answers",
    "partner_page",
    "pass_paper",
    "record_step",
    "schemes",
    "send_code",
    "send_notice",
]
