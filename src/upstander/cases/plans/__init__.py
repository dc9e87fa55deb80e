"""The copy of a plan that somebody takes home."""
