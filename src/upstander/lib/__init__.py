"""Leaf helpers that belong to no room. Keep it tiny."""
