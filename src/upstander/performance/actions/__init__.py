"""Writes of the performance room."""
