"""Bodies outside that may be told something, and the agreements under which they are (clauses 2.4, 3.5.2). No case data."""
