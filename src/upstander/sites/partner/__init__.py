"""Secure pages of other bodies. Nobody signs in here, and no address says anything about anybody."""
