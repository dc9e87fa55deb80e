"""Closing a case: what becomes of what is still open, and what the survivor is told (item closure of the edition; clause 5.1)."""
