"""Asking the person affected how we did, once their case is closed and where that is fitting and safe (clause 5.1)."""
