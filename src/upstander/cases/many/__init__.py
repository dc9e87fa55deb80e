"""One thing done on several cases at once."""
