"""The believable landlord behind `upstander demo`."""
