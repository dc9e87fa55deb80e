"""The joint action group (clauses 2.3, 3.4, 3.6): meetings with other bodies, where each is given what it may know and no more."""
