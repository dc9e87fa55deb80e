"""Addresses that providers call by themselves: texts that came in, and what became of messages."""
