"""Following the landlord's housing system: its files of homes, people and tenancies, read, checked and taken in."""
