"""The policy engine and its editions, without Django."""
