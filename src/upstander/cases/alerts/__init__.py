"""Telling staff outside Upstander: by email or text, and in their own calendar. Neutral words only, and never twice."""
