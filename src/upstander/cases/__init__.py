"""The case: its people, facts, duties, risk, plan, timeline and closure, from the moment a report is received."""
