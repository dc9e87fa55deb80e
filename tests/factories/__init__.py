"""Builders of the small cast and of their reports, through the same actions that the program uses."""
