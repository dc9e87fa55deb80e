"""Tables of the confidentiality room."""

from upstander.confidentiality.models.absence import Absence
from upstander.confidentiality.models.access import Conflict, NamedAccess
from upstander.confidentiality.models.audit import AuditEntry, AuditSeal
from upstander.confidentiality.models.datakey import DataKey
from upstander.confidentiality.models.grant import RoleGrant
from upstander.confidentiality.models.relation import DeclaredRelation, RelationKind
from upstander.confidentiality.models.sign_in import SignIn
from upstander.confidentiality.models.staff import Staff, StaffManager, Team

__all__ = [
    "Absence",
    "AuditEntry",
    "AuditSeal",
    "Conflict",
    "DataKey",
    "DeclaredRelation",
    "NamedAccess",
    "RelationKind",
    "RoleGrant",
    "SignIn",
    "Staff",
    "StaffManager",
    "Team",
]
