"""Pages on the policy itself: how each clause stands, its editions, and trying out a change."""
