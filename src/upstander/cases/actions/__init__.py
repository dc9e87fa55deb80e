"""Everything that changes a case. Keyword-only, `by` and `now`, one transaction with timeline, audit and duties."""
