"""Visits that are planned, and the safety of whoever goes (clause 3.3.1)."""
