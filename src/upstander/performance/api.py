"""The door of the performance room."""

from upstander.performance.actions.months import bring_up_to_date, count_month
from upstander.performance.queries.figures import breakdown, cases_behind, recounted, series

__all__ = ["breakdown", "bring_up_to_date", "cases_behind", "count_month", "recounted", "series"]
