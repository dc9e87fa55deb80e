"""The door of the performance room."""

from upstander.performance import words
from upstander.performance.actions.months import bring_up_to_date, count_languages
from upstander.performance.actions.reports import (
    approve_report,
    check_report,
    prepare_due,
    prepare_report,
    return_report,
)
from upstander.performance.actions.returns import decide_counting, enter_stock
from upstander.performance.actions.views import forget_view, save_view
from upstander.performance.definitions import OF_NO_CASE, in_force
from upstander.performance.equality import (
    PREFER_NOT,
    answers_of_requester,
    forget_old_answers,
    questions,
    record_equality,
)
from upstander.performance.errors import NoSuchMeasure, NoSuchReport
from upstander.performance.months import last_months, month_of
from upstander.performance.nm01 import reporting_year
from upstander.performance.numbers import Number, Series
from upstander.performance.queries.behind import CaseBehind, cases_behind, promises_kept
from upstander.performance.queries.benchmark import HEAD as BENCHMARK_HEAD
from upstander.performance.queries.benchmark import benchmark
from upstander.performance.queries.fairness import Silence, fairness, silence
from upstander.performance.queries.figures import (
    PLACES,
    breakdown,
    counted_months,
    recounted,
    sees_exactly,
    series,
)
from upstander.performance.queries.reports import (
    ReportPage,
    chart_svg,
    report_csv,
    report_page,
    report_pdf,
    report_xlsx,
    reports,
)
from upstander.performance.queries.returns import nm01, nm01_cases, review_watch
from upstander.performance.queries.views import parts_to_choose, saved_views

__all__ = [
    "BENCHMARK_HEAD",
    "OF_NO_CASE",
    "PLACES",
    "PREFER_NOT",
    "CaseBehind",
    "NoSuchMeasure",
    "NoSuchReport",
    "Number",
    "ReportPage",
    "Series",
    "Silence",
    "answers_of_requester",
    "approve_report",
    "benchmark",
    "breakdown",
    "bring_up_to_date",
    "cases_behind",
    "chart_svg",
    "check_report",
    "count_languages",
    "counted_months",
    "decide_counting",
    "enter_stock",
    "fairness",
    "forget_old_answers",
    "forget_view",
    "in_force",
    "last_months",
    "month_of",
    "nm01",
    "nm01_cases",
    "parts_to_choose",
    "prepare_due",
    "prepare_report",
    "promises_kept",
    "questions",
    "record_equality",
    "recounted",
    "report_csv",
    "report_page",
    "report_pdf",
    "report_xlsx",
    "reporting_year",
    "reports",
    "return_report",
    "review_watch",
    "save_view",
    "saved_views",
    "sees_exactly",
    "series",
    "silence",
    "words",
]
