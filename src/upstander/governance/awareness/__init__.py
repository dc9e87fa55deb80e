"""What the landlord tells everybody, the weeks it takes part in, and its work for good neighbours (clauses 2.3, 2.7 and 6)."""
