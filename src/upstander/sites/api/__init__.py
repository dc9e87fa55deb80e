"""The interface for other bodies' computers: reports in, "received" out, and nothing of any case."""
