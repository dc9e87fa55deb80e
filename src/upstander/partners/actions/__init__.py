"""Writes of the partners room."""
