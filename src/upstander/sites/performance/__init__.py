"""Pages on what was achieved: dashboards, measures, the monthly report, the return, fairness and silence."""
