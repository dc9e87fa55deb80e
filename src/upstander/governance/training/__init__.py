"""The training register: courses, who has to do them, who has, and a short refresher with scenarios (clauses 2.2, 8)."""
