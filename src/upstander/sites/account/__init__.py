"""Pages for customers who sign in: their own account."""
