"""Sharing with other bodies: the closed lists, and the rules asked at the moment of the act (clause 3.5.2). Pure."""
