"""Complaints about our work, beside a case and apart from it: the case goes on, and whoever handles one sees the complaint alone."""
