"""Reports as they come in, by any channel, and the triage that says where each one goes."""
