"""Who may see what, what is kept unreadable, and the record of who looked: staff, roles, row-level security, vault, audit."""
