"""Reaching people without exposing them: what is safe for whom, asked at the moment of contact."""
