"""What was achieved, counted: measures, the monthly report, returns, fairness, and the watch on silence (clauses 5.1, 5.2, 1.7)."""
