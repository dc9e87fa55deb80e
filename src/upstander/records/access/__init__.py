"""Requests of people for the data held about them (UK GDPR article 15): clock, log, and what is gathered."""
