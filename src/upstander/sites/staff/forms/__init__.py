"""Forms of the staff pages: they check shape and hand over frozen values. Rules are asked by the actions."""
