"""Reads of the performance room."""
