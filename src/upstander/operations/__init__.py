"""What runs Upstander: the command, the processes, the database's set-up, health. No domain rules."""
