"""Pages of how the landlord runs its policy: the training register."""
