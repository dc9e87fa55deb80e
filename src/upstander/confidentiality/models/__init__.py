"""Tables of the confidentiality room."""

from upstander.confidentiality.models.access import Conflict, NamedAccess
from upstander.confidentiality.models.audit import AuditEntry, AuditSeal
from upstander.confidentiality.models.datakey import DataKey
from upstander.confidentiality.models.staff import Staff, StaffManager, Team

__all__ = ["AuditEntry", "AuditSeal", "Conflict", "DataKey", "NamedAccess", "Staff", "StaffManager", "Team"]
