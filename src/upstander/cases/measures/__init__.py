"""Measures: what staff do for somebody's safety, or about those responsible, step by step (clauses 1.6.2, 2.5, 3.3, 3.4)."""
