"""The door of the confidentiality room: viewers and actors, permissions, the vault, the blind index, and the audit."""

from upstander.confidentiality import audit, blind_index, vault
from upstander.confidentiality.absences import (
    AbsenceLine,
    absences,
    cover_of,
    covered_by,
    end_absence,
    record_absence,
)
from upstander.confidentiality.acting import Act, acting, elevated, reading
from upstander.confidentiality.audit_reading import (
    AuditLine,
    AuditPage,
    AuditSelection,
    audit_entries,
    audited_people,
    readers_of_case,
)
from upstander.confidentiality.conflicts import (
    Ties,
    conflicted_staff,
    end_withdrawn,
    exclude,
    name_to_case,
    staff_tied_to,
    tied_staff,
    ties_of,
)
from upstander.confidentiality.digests import keyed_digest
from upstander.confidentiality.erasing import Erased, case_tables, destroy_keys, erase_cases, erasing
from upstander.confidentiality.errors import KeyDestroyed, MasterKeysMissing, StaleEdit
from upstander.confidentiality.fields import SealedField
from upstander.confidentiality.master import create_master_keys, master_keys
from upstander.confidentiality.permissions import ROLE_NAMES, ROLES, Permission, permissions_of
from upstander.confidentiality.rotation import (
    KeyState,
    add_keys,
    key_states,
    left_to_rewrap,
    rewrap_some,
    use_new_keys,
    write_keyset,
)
from upstander.confidentiality.shares import WrongShares, join_backup, split_backup
from upstander.confidentiality.staffing import (
    StaffCard,
    active_staff,
    manager_of,
    staff_cards,
    staff_of_person,
    staff_with,
    team_by_slug,
    viewer_of,
)
from upstander.confidentiality.viewer import PUBLIC, Viewer, ViewerKind, current_viewer, system, viewing

__all__ = [
    "PUBLIC",
    "ROLES",
    "ROLE_NAMES",
    "AbsenceLine",
    "Act",
    "AuditLine",
    "AuditPage",
    "AuditSelection",
    "Erased",
    "KeyDestroyed",
    "KeyState",
    "MasterKeysMissing",
    "Permission",
    "SealedField",
    "StaffCard",
    "StaleEdit",
    "Ties",
    "Viewer",
    "ViewerKind",
    "WrongShares",
    "absences",
    "acting",
    "active_staff",
    "add_keys",
    "audit",
    "audit_entries",
    "audited_people",
    "blind_index",
    "case_tables",
    "conflicted_staff",
    "cover_of",
    "covered_by",
    "create_master_keys",
    "current_viewer",
    "destroy_keys",
    "elevated",
    "end_absence",
    "end_withdrawn",
    "erase_cases",
    "erasing",
    "exclude",
    "join_backup",
    "key_states",
    "keyed_digest",
    "left_to_rewrap",
    "manager_of",
    "master_keys",
    "name_to_case",
    "permissions_of",
    "readers_of_case",
    "reading",
    "record_absence",
    "rewrap_some",
    "split_backup",
    "staff_cards",
    "staff_of_person",
    "staff_tied_to",
    "staff_with",
    "system",
    "team_by_slug",
    "tied_staff",
    "ties_of",
    "use_new_keys",
    "vault",
    "viewer_of",
    "viewing",
    "write_keyset",
]
