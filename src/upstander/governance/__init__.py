"""How the landlord runs its policy: the register of editions, how each clause stands, and trying out a change."""
