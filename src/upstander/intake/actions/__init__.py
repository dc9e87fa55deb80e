"""Writes of the intake room: receiving a report, and triage."""
