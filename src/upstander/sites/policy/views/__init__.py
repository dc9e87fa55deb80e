"""Views, by noun."""
