"""The policy register: what the landlord does to keep its policy alive (clauses 6 to 10)."""
