"""The landlord's directory: homes, tenancies, and the people in them, as the housing system knows them."""
