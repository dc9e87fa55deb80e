"""Reads of the cases room. Each takes the viewer first; what they may not see is not there."""
