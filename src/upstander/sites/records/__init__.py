"""Pages about records: the breach log."""
