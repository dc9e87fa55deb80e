"""Writes of the records room."""
